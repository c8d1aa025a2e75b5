// Watches for observers outside the simulation: what is there, then what changes, batched once a slice.
import type { Cluster, KubeObject, ObjectList, WatchEvent } from '../index.ts';
import type { LabMessage } from './protocol.ts';

interface OpenWatch {
  readonly id: number;
  readonly path: string;
  readonly plural: string;
  /** Beginning of the names this watch is about: `pods/` or `pods/default/`. */
  readonly prefix: string;
  /** What the observer has been told, so that a deletion can carry the last state. */
  readonly known: Map<string, KubeObject>;
  /** Revision told so far; negative before the first frames. */
  seen: number;
}

/** More in one message would hold the observer's thread for long while it is unpacked. */
const FRAMES_A_MESSAGE = 200;

/** Observers see the store itself: they neither load the API server nor depend on it. */
export class WatchFeed {
  readonly #post: (message: LabMessage) => void;
  readonly #open = new Map<number, OpenWatch>();
  #next = 1;

  constructor(post: (message: LabMessage) => void) {
    this.#post = post;
  }

  /** Whole collections only, in one namespace or all. The first frames follow the answer, from `update`. */
  open(cluster: Cluster, path: string): number {
    const response = cluster.read({ method: 'GET', path });
    if (response.code !== 200) throw new Error(`cannot watch ${path}: HTTP ${response.code}`);
    if (!Array.isArray((response.body as Partial<ObjectList>).items)) throw new Error(`cannot watch ${path}: it is no collection`);
    const parts = path.split('/');
    const plural = parts.at(-1) ?? '';
    const namespace = parts.at(-3) === 'namespaces' ? parts.at(-2) : undefined;
    const prefix = namespace === undefined ? `${plural}/` : `${plural}/${namespace}/`;
    const id = this.#next++;
    this.#open.set(id, { id, path, plural, prefix, known: new Map(), seen: -1 });
    return id;
  }

  close(id: number): void {
    this.#open.delete(id);
  }

  /** Another history: observers get everything anew, after word that the old frames no longer hold. */
  restart(cluster: Cluster): void {
    for (const watch of this.#open.values()) {
      watch.seen = -1;
      watch.known.clear();
      this.#post({ event: 'watch', watch: watch.id, frames: [], closed: true });
    }
    this.update(cluster);
  }

  update(cluster: Cluster): void {
    for (const watch of this.#open.values()) {
      if (watch.seen === cluster.revision) continue;
      const frames = watch.seen < 0 ? this.#everything(cluster, watch) : this.#changes(cluster, watch);
      watch.seen = cluster.revision;
      for (let from = 0; from < frames.length; from += FRAMES_A_MESSAGE) {
        this.#post({ event: 'watch', watch: watch.id, frames: frames.slice(from, from + FRAMES_A_MESSAGE), closed: false });
      }
    }
  }

  #everything(cluster: Cluster, watch: OpenWatch): WatchEvent[] {
    const list = cluster.read({ method: 'GET', path: watch.path }).body as ObjectList;
    return list.items.map((object) => {
      const { namespace, name } = object.metadata;
      watch.known.set(namespace === undefined ? `${watch.plural}/${name}` : `${watch.plural}/${namespace}/${name}`, object);
      return { type: 'ADDED', object };
    });
  }

  /** Several writes to one object within a slice become one frame: observers want the present, not every step. */
  #changes(cluster: Cluster, watch: OpenWatch): WatchEvent[] {
    const latest = new Map<string, KubeObject | undefined>();
    for (const { object, next } of cluster.changesSince(watch.seen)) if (object.startsWith(watch.prefix)) latest.set(object, next);
    const frames: WatchEvent[] = [];
    for (const [name, next] of latest) {
      const before = watch.known.get(name);
      if (next === undefined) {
        watch.known.delete(name);
        if (before !== undefined) frames.push({ type: 'DELETED', object: before });
        continue;
      }
      watch.known.set(name, next);
      frames.push({ type: before === undefined ? 'ADDED' : 'MODIFIED', object: next });
    }
    return frames;
  }
}
