// What happened in the cluster, as lessons look at it: present objects, those that have gone, packets that were sent. Pure.
import type { KubeObject, PacketWalk } from '../../lab-cluster/index.ts';
import type { LessonFacts } from '../../walkthroughs/registry.ts';
import type { Change } from '../kube/live-store.ts';

/** The newest of these are kept; no lesson counts further. */
const maxGone = 100;
const maxWalks = 20;

export interface Present {
  list(plural: string): readonly KubeObject[];
}

export class ObservedFacts implements LessonFacts {
  readonly #present: Present;
  readonly #gone = new Map<string, KubeObject[]>();
  readonly #walks: PacketWalk[] = [];

  constructor(present: Present) {
    this.#present = present;
  }

  get walks(): readonly PacketWalk[] {
    return this.#walks;
  }

  list(plural: string): readonly KubeObject[] {
    return this.#present.list(plural);
  }

  gone(plural: string): readonly KubeObject[] {
    return this.#gone.get(plural) ?? [];
  }

  note(changes: readonly Change[]): void {
    for (const { plural, type, object, lost } of changes) {
      if (type !== 'deleted' || lost) continue;
      const gone = this.#gone.get(plural) ?? [];
      gone.push(object);
      if (gone.length > maxGone) gone.shift();
      this.#gone.set(plural, gone);
    }
  }

  packet(walk: PacketWalk): void {
    this.#walks.push(walk);
    if (this.#walks.length > maxWalks) this.#walks.shift();
  }

  /** Another cluster, another story. */
  forget(): void {
    this.#gone.clear();
    this.#walks.length = 0;
  }
}
