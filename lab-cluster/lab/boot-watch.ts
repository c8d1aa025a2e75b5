// Whether a cluster is up, for loops that ask after every event: asking every part costs more than an event does.
import type { Cluster } from './cluster-types.ts';

/** A start takes some two thousand events; a look at ten nodes costs as much as a dozen of them. */
const CALLS_BETWEEN_LOOKS = 64;

/** The result says true once every part of the boot list is done; it looks at every 64th call. */
export function bootWatch(cluster: Cluster): () => boolean {
  let calls = 0;
  return () => calls++ % CALLS_BETWEEN_LOOKS === 0 && cluster.boot().every((step) => step.done);
}
