// componentstatuses: whether etcd, the scheduler and the controller manager answer, found out anew each time.
// Models pkg/registry/core/componentstatus. Simplified: the two are well while they renew their leases; nobody knocks on their ports.
import { notFoundStatus } from '../../api/errors.ts';
import { type ComponentStatus, componentStatuses } from '../../api/kinds/component-status.ts';
import { type Lease, leases } from '../../api/kinds/lease.ts';
import type { KubeObject } from '../../api/object.ts';
import { erased } from '../../api/registry.ts';
import { instantOf } from '../../api/time.ts';
import type { Task } from '../../sim/sim.ts';
import { createMatcher } from '../storage/matcher.ts';
import { parseListQuery } from '../rest/options.ts';
import type { ResourceCall } from '../pipeline.ts';
import { registryKey } from '../storage/registry-key.ts';
import { type Answer, refusal } from '../rest/read.ts';
import type { Server } from '../server-state.ts';
import { negotiate, representList, representObject } from '../rest/tables.ts';
import { defineComputed } from './computed.ts';

const ETCD = 'etcd-0';
const ETCD_PORT = 2379;
/** Where each says whether it is well, and the lease it holds while it is. */
const LEADERS: Readonly<Record<string, { readonly port: number; readonly lease: string }>> = {
  scheduler: { port: 10_259, lease: 'kube-scheduler' },
  'controller-manager': { port: 10_257, lease: 'kube-controller-manager' },
};

export const componentStatus = defineComputed({ kind: erased(componentStatuses), operations: { get, list } });

function* get(call: ResourceCall, server: Server): Task<Answer> {
  const { kind, name = '' } = call.route;
  const form = negotiate(call.request, { kind, shape: 'object' });
  if (!form.ok) return refusal(call, form.status);
  const found = allOf(server).find(({ metadata }) => metadata.name === name);
  if (found === undefined) return refusal(call, notFoundStatus(kind, name));
  const body = representObject(kind, found, form.value, server.sim.clock.nowUs);
  return { response: { code: 200, body }, end: { code: 200, detail: call.detail } };
}

function* list(call: ResourceCall, server: Server): Task<Answer> {
  const { kind } = call.route;
  const form = negotiate(call.request, { kind, shape: 'list' });
  if (!form.ok) return refusal(call, form.status);
  const query = parseListQuery(kind, call.request.query, false);
  if (!query.ok) return refusal(call, query.status);
  const matches = createMatcher(kind, { namespace: undefined, labels: query.value.labels, fields: query.value.fields });
  const items = allOf(server).filter((object) => matches(object));
  const plain = { kind: `${kind.kind}List`, apiVersion: kind.apiVersion, metadata: { resourceVersion: '' }, items };
  const body = representList(kind, plain, form.value, server.sim.clock.nowUs);
  return { response: { code: 200, body }, end: { saw: `${items.length} ${kind.plural}.`, code: 200, detail: call.detail } };
}

function allOf(server: Server): readonly KubeObject[] {
  const etcd = statusOf(ETCD, ETCD_PORT, server.cache.connected);
  return [...Object.entries(LEADERS).map(([name, { port, lease }]) => statusOf(name, port, isLed(server, lease))), etcd];
}

function isLed({ cache, sim }: Server, name: string): boolean {
  const lease = cache.get(erased(leases), registryKey(leases, 'kube-system', name)) as Lease | undefined;
  const { holderIdentity = '', renewTime, leaseDurationSeconds = 0 } = lease?.spec ?? {};
  return holderIdentity !== '' && renewTime !== undefined && instantOf(renewTime) + leaseDurationSeconds * 1e6 > sim.clock.nowUs;
}

function statusOf(name: string, port: number, isWell: boolean): KubeObject {
  const refused = `Get "https://127.0.0.1:${port}/healthz": dial tcp 127.0.0.1:${port}: connect: connection refused`;
  const healthy = { type: 'Healthy', status: isWell ? 'True' : 'False', message: isWell ? 'ok' : refused } as const;
  const status = { apiVersion: 'v1', kind: 'ComponentStatus', metadata: { name }, conditions: [healthy] } as const;
  return status as unknown as ComponentStatus;
}
