// A simulated run under watch: every write is followed by every invariant; the first broken one ends the run.
import type { Cluster, KubeObject } from '../index.ts';
import type { Change, Checker } from './checkers/checker.ts';
import { checkers } from './checkers/registry.ts';

export class WatchedRun {
  readonly cluster: Cluster;
  /** Writes looked at so far: a run that saw none proves nothing. */
  checkedWrites = 0;
  readonly #checkers: readonly Checker[] = checkers.map((create) => create());
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  #revision = 0;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
    this.#look();
  }

  runUntil(untilUs: number): void {
    for (let next = this.cluster.nextUs(); next !== undefined && next <= untilUs; next = this.cluster.nextUs()) {
      this.cluster.step();
      this.#look();
    }
    this.cluster.runUntil(untilUs);
  }

  /** Runs until idle; false when `limitMs` passed first. */
  runToIdle(limitMs: number): boolean {
    const limitUs = this.cluster.nowUs + limitMs * 1000;
    while (!this.cluster.idle) {
      const next = this.cluster.nextUs();
      if (next === undefined || next > limitUs) return false;
      this.cluster.step();
      this.#look();
    }
    return true;
  }

  /** Call when the scenario is over and should have come to rest. */
  settled(): void {
    const world = { cluster: this.cluster, objects: this.#objects };
    this.#report((checker) => checker.onSettled?.(world) ?? []);
  }

  #look(): void {
    if (this.cluster.revision === this.#revision) return;
    for (const { object, plural, revision, next } of this.cluster.changesSince(this.#revision)) {
      const byName = this.#objects.get(plural) ?? new Map<string, KubeObject>();
      this.#objects.set(plural, byName);
      const previous = byName.get(object);
      if (next === undefined) byName.delete(object);
      else byName.set(object, next);
      this.checkedWrites++;
      const change: Change = { object, plural, revision, next, previous };
      this.#report((checker) => checker.onChange?.(change, { cluster: this.cluster, objects: this.#objects }) ?? []);
    }
    this.#revision = this.cluster.revision;
  }

  #report(ask: (checker: Checker) => readonly string[]): void {
    for (const checker of this.#checkers) {
      const broken = ask(checker);
      if (broken.length > 0) throw new Error(`${checker.name}, at ${this.cluster.nowUs} us: ${broken.join('; ')}`);
    }
  }
}
