// What a controller has asked for and not yet seen in its informer: until then its counts would be wrong.
// Models pkg/controller/controller_utils.go (ControllerExpectations, UIDTrackingControllerExpectations).
import type { Micros, Sim } from '../sim/sim.ts';

export interface Expectations {
  /** `count` creations for `key` are on their way. */
  expectCreations(key: string, count: number): void;
  /** These objects of `key` are being deleted; each is counted once, by its key. */
  expectDeletions(key: string, objects: readonly string[]): void;
  creationObserved(key: string): void;
  deletionObserved(key: string, object: string): void;
  /** Nothing outstanding, or it has been outstanding for so long that waiting is no use. */
  satisfied(key: string): boolean;
  forget(key: string): void;
}

interface Outstanding {
  creations: number;
  readonly deletions: Set<string>;
  readonly sinceUs: Micros;
}

/** A lost watch event must not stop a controller for ever. */
const expireUs = 5 * 60 * 1_000_000;

export function createExpectations(sim: Sim): Expectations {
  const outstanding = new Map<string, Outstanding>();
  return {
    expectCreations(key, count) {
      outstanding.set(key, { creations: count, deletions: new Set(), sinceUs: sim.clock.nowUs });
    },
    expectDeletions(key, objects) {
      outstanding.set(key, { creations: 0, deletions: new Set(objects), sinceUs: sim.clock.nowUs });
    },
    creationObserved(key) {
      const entry = outstanding.get(key);
      if (entry !== undefined && entry.creations > 0) entry.creations -= 1;
    },
    deletionObserved(key, object) {
      outstanding.get(key)?.deletions.delete(object);
    },
    satisfied(key) {
      const entry = outstanding.get(key);
      if (entry === undefined) return true;
      return (entry.creations === 0 && entry.deletions.size === 0) || sim.clock.nowUs - entry.sinceUs > expireUs;
    },
    forget(key) {
      outstanding.delete(key);
    },
  };
}
