// Measures the same job in webernetes, for comparison. Arguments: its bundle, pods, nodes. Prints one line of JSON.
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { cpuSeconds } from './measure.ts';

interface Pod {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** The little of its interface that is needed here. */
interface Webernetes {
  readonly Cluster: new (options: {
    readonly nodes: number;
  }) => {
    init(): Promise<void>;
    apply(manifests: readonly unknown[]): Promise<unknown>;
    close(): Promise<void>;
    readonly api: { readonly corev1: { listNamespacedPod(options: { namespace: string }): Promise<{ readonly items: readonly Pod[] }> } };
  };
}

const [file = '', podsText = '100', nodesText = '3'] = process.argv.slice(2);
const pods = Number(podsText);
const nodes = Number(nodesText);
const limitMs = 600_000;

const { Cluster } = (await import(pathToFileURL(path.resolve(file)).href)) as Webernetes;
const loadedCpu = cpuSeconds();
const begun = performance.now();
const cluster = new Cluster({ nodes });
await cluster.init();
const startMs = performance.now() - begun;
const startCpuS = cpuSeconds() - loadedCpu;

const image = 'hashicorp/http-echo:1.0';
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image, args: ['-text=hello'] }] } };
const spec = { replicas: pods, selector: { matchLabels: { app: 'web' } }, template };
const applied = performance.now();
await cluster.apply([{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' }, spec }]);
let ready = 0;
while (ready < pods && performance.now() - applied < limitMs) {
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { items } = await cluster.api.corev1.listNamespacedPod({ namespace: 'default' });
  ready = items.filter((pod) => pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')).length;
}
const rolloutMs = performance.now() - applied;
console.log(JSON.stringify({ pods, nodes, ready, startMs, startCpuS, rolloutMs, rolloutCpuS: cpuSeconds() - loadedCpu - startCpuS }));
process.exit(0);
