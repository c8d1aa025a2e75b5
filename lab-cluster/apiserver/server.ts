// The API server as a process: the cluster's only door. It keeps nothing of its own; what it knows, it knows from etcd.
import type { ApiRequest, ApiResponse, StreamFrame } from '../api/request.ts';
import { erased, kinds } from '../api/registry.ts';
import { ipAddresses } from '../api/kinds/ip-address.ts';
import { services } from '../api/kinds/service.ts';
import { serviceCidrs } from '../api/kinds/service-cidr.ts';
import { isStored } from '../api/versions.ts';
import type { Context, Exchange, Micros, Sim, Task } from '../sim/sim.ts';
import { Auditor, type AuditLog } from './audit/audit.ts';
import { Authorizers } from './authz/authorize.ts';
import { bootstrap, SELF } from './bootstrap/bootstrap.ts';
import { runCompactor } from './storage/compactor.ts';
import { EtcdClient } from './storage/etcd-client.ts';
import { ObjectLeases } from './storage/object-leases.ts';
import { handle } from './handler.ts';
import type { FrameSink } from './storage/resource-cache.ts';
import { Metrics } from './monitoring/metrics.ts';
import { route, type Route } from './request/route.ts';
import type { Server } from './server-state.ts';
import { ServiceAllocator } from './services/allocator.ts';
import { Storage } from './storage/storage.ts';
import { TokenAuthority } from './authn/tokens.ts';
import { WatchCache } from './storage/watch-cache.ts';

export interface ApiServerOptions {
  readonly etcdAddress: string;
  /** Where it listens; `kube-apiserver:6443` unless told otherwise. */
  readonly address?: string;
  /** Told of every request, while somebody listens. */
  readonly audit?: AuditLog;
  /** Absent or 0: nothing is compacted. */
  readonly compactionIntervalUs?: Micros;
}

const DEFAULT_ADDRESS = 'kube-apiserver:6443';
/** How long the server itself works on a request: less for reads, which come from memory. */
const READ_BASE_US = 250;
const READ_JITTER_US = 250;
const WRITE_BASE_US = 900;
const WRITE_JITTER_US = 800;

export function startApiServer(sim: Sim, options: ApiServerOptions): Server {
  const metrics = new Metrics(sim.clock.nowUs);
  const etcd = new EtcdClient(sim, options.etcdAddress, metrics);
  const cache = new WatchCache(sim, etcd, kinds.filter(isStored));
  const { audit = { listener: undefined } } = options;
  const server: Server = {
    sim,
    cache,
    storage: new Storage(etcd, cache),
    authorizers: new Authorizers(cache),
    tokens: new TokenAuthority(sim.machine.disk, sim.rng),
    services: new ServiceAllocator(sim.rng),
    leases: new ObjectLeases(sim, etcd),
    metrics,
    auditor: new Auditor(audit, sim.clock, sim.child('audit').rng),
    frozenAuditor: new Auditor(audit, sim.clock, sim.child('frozen audit').rng),
    ask: (request, ctx) => askSelf(server, request, ctx),
    bootstrapped: false,
    rolesReady: false,
  };
  cache.of(erased(services)).observe((change) => server.services.observe(change.object, change.previous));
  cache.of(erased(ipAddresses)).observe((change) => server.services.observeRecord(change.object, change.previous));
  cache.of(erased(serviceCidrs)).observe((change) => server.services.ranges.observe(change.object, change.previous));
  const life = sim.trace.start('life', sim.startedBy, { verb: 'start', object: sim.name });
  sim.spawn(cache.run(life));
  sim.spawn(cache.runBookmarks(life));
  const { compactionIntervalUs = 0 } = options;
  if (compactionIntervalUs > 0) sim.spawn(runCompactor(sim, etcd, compactionIntervalUs, life));
  sim.spawn(open(server, life));
  sim.net.listen(options.address ?? DEFAULT_ADDRESS, (exchange) => serve(server, exchange as ApiExchange));
  return server;
}

/** Ready once the first objects are there, which needs etcd. */
function* open(server: Server, life: Context): Task<void> {
  yield* bootstrap(server, life);
  const decided = 'Ready: the watch cache follows etcd and the first objects are there.';
  server.sim.trace.end(life, { decided, revision: server.cache.revision });
}

/** A request over no network at all, traced as a request like any other. */
function* askSelf(server: Server, request: ApiRequest, ctx: Context): Task<ApiResponse> {
  const { trace } = server.sim;
  const own = { ...request, user: SELF };
  const target = route(own);
  const named = nameOf(own, target);
  const sent = trace.start('request', ctx, named);
  const span = trace.start('serve', sent, named);
  const { response, end } = yield* handle(server, own, span, target);
  trace.end(span, end);
  trace.end(sent, { code: response.code });
  return response;
}

type ApiExchange = Exchange<unknown, ApiResponse, StreamFrame>;

function serve(server: Server, exchange: ApiExchange): void {
  const { sim } = server;
  const arrivedUs = sim.clock.nowUs;
  const request = asRequest(exchange.request);
  const target = route(request);
  const span = sim.trace.start('serve', exchange.ctx, nameOf(request, target));
  const reads = request.method === 'GET';
  const workUs = reads ? READ_BASE_US + sim.rng.below(READ_JITTER_US) : WRITE_BASE_US + sim.rng.below(WRITE_JITTER_US);
  sim.clock.after(workUs, exchange.ctx.background, () => sim.spawn(answer(server, exchange, request, span, target, arrivedUs)));
}

function* answer(server: Server, exchange: ApiExchange, request: ApiRequest, span: Context, target: Route, arrivedUs: Micros): Task<void> {
  const arrival = { timeUs: arrivedUs, address: exchange.fromAddress };
  const { response, stream, end } = yield* handle(server, request, span, target, arrival);
  server.sim.trace.end(span, end);
  exchange.reply(response, span);
  if (stream === undefined) return;
  const sink: FrameSink = { send: (event, ctx) => exchange.send(event, ctx), end: (ctx) => exchange.end(ctx) };
  exchange.onClose(stream(sink));
}

/** Whatever was sent: what is not a request at all is one for nothing. */
function asRequest(value: unknown): ApiRequest {
  return typeof value === 'object' && value !== null ? (value as ApiRequest) : { method: 'GET', path: '' };
}

/** As clients name it: the verb, and `plural/namespace/name` with the subresource behind. */
function nameOf(request: ApiRequest, target: Route): { readonly verb: string; readonly object: string } {
  if (target.type === 'refused') return { verb: String(request.method).toLowerCase(), object: String(request.path) };
  if (target.type === 'nonResource') return { verb: target.verb, object: target.path };
  const { object, verb, name } = target;
  return { verb, object: name === undefined ? object + createdName(request) : object };
}

/** What a create is about stands in its body. */
function createdName(request: ApiRequest): string {
  const { body } = request;
  if (request.method !== 'POST' || typeof body !== 'object' || body === null) return '';
  const metadata = (body as { metadata?: { name?: unknown; generateName?: unknown } | null }).metadata;
  if (typeof metadata !== 'object' || metadata === null) return '';
  if (typeof metadata.name === 'string') return `/${metadata.name}`;
  return typeof metadata.generateName === 'string' ? `/${metadata.generateName}*` : '';
}
