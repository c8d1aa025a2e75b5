// The whole picture of a cluster at one instant, from stored objects and process liveness. Unchanged objects give the
// very same rows again, so that whoever compares by identity sees only what changed.
import type { Deployment } from '../api/kinds/deployment.ts';
import type { EndpointSlice } from '../api/kinds/endpoint-slice.ts';
import type { KubeNode } from '../api/kinds/node.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import type { Service } from '../api/kinds/service.ts';
import { type KubeObject, controllerOf } from '../api/object.ts';
import { type Unready, countUnready, loopRow } from './loop-row.ts';
import { type NodeLoad, addLoad, emptyLoad, nodeRow } from './node-row.ts';
import type { ClusterPicture, ComponentRow, EtcdMemberRow, LoopRow } from './picture-types.ts';
import { podRow } from './pod-row.ts';
import { readyByService, serviceRow } from './service-row.ts';
import { type OwnerIndex, ownerIndex, workloadOf } from './workload.ts';

/** Objects by kind at one revision, each list in key order, with what is not in etcd: liveness and etcd itself. */
export interface PictureInput {
  readonly revision: number;
  readonly timeUs: number;
  readonly components: readonly ComponentRow[];
  readonly etcd: readonly EtcdMemberRow[];
  readonly namespaces: Iterable<KubeObject>;
  readonly nodes: Iterable<KubeNode>;
  readonly pods: Iterable<Pod>;
  readonly deployments: Iterable<Deployment>;
  readonly replicaSets: Iterable<ReplicaSet>;
  readonly services: Iterable<Service>;
  readonly endpointSlices: Iterable<EndpointSlice>;
}

export function buildPicture(input: PictureInput): ClusterPicture {
  const owners = ownerIndex(input.replicaSets);
  const unready = new Map<string, Unready>();
  const loads = new Map<string, NodeLoad>();
  const pods = [...input.pods].map((pod) => {
    const row = podRow(pod, workloadOf(pod, owners));
    countUnready(unready, row);
    if (row.node !== '') addLoad(loadOf(loads, row.node), pod);
    return row;
  });
  const ready = readyByService(input.endpointSlices);
  return {
    revision: input.revision,
    timeUs: input.timeUs,
    components: input.components,
    etcd: input.etcd,
    namespaces: [...input.namespaces].map(({ metadata }) => metadata.name),
    nodes: [...input.nodes].map((node) => nodeRow(node, loads.get(node.metadata.name) ?? emptyLoad())),
    pods,
    loops: loopsOf(input.deployments, owners, unready),
    services: [...input.services].map((service) =>
      serviceRow(service, ready.get(`${service.metadata.namespace}/${service.metadata.name}`) ?? 0),
    ),
  };
}

function loadOf(loads: Map<string, NodeLoad>, node: string): NodeLoad {
  let load = loads.get(node);
  if (load === undefined) {
    load = emptyLoad();
    loads.set(node, load);
  }
  return load;
}

/** Deployments, and ReplicaSets that nobody owns. */
function loopsOf(deployments: Iterable<Deployment>, owners: OwnerIndex, unready: ReadonlyMap<string, Unready>): readonly LoopRow[] {
  const loops: LoopRow[] = [];
  for (const deployment of deployments) loops.push(loopRow(deployment, unready));
  for (const replicaSet of owners.values()) if (controllerOf(replicaSet) === undefined) loops.push(loopRow(replicaSet, unready));
  return loops;
}
