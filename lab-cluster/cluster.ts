// Composition root: which processes a lab has and on which machine each runs. The one file that sees every component.
import { startApiServer } from './apiserver/server.ts';
import { stampResourceVersion } from './apiserver/storage.ts';
import { createNetTransport } from './client/net-transport.ts';
import { startCloud } from './cloud/cloud.ts';
import { startCloudControllerManager } from './cloud/cloud-controller-manager.ts';
import type { Cluster, ClusterOptions } from './lab/cluster-types.ts';
import { startControllerManager } from './controllers/manager.ts';
import { controllers } from './controllers/registry.ts';
import { startEtcdMember } from './etcd/member.ts';
import { createMachines, type Machines } from './lab/machines.ts';
import { createCni } from './network/cni.ts';
import { startCoreDns } from './network/coredns.ts';
import { startKubeProxy } from './node/kube-proxy/kube-proxy.ts';
import { startKubelet } from './node/kubelet/kubelet.ts';
import { runtimeAddress, startRuntime } from './node/runtime/runtime.ts';
import { Outside } from './lab/outside.ts';
import { RunningCluster } from './lab/running-cluster.ts';
import { startScheduler } from './scheduler/scheduler.ts';
import { type Kernel, createKernel } from './sim/kernel.ts';

const ETCD_ADDRESS = 'etcd-0:2379';
const API_SERVER = 'kube-apiserver';
const DEFAULT_WORKERS = 3;

/** A lab at instant 0: machines with their processes about to start. Run it until `boot()` is done. */
export function createCluster(options: ClusterOptions = {}): Cluster {
  const kernel = createKernel({ seed: options.seed ?? 1, ...(options.traceLimit === undefined ? {} : { traceLimit: options.traceLimit }) });
  const machines = createMachines(kernel, options.workers ?? DEFAULT_WORKERS);
  const outside = new Outside();
  startControlPlane(kernel, machines);
  for (const machine of machines.workers) startWorker(kernel, machine);
  kernel.start(machines.cloud, { name: 'cloud', run: startCloud });
  kernel.start(machines.laptop, { name: 'kubectl', run: (sim) => outside.connect(sim) });
  const watched = controllers.map((controller) => ({
    name: controller.name,
    watches: controller.watches.map((watch) => watch.kind.plural),
  }));
  return new RunningCluster({ kernel, machines, outside, controllers: { 'kube-controller-manager': watched } });
}

function startControlPlane(kernel: Kernel, { controlPlane }: Machines): void {
  kernel.start(controlPlane, {
    name: 'etcd-0',
    run: (sim) => startEtcdMember(sim, { address: ETCD_ADDRESS, onlyFrom: [API_SERVER], stamp: stampResourceVersion }),
  });
  kernel.start(controlPlane, { name: API_SERVER, run: (sim) => startApiServer(sim, { etcdAddress: ETCD_ADDRESS }) });
  kernel.start(controlPlane, { name: 'kube-controller-manager', run: (sim) => startControllerManager(sim) });
  kernel.start(controlPlane, { name: 'kube-scheduler', run: (sim) => startScheduler(sim, { transport: createNetTransport(sim) }) });
  kernel.start(controlPlane, { name: 'cloud-controller-manager', run: (sim) => startCloudControllerManager(sim) });
  kernel.start(controlPlane, { name: 'coredns', run: (sim) => void startCoreDns(sim, createNetTransport(sim)) });
}

function startWorker(kernel: Kernel, machine: Machines['workers'][number]): void {
  const nodeName = machine.name;
  kernel.start(machine, { name: `containerd/${nodeName}`, run: (sim) => startRuntime(sim, { nodeName, cni: createCni() }) });
  kernel.start(machine, {
    name: `kubelet/${nodeName}`,
    run: (sim) => startKubelet(sim, { nodeName, transport: createNetTransport(sim), runtimeAddress: runtimeAddress(nodeName) }),
  });
  kernel.start(machine, {
    name: `kube-proxy/${nodeName}`,
    run: (sim) => startKubeProxy(sim, { nodeName, transport: createNetTransport(sim) }),
  });
}
