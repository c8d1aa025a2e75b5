// Measures one size: from nothing to all pods Ready, as fast as it can. Arguments: pods, nodes. Prints one line of JSON.
import { deploymentManifest } from '../testing/manifests.ts';
import { bootedCluster } from '../testing/boot.ts';
import type { Cluster, KubeObject } from '../index.ts';
import { collectGarbage, cpuSeconds } from './measure.ts';

const PODS_PER_DEPLOYMENT = 100;
const LIMIT_US = 3_600_000_000;

const pods = Number(process.argv[2] ?? 1000);
const nodes = Number(process.argv[3] ?? 20);

// Node's own start and the loading of the program are not the lab's.
const loadedCpu = cpuSeconds();
const cluster = bootedCluster({ workers: nodes });
cluster.runToIdle(LIMIT_US);
const startCpu = cpuSeconds() - loadedCpu;
const emptyBytes = collectGarbage();
const collectedCpu = cpuSeconds();
const emptyRevision = cluster.revision;
const emptyUs = cluster.nowUs;

const sizes = Array.from({ length: Math.ceil(pods / PODS_PER_DEPLOYMENT) }, (_, index) =>
  Math.min(PODS_PER_DEPLOYMENT, pods - index * PODS_PER_DEPLOYMENT),
);
for (const [index, replicas] of sizes.entries()) {
  const body = deploymentManifest(`web-${index}`, replicas);
  const path = '/apis/apps/v1/namespaces/default/deployments';
  cluster.apply({ type: 'api', request: { method: 'POST', path, body, headers: { 'user-agent': 'bench' } } });
}
cluster.runToIdle(LIMIT_US);
const rolloutCpu = cpuSeconds() - collectedCpu;
const ready = readyPods(cluster);
const usedBytes = collectGarbage() - emptyBytes;

const result = {
  pods,
  nodes,
  ready,
  startCpuS: startCpu,
  rolloutCpuS: rolloutCpu,
  cpuS: startCpu + rolloutCpu,
  bytesPerPod: usedBytes / pods,
  writes: cluster.revision - emptyRevision,
  events: cluster.eventCount,
  virtualS: (cluster.nowUs - emptyUs) / 1e6,
};
console.log(JSON.stringify(result));

function readyPods(of: Cluster): number {
  const { body } = of.read({ method: 'GET', path: '/api/v1/pods' });
  const items = (
    body as {
      readonly items: readonly (KubeObject & {
        readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
      })[];
    }
  ).items;
  return items.filter((pod) => pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')).length;
}
