// An invariant of the whole cluster: looked at after every write of a simulated run, and once more when it has settled.
import type { Cluster, KubeObject } from '../../index.ts';

/** One object as it was written: what is there now and what was there before. */
export interface Change {
  /** `plural/namespace/name` or `plural/name`. */
  readonly object: string;
  readonly plural: string;
  readonly revision: number;
  readonly next: KubeObject | undefined;
  readonly previous: KubeObject | undefined;
}

/** The stored objects, kept up to date by the run: plural → `plural/namespace/name` (or `plural/name`) → object. */
export interface World {
  readonly cluster: Cluster;
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, KubeObject>>;
}

/** Checkers may keep state between calls, so each run makes its own. */
export interface Checker {
  readonly name: string;
  /** After each write, in revision order. Says what is broken, or nothing. */
  onChange?(change: Change, world: World): readonly string[];
  /** When the run says that all has settled. */
  onSettled?(world: World): readonly string[];
}

export type CheckerFactory = () => Checker;

/** All objects of one kind, in order of their names. */
export function objectsOf<T extends KubeObject>(world: World, plural: string): T[] {
  return [...(world.objects.get(plural)?.values() ?? [])] as T[];
}
