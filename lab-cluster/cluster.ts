// Composition root: which processes a lab has and on which machine each runs. The one file that sees every component.
import type { AuditLog } from './apiserver/audit/audit.ts';
import { startApiServer } from './apiserver/server.ts';
import type { Server } from './apiserver/server-state.ts';
import { setCalendar } from './api/time.ts';
import { stampResourceVersion } from './apiserver/storage/storage.ts';
import { createNetTransport } from './client/net-transport.ts';
import { startCloud } from './cloud/cloud.ts';
import { startCloudControllerManager } from './cloud/cloud-controller-manager.ts';
import type { Cluster, ClusterOptions } from './lab/cluster-types.ts';
import { startControllerManager } from './controllers/manager.ts';
import { controllers } from './controllers/registry.ts';
import { startEtcdMember } from './etcd/member.ts';
import { createMachines, type Machines } from './lab/machines.ts';
import { createCni } from './network/cni.ts';
import { type CoreDns, startCoreDns } from './network/coredns.ts';
import type { DnsAnswer } from './network/dns.ts';
import { startKubeProxy } from './node/kube-proxy/kube-proxy.ts';
import { startKubelet } from './node/kubelet/kubelet.ts';
import { runtimeAddress, startRuntime } from './node/runtime/runtime.ts';
import { Outside } from './lab/outside.ts';
import { RunningCluster } from './lab/running-cluster.ts';
import { loadState, seedOfStart } from './lab/saved-state.ts';
import { startScheduler } from './scheduler/scheduler.ts';
import { type Kernel, createKernel } from './sim/kernel.ts';
import type { Sim } from './sim/sim.ts';

const ETCD_ADDRESS = 'etcd-0:2379';
const API_SERVER = 'kube-apiserver';
const DEFAULT_WORKERS = 3;

/** A lab at instant 0, or where it was left: machines with their processes about to start. Run it until `boot()` is done. */
export function createCluster(options: ClusterOptions = {}): Cluster {
  setCalendar(options.calendarMs);
  const starts = (options.resume?.starts ?? 0) + 1;
  const seed = seedOfStart(options.seed ?? 1, starts);
  // Whom certificates come from does not change when a lab goes on another day.
  const signerSeed = options.seed ?? 1;
  const kernel = createKernel({ seed, ...(options.traceLimit === undefined ? {} : { traceLimit: options.traceLimit }) });
  const machines = createMachines(kernel, options.workers ?? DEFAULT_WORKERS);
  if (options.resume !== undefined) loadState(kernel, machines, options.resume);
  const outside = new Outside();
  const dns: DnsHolder = { running: undefined };
  const api: ApiServerHolder = { latest: undefined };
  const audit: AuditLog = { listener: undefined };
  const compactionIntervalUs = (options.compactionIntervalMs ?? 0) * 1000;
  const signing = { signerSeed, ...(options.rootCertificate === undefined ? {} : { rootCertificate: options.rootCertificate }) };
  startControlPlane(kernel, machines, { dns, api, audit, signing, compactionIntervalUs });
  for (const machine of machines.workers) startWorker(kernel, machine);
  kernel.start(machines.cloud, { name: 'cloud', run: startCloud });
  kernel.start(machines.laptop, { name: 'kubectl', run: (sim) => outside.connect(sim) });
  const watched = controllers.map((controller) => ({
    name: controller.name,
    watches: controller.watches.map((watch) => watch.kind.plural),
  }));
  const resolve = (name: string): DnsAnswer => dns.running?.resolve(name) ?? { code: 'NXDOMAIN', name };
  const apiServer = (): Server | 'starting' | undefined =>
    kernel.processes().some(({ name, up }) => name === API_SERVER && up) ? (api.latest ?? 'starting') : undefined;
  return new RunningCluster({
    kernel,
    machines,
    outside,
    controllers: { 'kube-controller-manager': watched },
    apiServer,
    resolve,
    audit,
    starts,
    signerSeed,
    ...(options.inputLimit === undefined ? {} : { inputLimit: options.inputLimit }),
  });
}

/** What a program needs before it does anything, in ms: reading its files, connecting. Together a real one is up in about 4 s. */
const STARTUP_MS = {
  etcd: 250,
  'kube-apiserver': 1_400,
  'kube-controller-manager': 600,
  'kube-scheduler': 500,
  'cloud-controller-manager': 400,
  coredns: 300,
  containerd: 300,
  kubelet: 700,
  'kube-proxy': 300,
} as const;

/** Runs `start` when the program has come up; killed before that, it never did. */
function program(name: keyof typeof STARTUP_MS, start: (sim: Sim) => void): (sim: Sim) => void {
  return (sim) => void sim.clock.after(STARTUP_MS[name] * 1000, false, () => start(sim));
}

/** The present life of CoreDNS, for packet walks. */
interface DnsHolder {
  running: CoreDns | undefined;
}

/** The API server's present life, once its program is up: for reads while time stands still. */
interface ApiServerHolder {
  latest: Server | undefined;
}

interface Holders {
  readonly dns: DnsHolder;
  readonly api: ApiServerHolder;
  readonly audit: AuditLog;
  readonly signing: { readonly signerSeed: number; readonly rootCertificate?: string };
  readonly compactionIntervalUs: number;
}

function startControlPlane(kernel: Kernel, { controlPlane }: Machines, { dns, api, audit, signing, compactionIntervalUs }: Holders): void {
  const start = (name: string, run: (sim: Sim) => void): void => kernel.start(controlPlane, { name, run });
  start(
    'etcd-0',
    program('etcd', (sim) => startEtcdMember(sim, { address: ETCD_ADDRESS, onlyFrom: [API_SERVER], stamp: stampResourceVersion })),
  );
  const comeUp = program(API_SERVER, (sim) => {
    api.latest = startApiServer(sim, { etcdAddress: ETCD_ADDRESS, audit, compactionIntervalUs });
  });
  start(API_SERVER, (sim) => {
    api.latest = undefined;
    comeUp(sim);
  });
  start(
    'kube-controller-manager',
    program('kube-controller-manager', (sim) => startControllerManager(sim, signing)),
  );
  start(
    'kube-scheduler',
    program('kube-scheduler', (sim) => startScheduler(sim, { transport: createNetTransport(sim) })),
  );
  start(
    'cloud-controller-manager',
    program('cloud-controller-manager', (sim) => startCloudControllerManager(sim)),
  );
  start(
    'coredns',
    program('coredns', (sim) => {
      dns.running = startCoreDns(sim, createNetTransport(sim));
    }),
  );
}

function startWorker(kernel: Kernel, machine: Machines['workers'][number]): void {
  const nodeName = machine.name;
  const start = (name: keyof typeof STARTUP_MS, run: (sim: Sim) => void): void =>
    kernel.start(machine, { name: `${name}/${nodeName}`, run: program(name, run) });
  start('containerd', (sim) => startRuntime(sim, { nodeName, cni: createCni() }));
  start('kubelet', (sim) => startKubelet(sim, { nodeName, transport: createNetTransport(sim), runtimeAddress: runtimeAddress(nodeName) }));
  start('kube-proxy', (sim) => startKubeProxy(sim, { nodeName, transport: createNetTransport(sim) }));
}
