// A cluster that has started, for tests: every part of the boot list done, nothing else touched.
import { bootWatch, type Cluster, type ClusterOptions, createCluster } from '../index.ts';

const BOOT_LIMIT_US = 120_000_000;

export function isBooted(cluster: Cluster): boolean {
  const steps = cluster.boot();
  return steps.length > 0 && steps.every((step) => step.done);
}

/** Throws when it does not start within two virtual minutes. */
export function bootedCluster(options: ClusterOptions = {}): Cluster {
  const cluster = createCluster(options);
  const isUp = bootWatch(cluster);
  while (!isUp()) {
    if (cluster.nowUs > BOOT_LIMIT_US || !cluster.step()) throw new Error(`the cluster did not start: ${JSON.stringify(cluster.boot())}`);
  }
  return cluster;
}
