// Builds nodes of field sets so that equal ones are the same value: objects of one template have equal shapes, and a cluster
// holds thousands of them. Nodes are looked for among the last few made at the same place.
import { type FieldSet, LEAF, nodeOf, SELF } from './field-set.ts';

/** The last nodes made at one place, newest first. */
export type RecentNodes = RecentNode[];

interface RecentNode {
  readonly elements: readonly string[];
  readonly sets: readonly FieldSet[];
  readonly isMember: boolean;
  readonly node: FieldSet;
}

const RECENT_LIMIT = 8;

/** Elements of the nodes being built, the innermost last: one array serves all. */
const elements: string[] = [];
const sets: FieldSet[] = [];

export function beginNode(): number {
  return elements.length;
}

export function addChild(element: string, set: FieldSet): void {
  elements.push(element);
  sets.push(set);
}

/** The node of everything added since `start`; undefined when that is nothing and it is no member itself. */
export function endNode(start: number, isMember: boolean, recent: RecentNodes): FieldSet | undefined {
  if (elements.length === start) return isMember ? LEAF : undefined;
  const node = findRecent(start, isMember, recent) ?? makeNode(start, isMember, recent);
  elements.length = start;
  sets.length = start;
  return node;
}

function findRecent(start: number, isMember: boolean, recent: RecentNodes): FieldSet | undefined {
  const count = elements.length - start;
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
  for (let index = start; index < elements.length; index++) children[elements[index] as string] = sets[index] as FieldSet;
  const node = nodeOf(children);
  recent.unshift({ elements: elements.slice(start), sets: sets.slice(start), isMember, node });
  if (recent.length > RECENT_LIMIT) recent.pop();
  return node;
}
