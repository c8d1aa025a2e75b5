// What every cluster has from its first moment: four namespaces, two priority classes, and the service that leads to the API
// server itself. Models pkg/controlplane/controller/{systemnamespaces,kubernetesservice} and pkg/registry/scheduling/rest.
import { endpointSlices } from '../../api/kinds/endpoint-slice.ts';
import { endpoints } from '../../api/kinds/endpoints.ts';
import { namespaces } from '../../api/kinds/namespace.ts';
import { priorityClasses, SYSTEM_PRIORITY_CLASSES } from '../../api/kinds/priority-class.ts';
import { services } from '../../api/kinds/service.ts';
import { type Kind, pathOf } from '../../api/kind.ts';
import { erased } from '../../api/registry.ts';
import type { ApiRequest, UserInfo } from '../../api/request.ts';
import type { Context, Task } from '../../sim/sim.ts';
import { sleep } from '../../sim/task.ts';
import { ensurePolicy } from './ensure-policy.ts';
import { handle } from '../handler.ts';
import { ensureInitialObjects } from './initial-objects.ts';
import type { Server } from '../server-state.ts';

const SYSTEM_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];
/** The first address of the service range is the API server's. */
const KUBERNETES_IP = '10.96.0.1';
const SECURE_PORT = 6443;
const RETRY_MS = 500;

/** The server's own identity, as upstream's loopback client has it. */
export const SELF: UserInfo = { name: 'system:apiserver', groups: ['system:masters'] };

interface Initial {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

/** Creates what is missing; what is there stays, so a restart changes nothing. */
export function* bootstrap(server: Server, ctx: Context): Task<void> {
  yield* ensureRoles(server, ctx);
  for (const name of SYSTEM_NAMESPACES) yield* ensure(server, ctx, erased(namespaces), undefined, { metadata: { name } });
  for (const { name, value, description } of SYSTEM_PRIORITY_CLASSES)
    yield* ensure(server, ctx, erased(priorityClasses), undefined, { metadata: { name }, value, description });
  const port = { name: 'https', port: 443, protocol: 'TCP', targetPort: SECURE_PORT };
  const spec = { clusterIP: KUBERNETES_IP, clusterIPs: [KUBERNETES_IP], ports: [port], type: 'ClusterIP', sessionAffinity: 'None' };
  const labels = { component: 'apiserver', provider: 'kubernetes' };
  yield* ensure(server, ctx, erased(services), 'default', { metadata: { name: 'kubernetes', labels }, spec });
  const { address } = server.sim.machine;
  const target = { name: 'https', port: SECURE_PORT, protocol: 'TCP' };
  // The endpoints controllers must leave alone what they did not make.
  const skipMirror = { 'endpointslice.kubernetes.io/skip-mirror': 'true' };
  const subsets = [{ addresses: [{ ip: address }], ports: [target] }];
  yield* ensure(server, ctx, erased(endpoints), 'default', { metadata: { name: 'kubernetes', labels: skipMirror }, subsets });
  const slice = {
    metadata: { name: 'kubernetes', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: [target],
  };
  yield* ensure(server, ctx, erased(endpointSlices), 'default', slice);
  server.bootstrapped = true;
  // Nobody waits for these.
  while (!((yield* server.cache.fresh(ctx)) && (yield* ensureInitialObjects(server, ctx)))) yield* sleep(server.sim, RETRY_MS);
}

/** First, as everybody else waits for it. */
function* ensureRoles(server: Server, ctx: Context): Task<void> {
  for (;;) {
    const done = (yield* server.cache.fresh(ctx)) && (yield* ensurePolicy(server, ctx)).ok && (yield* server.cache.fresh(ctx));
    if (done) break;
    yield* sleep(server.sim, RETRY_MS);
  }
  server.rolesReady = true;
}

function* ensure(server: Server, ctx: Context, kind: Kind, namespace: string | undefined, object: Initial): Task<void> {
  for (;;) {
    const { name } = object.metadata;
    const read: ApiRequest = { method: 'GET', path: pathOf(kind, namespace, name), user: SELF };
    const found = yield* ask(server, ctx, 'get', kind, namespace, name, read);
    if (found === 200) return;
    const body = { apiVersion: kind.apiVersion, kind: kind.kind, ...object };
    const write: ApiRequest = { method: 'POST', path: pathOf(kind, namespace), body, user: SELF };
    const code = found === 404 ? yield* ask(server, ctx, 'create', kind, namespace, name, write) : found;
    if (code === 201 || code === 409) return;
    yield* sleep(server.sim, RETRY_MS);
  }
}

function* ask(
  server: Server,
  ctx: Context,
  verb: string,
  kind: Kind,
  namespace: string | undefined,
  name: string,
  request: ApiRequest,
): Task<number> {
  const object = `${kind.plural}${namespace === undefined ? '' : `/${namespace}`}/${name}`;
  const span = server.sim.trace.start('serve', ctx, { verb, object });
  const answer = yield* handle(server, request, span);
  server.sim.trace.end(span, answer.end);
  return answer.response.code;
}
