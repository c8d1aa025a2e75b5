// Going back by running again: the same options and the same logged inputs give the same history.
import type { Cluster, ClusterOptions, LoggedInput } from './cluster-types.ts';
import type { Micros } from '../sim/sim.ts';

/** Where to stop: at an instant, with the inputs of that instant, or after exactly so many events, before any input there. */
export type ReplayEnd = { readonly timeUs: Micros } | { readonly eventCount: number };

/** A cluster brought to `end` by its own history. Inputs that came later are left out. */
export function replay(
  create: (options: ClusterOptions) => Cluster,
  options: ClusterOptions,
  log: readonly LoggedInput[],
  end: ReplayEnd,
): Cluster {
  const cluster = create(options);
  for (const { eventCount, atUs, input } of log) {
    if ('timeUs' in end ? atUs > end.timeUs : eventCount >= end.eventCount) break;
    while (cluster.eventCount < eventCount && cluster.step());
    cluster.runUntil(atUs);
    cluster.apply(input);
  }
  if ('timeUs' in end) cluster.runUntil(end.timeUs);
  else while (cluster.eventCount < end.eventCount && cluster.step());
  return cluster;
}
