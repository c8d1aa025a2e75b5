// Every write that reached the API server in a stretch of a history, as an audit log would name it.
import type { KubeEvent } from '../api/kinds/event.ts';
import type { Cluster } from '../index.ts';
import type { Write } from './compare-writes.ts';

const VERBS = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

/** Writes to objects of `namespace` since `fromUs`, in order of their sending. Leases are left out, as in the recordings. */
export function writesOf(cluster: Cluster, namespace: string, fromUs: number): Write[] {
  const writes: Write[] = [];
  for (const span of cluster.spans(fromUs, cluster.nowUs, Number.POSITIVE_INFINITY, false)) {
    if (span.kind !== 'request' || !VERBS.has(span.verb)) continue;
    const [plural = '', where, name = '', subresource] = span.object.split('/');
    if (where !== namespace || plural === 'leases') continue;
    const event = plural === 'events' ? (cluster.objectAt(`events/${namespace}/${name}`, span.endUs) as KubeEvent | undefined) : undefined;
    writes.push({
      atMs: (span.startUs - fromUs) / 1000,
      actor: actorOf(span.component),
      verb: span.verb,
      resource: subresource === undefined ? plural : `${plural}/${subresource}`,
      name,
      code: span.code,
      ...(event === undefined ? {} : { reason: event.reason ?? '', message: event.message ?? '' }),
    });
  }
  return writes;
}

/** Lanes are named `kubelet/node-1`, recordings say `kubelet(node-1)`. */
function actorOf(component: string): string {
  const [process = '', node] = component.split('/');
  return node === undefined ? process : `${process}(${node})`;
}
