// The state of one object in a sentence or two: what it wants, what it has, what stands in the way.
import type { Deployment } from '../api/kinds/deployment.ts';
import { type KubeNode, printedNodeStatus } from '../api/kinds/node.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import type { Service } from '../api/kinds/service.ts';
import type { KubeObject } from '../api/object.ts';
import { podRow } from './pod-row.ts';

export interface ObjectWords {
  /** What is, in a sentence. */
  readonly state: string;
  /** Why it is not as wanted; empty when all is well. */
  readonly trouble: string;
}

export function objectWords(object: KubeObject): ObjectWords {
  switch (object.kind) {
    case 'Pod':
      return podWords(object as Pod);
    case 'Deployment':
    case 'ReplicaSet':
      return workloadWords(object as Deployment | ReplicaSet);
    case 'Service':
      return serviceWords(object as Service);
    case 'Node':
      return nodeWords(object as KubeNode);
    default:
      return { state: `${object.kind} ${object.metadata.name} is stored at revision ${object.metadata.resourceVersion}.`, trouble: '' };
  }
}

function podWords(pod: Pod): ObjectWords {
  const row = podRow(pod, '');
  const ready = row.containers.filter(({ state }) => state === 'ready').length;
  const where = row.node === '' ? 'on no node yet' : `on ${row.node}`;
  const address = row.ip === '' ? '' : `, address ${row.ip}`;
  return {
    state: `${row.status} ${where}, ${ready} of ${row.containers.length} containers ready${address}.`,
    trouble: sentence(row.reason),
  };
}

function workloadWords(object: Deployment | ReplicaSet): ObjectWords {
  const wanted = object.spec.replicas ?? 1;
  const has = object.status.readyReplicas ?? 0;
  const unwell = object.status.conditions?.find(
    ({ type, status }) =>
      (type === 'ReplicaFailure' && status === 'True') || ((type === 'Progressing' || type === 'Available') && status === 'False'),
  );
  const state =
    wanted === has ? `Wants ${wanted}, has ${has}. The loop is closed, so nobody is doing anything.` : `Wants ${wanted}, has ${has} ready.`;
  return { state, trouble: sentence(unwell?.message ?? '') };
}

function serviceWords(service: Service): ObjectWords {
  const { type, clusterIP } = service.spec;
  const address = service.status.loadBalancer.ingress?.[0]?.ip;
  const reached = type === 'LoadBalancer' ? ` and, from outside, ${address ?? 'nothing yet'}` : '';
  const ports = (service.spec.ports ?? []).map(({ port }) => port).join(', ');
  const pending = type === 'LoadBalancer' && address === undefined ? 'The cloud has not given it an address yet.' : '';
  return { state: `${type}: ${clusterIP} inside the cluster${reached}, port ${ports}.`, trouble: pending };
}

function nodeWords(node: KubeNode): ObjectWords {
  const word = printedNodeStatus(node).replace(',', ', ');
  const ready = node.status.conditions?.find(({ type }) => type === 'Ready');
  return {
    state: `${word}. Pods get addresses from ${node.spec.podCIDR ?? 'no range yet'}.`,
    trouble: ready?.status === 'True' ? '' : sentence(ready?.message ?? 'Its kubelet has not reported yet'),
  };
}

function sentence(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}
