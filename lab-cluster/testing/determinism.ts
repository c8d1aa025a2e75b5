// One busy history as a function of its seed: what every engine must run to the same hash.
import { runChaos } from './chaos.ts';

/** Hash of the history that grows from `seed`, with its length, so that an empty one cannot pass for equal. */
export function historyOf(seed: number): { readonly hash: string; readonly events: number; readonly revision: number } {
  const { cluster } = runChaos(seed);
  return { hash: cluster.traceHash, events: cluster.eventCount, revision: cluster.revision };
}
