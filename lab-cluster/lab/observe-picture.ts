// The picture at an instant: stored objects of that revision, which processes lived then, and etcd's log.
import type { Deployment } from '../api/kinds/deployment.ts';
import type { EndpointSlice } from '../api/kinds/endpoint-slice.ts';
import type { KubeNode } from '../api/kinds/node.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import type { Service } from '../api/kinds/service.ts';
import type { ApiRequest } from '../api/request.ts';
import type { StoreReader } from '../etcd/data.ts';
import type { StoreObserver } from './observe-store.ts';
import type { Kernel } from '../sim/kernel.ts';
import type { Micros } from '../sim/sim.ts';
import { buildPicture } from '../view/picture.ts';
import type { ClusterPicture, ComponentRow, EtcdMemberRow } from '../view/picture-types.ts';

/** Manager process → its controllers and what each watches. */
export type WatchedControllers = Readonly<Record<string, readonly { readonly name: string; readonly watches: readonly string[] }[]>>;

export interface PictureSources {
  readonly kernel: Kernel;
  readonly store: () => StoreReader | undefined;
  readonly observer: StoreObserver;
  readonly controllers: WatchedControllers;
}

interface LifeChange {
  readonly process: string;
  readonly up: boolean;
  readonly atUs: Micros;
}

const LOG_CELLS = 10;

export class PictureMaker {
  readonly #sources: PictureSources;
  readonly #lives: LifeChange[] = [];

  constructor(sources: PictureSources) {
    this.#sources = sources;
  }

  /** A process was ended or started by an input. */
  noteLife(process: string, up: boolean, atUs: Micros): void {
    this.#lives.push({ process, up, atUs });
  }

  hostOf(process: string): string {
    return this.#sources.kernel.processes().find(({ name }) => name === process)?.machine.name ?? '';
  }

  at(timeUs: Micros | undefined): ClusterPicture {
    const { kernel, observer } = this.#sources;
    const components = this.#components(timeUs);
    return buildPicture({
      revision: observer.revisionAt(timeUs),
      timeUs: timeUs ?? kernel.nowUs,
      components,
      etcd: this.#etcd(timeUs, components.find(({ name }) => name === 'etcd-0')?.up ?? false),
      namespaces: observer.listAt('namespaces', timeUs),
      nodes: observer.listAt<KubeNode>('nodes', timeUs),
      pods: observer.listAt<Pod>('pods', timeUs),
      deployments: observer.listAt<Deployment>('deployments', timeUs),
      replicaSets: observer.listAt<ReplicaSet>('replicasets', timeUs),
      services: observer.listAt<Service>('services', timeUs),
      endpointSlices: observer.listAt<EndpointSlice>('endpointslices', timeUs),
    });
  }

  #components(timeUs: Micros | undefined): readonly ComponentRow[] {
    const { kernel, controllers } = this.#sources;
    const watches = openWatches(kernel);
    return kernel.processes().map(({ name, machine, up, restarts }) => {
      const past = timeUs === undefined ? { up, restarts } : this.#lifeAt(name, timeUs);
      return { name, host: machine.name, ...past, watches: watches.get(name) ?? [], controllers: controllers[name] ?? [] };
    });
  }

  #lifeAt(process: string, timeUs: Micros): { readonly up: boolean; readonly restarts: number } {
    const before = this.#lives.filter((life) => life.process === process && life.atUs <= timeUs);
    return { up: before.at(-1)?.up ?? true, restarts: before.filter((life) => life.up).length };
  }

  /** One member today; Raft's others will be rows beside it. */
  #etcd(timeUs: Micros | undefined, up: boolean): readonly EtcdMemberRow[] {
    const store = this.#sources.store();
    if (store === undefined) return [{ name: 'etcd-0', role: 'down', term: 0, index: 0, log: [] }];
    const revision = this.#sources.observer.revisionAt(timeUs);
    const revisions: number[] = [];
    for (let each = Math.max(1, revision - LOG_CELLS + 1); each <= revision; each++) revisions.push(each);
    const log = revisions.map((each) => ({ revision: each, replicated: true }));
    return [{ name: 'etcd-0', role: up ? 'leader' : 'down', term: store.term, index: revision, log }];
  }
}

/** Process → plurals it has an open watch for, read off the network itself. */
export function openWatches(kernel: Kernel): ReadonlyMap<string, readonly string[]> {
  const watches = new Map<string, string[]>();
  for (const { from, request } of kernel.exchanges()) {
    const { path, query } = request as Partial<ApiRequest>;
    if (path === undefined || query?.['watch'] === undefined) continue;
    const plural = path.split('/').at(-1) ?? '';
    const known = watches.get(from) ?? [];
    if (!known.includes(plural)) known.push(plural);
    watches.set(from, known);
  }
  return watches;
}
