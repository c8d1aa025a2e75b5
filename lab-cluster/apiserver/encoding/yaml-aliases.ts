// Whether a YAML document is small only because it repeats itself by reference: such documents are refused before they unfold.
// Models the alias ratio of go-yaml's decoder.
import { type Document, isAlias, isCollection, isPair, type Node } from 'yaml';

const FEW_ALIASED = 100;
const FEW_NODES = 1000;
const LOOSE_NODES = 400_000;
const STRICT_NODES = 4_000_000;

export function aliasesTooMuch(document: Document.Parsed): boolean {
  const { all, aliased } = new Unfolding().sizeOf(document.contents);
  return aliased > FEW_ALIASED && all > FEW_NODES && aliased / all > allowedRatio(all);
}

/** Large documents may owe less of their size to references. */
function allowedRatio(nodes: number): number {
  if (nodes <= LOOSE_NODES) return 0.99;
  if (nodes >= STRICT_NODES) return 0.1;
  return 0.99 - (0.89 * (nodes - LOOSE_NODES)) / (STRICT_NODES - LOOSE_NODES);
}

interface Size {
  readonly all: number;
  readonly aliased: number;
}

const ONE: Size = { all: 1, aliased: 0 };

class Unfolding {
  /** Anchored nodes; one that is being measured counts as one, as it would for ever go on. */
  readonly #known = new Map<unknown, Size>();
  readonly #anchors = new Map<string, Node>();

  sizeOf(node: unknown): Size {
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      const { all } = target === undefined ? ONE : this.sizeOf(target);
      return { all: all + 1, aliased: all };
    }
    if (isPair(node)) return sum([this.sizeOf(node.key), this.sizeOf(node.value)]);
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const { anchor } = (node ?? {}) as { anchor?: string };
    if (anchor !== undefined) {
      this.#anchors.set(anchor, node as Node);
      this.#known.set(node, ONE);
    }
    const size = isCollection(node) ? sum(node.items.map((item) => this.sizeOf(item))) : ONE;
    if (anchor !== undefined) this.#known.set(node, size);
    return size;
  }
}

function sum(sizes: readonly Size[]): Size {
  let [all, aliased] = [1, 0];
  for (const size of sizes) {
    all += size.all;
    aliased += size.aliased;
  }
  return { all, aliased };
}
