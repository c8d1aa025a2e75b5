// What a component sees of the cluster: a local, always slightly old copy of one resource, and word of every change.
import type { Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/object.ts';
import type { Context } from '../sim/sim.ts';

/** Called in watch order. `ctx` names the watch event (span) that brought it. */
export interface InformerHandlers<T extends KubeObject> {
  add?(object: T, ctx: Context): void;
  update?(object: T, previous: T, ctx: Context): void;
  delete?(last: T, ctx: Context): void;
}

/**
 * List, then watch, then list again when the watch is lost or too old; objects are shared and immutable.
 * Reads never leave the process.
 */
export interface Informer<T extends KubeObject = KubeObject> {
  readonly kind: Kind<T>;
  /** True once the first list has been delivered to every handler. */
  readonly synced: boolean;
  /** What ended the server that was being watched, until another list has come: why nothing new is heard of. */
  readonly lostBy: Context | undefined;
  /** By `namespace/name` or `name`. */
  get(key: string): T | undefined;
  /** All objects, in key order of first arrival. */
  list(): Iterable<T>;
  readonly size: number;
  /** Objects under an index value; see addIndex. */
  byIndex(index: string, value: string): readonly T[];
  /** Adds an index; must be called before start. */
  addIndex(name: string, values: (object: T) => readonly string[]): void;
  handle(handlers: InformerHandlers<T>): void;
}
