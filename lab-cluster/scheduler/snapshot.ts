// All nodes at one instant. Snapshots share what did not change between them, so that each decision can keep its own.
// Models pkg/scheduler/backend/cache/snapshot.go.
import type { NodeInfo } from './node-info.ts';

const CHUNK_BITS = 5;
const CHUNK_MASK = (1 << CHUNK_BITS) - 1;

type Chunk = readonly NodeInfo[];

export interface Snapshot {
  readonly size: number;
  readonly chunks: readonly Chunk[];
  /** On how many nodes each image is. */
  readonly imageNodes: ReadonlyMap<string, number>;
  /** How many pods on all nodes keep others away. */
  readonly antiAffineCount: number;
}

export function nodeAt(snapshot: Snapshot, index: number): NodeInfo {
  return (snapshot.chunks[index >> CHUNK_BITS] as Chunk)[index & CHUNK_MASK] as NodeInfo;
}

export function* nodesOf(snapshot: Snapshot): Iterable<NodeInfo> {
  for (const chunk of snapshot.chunks) yield* chunk;
}

/** The list behind the snapshots: a chunk that a snapshot holds is copied before it changes. */
export class NodeList {
  #chunks: NodeInfo[][] = [];
  /** Chunks made since the last snapshot: nobody else holds them. */
  readonly #own = new Set<NodeInfo[]>();
  #taken: readonly Chunk[] | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  at(index: number): NodeInfo {
    return (this.#chunks[index >> CHUNK_BITS] as NodeInfo[])[index & CHUNK_MASK] as NodeInfo;
  }

  set(index: number, info: NodeInfo): void {
    const at = index >> CHUNK_BITS;
    let chunk = this.#chunks[at];
    if (chunk === undefined || !this.#own.has(chunk)) {
      chunk = chunk === undefined ? [] : chunk.slice();
      this.#own.add(chunk);
      // The outer array may be held by a snapshot too.
      if (this.#taken !== undefined) this.#chunks = this.#chunks.slice();
      this.#taken = undefined;
      this.#chunks[at] = chunk;
    }
    chunk[index & CHUNK_MASK] = info;
    this.#size = Math.max(this.#size, index + 1);
  }

  /** The last one takes the place of the one that goes; returns what moved there, if anything. */
  remove(index: number): NodeInfo | undefined {
    const last = this.#size - 1;
    const moved = this.at(last);
    if (index !== last) this.set(index, moved);
    this.set(last, moved);
    const chunk = this.#chunks[last >> CHUNK_BITS] as NodeInfo[];
    chunk.pop();
    if (chunk.length === 0) this.#chunks.pop();
    this.#size = last;
    return index === last ? undefined : moved;
  }

  chunks(): readonly Chunk[] {
    if (this.#taken === undefined) {
      this.#taken = this.#chunks;
      this.#own.clear();
    }
    return this.#taken;
  }
}
