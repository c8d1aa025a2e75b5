// Builds nodes of field sets so that equal ones are the same value: objects of one template have equal shapes, and a cluster
// holds thousands of them. Nodes are looked for among the last few made at the same place.
import { type FieldSet, isLarge, isNewest, LEAF, nodeOf, SELF } from './field-set.ts';

/** The last nodes made at one place, newest first. */
export type RecentNodes = RecentNode[];

interface RecentNode {
  readonly elements: readonly string[];
  readonly sets: readonly FieldSet[];
  readonly isMember: boolean;
  readonly node: FieldSet;
}

const RECENT_LIMIT = 8;
/** After a larger object than this the stack begins anew, and holds on to nothing of it. */
const STACK_KEPT = 1024;

/** Elements of the nodes being built, the innermost last: one array serves all, and only its top moves. */
const elements: string[] = [];
const sets: FieldSet[] = [];
let top = 0;

export function beginNode(): number {
  return top;
}

export function addChild(element: string, set: FieldSet): void {
  elements[top] = element;
  sets[top] = set;
  top++;
}

/** The node of everything added since `start`; undefined when that is nothing and it is no member itself. */
export function endNode(start: number, isMember: boolean, recent: RecentNodes): FieldSet | undefined {
  if (top === start) return isMember ? LEAF : undefined;
  const node = findRecent(start, isMember, recent) ?? makeNode(start, isMember, recent);
  top = start;
  if (top === 0 && elements.length > STACK_KEPT) elements.length = sets.length = 0;
  return node;
}

function findRecent(start: number, isMember: boolean, recent: RecentNodes): FieldSet | undefined {
  const count = top - start;
  for (let index = start; index < top; index++) if (isNewest(sets[index])) return undefined;
  candidates: for (let place = 0; place < recent.length; place++) {
    const candidate = recent[place] as RecentNode;
    if (candidate.isMember !== isMember || candidate.elements.length !== count) continue;
    for (let index = 0; index < count; index++) {
      if (candidate.sets[index] !== sets[start + index] || candidate.elements[index] !== elements[start + index]) continue candidates;
    }
    if (place > 0) {
      recent.splice(place, 1);
      recent.unshift(candidate);
    }
    return candidate.node;
  }
  return undefined;
}

function makeNode(start: number, isMember: boolean, recent: RecentNodes): FieldSet {
  const children: Record<string, FieldSet> = {};
  if (isMember) children[SELF] = LEAF;
  for (let index = start; index < top; index++) children[elements[index] as string] = sets[index] as FieldSet;
  const node = nodeOf(children);
  if (isLarge(node)) return node;
  recent.unshift({ elements: elements.slice(start, top), sets: sets.slice(start, top), isMember, node });
  if (recent.length > RECENT_LIMIT) recent.pop();
  return node;
}
