// How far the start of a cluster is, part by part: each is done when it really does its work, not before.
import type { KubeNode } from '../api/kinds/node.ts';
import type { Kernel } from '../sim/kernel.ts';
import type { BootStep } from './cluster-types.ts';
import type { Machines } from './machines.ts';
import { openWatches } from './observe-picture.ts';
import type { StoreObserver } from './observe-store.ts';

export function bootSteps(kernel: Kernel, machines: Machines, store: StoreObserver): readonly BootStep[] {
  const watches = openWatches(kernel);
  const isWatching = (process: string, plural: string): boolean => watches.get(process)?.includes(plural) ?? false;
  const serving = store.objectAt('namespaces/default') !== undefined;
  const accounts = store.objectAt('serviceaccounts/default/default') !== undefined;
  const scheduler = isWatching('kube-scheduler', 'pods') && isWatching('kube-scheduler', 'nodes');
  const controllers = isWatching('kube-controller-manager', 'deployments') && isWatching('kube-controller-manager', 'pods') && accounts;
  const nodes = new Map(store.listAt<KubeNode>('nodes').map((node) => [node.metadata.name, node]));
  return [
    step('etcd', store.revision > 0, `serving, rev ${store.revision}`, 'opening its data'),
    step('API server', serving, 'serving', 'waiting for etcd'),
    step('Scheduler', scheduler, 'watching', 'waiting for the API server'),
    step('Controllers', controllers, 'watching', 'waiting for the API server'),
    step('Cloud controller', isWatching('cloud-controller-manager', 'services'), 'watching', 'waiting for the API server'),
    ...machines.workers.map(({ name }) =>
      nodeStep(name, nodes.get(name), isWatching(`kubelet/${name}`, 'pods'), isWatching(`kube-proxy/${name}`, 'services')),
    ),
  ];
}

function nodeStep(name: string, node: KubeNode | undefined, kubelet: boolean, proxy: boolean): BootStep {
  if (node === undefined) return step(name, false, '', 'kubelet registering');
  const ready = node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  const untainted = (node.spec?.taints ?? []).length === 0;
  const waitsFor = !ready
    ? 'not ready yet'
    : !untainted
      ? 'taint not yet lifted'
      : kubelet
        ? 'kube-proxy connecting'
        : 'kubelet connecting';
  return step(name, ready && untainted && kubelet && proxy, 'Ready', waitsFor);
}

function step(part: string, done: boolean, text: string, before: string): BootStep {
  return { part, done, text: done ? text : before };
}
