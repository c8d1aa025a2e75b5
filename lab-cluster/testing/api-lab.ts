// A lab of two processes, etcd and the API server, for tests of what the server answers; requests come from one caller.
import type { ApiRequest, ApiResponse, WatchEvent } from '../api/request.ts';
import { setCalendar } from '../api/time.ts';
import type { AuditListener } from '../apiserver/audit/audit.ts';
import { stampResourceVersion } from '../apiserver/storage/storage.ts';
import { startApiServer } from '../apiserver/server.ts';
import type { Server } from '../apiserver/server-state.ts';
import { startEtcdMember } from '../etcd/member.ts';
import { invariant } from '../sim/invariant.ts';
import { createKernel, type Kernel } from '../sim/kernel.ts';
import type { Machine } from '../sim/machine.ts';
import type { Context, Sim, Task } from '../sim/sim.ts';

const ETCD = 'etcd-0:2379';
const API_SERVER = 'kube-apiserver:6443';
export const ADMIN = { name: 'admin', groups: ['system:masters'] };
const OUTSIDE: Context = { span: 0, background: false };

export interface WatchedStream {
  readonly events: WatchEvent[];
  readonly causes: Context[];
  response: ApiResponse | undefined;
  closed: boolean;
  cancel(): void;
}

export interface ApiLab {
  readonly kernel: Kernel;
  readonly controlPlane: Machine;
  readonly server: Server;
  /** Sends a request and runs until it is answered. */
  ask(request: Omit<ApiRequest, 'user'> & { readonly user?: ApiRequest['user'] | null }): ApiResponse;
  get(path: string, query?: Record<string, string>): ApiResponse;
  post(path: string, body: unknown, query?: Record<string, string>): ApiResponse;
  put(path: string, body: unknown, query?: Record<string, string>): ApiResponse;
  patch(path: string, body: unknown, type: 'json' | 'merge' | 'strategic', query?: Record<string, string>): ApiResponse;
  delete(path: string, body?: unknown, query?: Record<string, string>): ApiResponse;
  watch(path: string, query?: Record<string, string>, headers?: Record<string, string>): WatchedStream;
  /** Starts a request without waiting. */
  send(request: ApiRequest, answered: (response: ApiResponse) => void): void;
  run(ms: number): void;
  settle(): void;
}

export interface ApiLabOptions {
  readonly seed?: number;
  /** The day on which it begins, as of a cluster. */
  readonly calendarMs?: number;
  readonly historyLimit?: number;
  readonly compactionIntervalMs?: number;
  /** Told of every request, as an audit log is. */
  readonly onAudit?: AuditListener;
}

export function createApiLab(options: ApiLabOptions = {}): ApiLab {
  // Whichever lab was here before, this one has its own first day.
  setCalendar(options.calendarMs);
  const kernel = createKernel({ seed: options.seed ?? 1 });
  const controlPlane = kernel.machine('control-plane', '10.0.0.10');
  const laptop = kernel.machine('laptop', '10.0.0.2');
  let server: Server | undefined;
  let caller: Sim | undefined;
  const { historyLimit, compactionIntervalMs = 0, onAudit } = options;
  const etcd = {
    address: ETCD,
    onlyFrom: ['kube-apiserver'],
    stamp: stampResourceVersion,
    ...(historyLimit === undefined ? {} : { historyLimit }),
  };
  const api = { etcdAddress: ETCD, compactionIntervalUs: compactionIntervalMs * 1000, audit: { listener: onAudit } };
  kernel.start(controlPlane, { name: 'etcd-0', run: (sim) => startEtcdMember(sim, etcd) });
  kernel.start(controlPlane, { name: 'kube-apiserver', run: (sim) => (server = startApiServer(sim, api)) });
  kernel.start(laptop, { name: 'kubectl', run: (sim) => (caller = sim) });
  while (server?.bootstrapped !== true) invariant(kernel.step(), () => 'the API server does not start');
  settle(kernel);

  const send = (request: ApiRequest, answered: (response: ApiResponse) => void): void => {
    const exchange = function* (sim: Sim, ctx: Context): Task<void> {
      const result = yield* sim.net.call<ApiResponse>(API_SERVER, request, ctx);
      answered(result.ok ? result.value : { code: 0, body: undefined });
    };
    kernel.input('ask', '', (ctx) => caller?.spawn(exchange(caller, ctx)));
  };
  const ask: ApiLab['ask'] = ({ user, ...request }) => {
    let response: ApiResponse | undefined;
    send({ ...request, ...(user === null ? {} : { user: user ?? ADMIN }) }, (answer) => (response = answer));
    while (response === undefined) invariant(kernel.step(), () => `no answer to ${request.method} ${request.path}`);
    return response;
  };
  const queried = (query: Record<string, string> | undefined): { query?: Record<string, string> } => (query === undefined ? {} : { query });
  const types = {
    json: 'application/json-patch+json',
    merge: 'application/merge-patch+json',
    strategic: 'application/strategic-merge-patch+json',
  };
  return {
    kernel,
    controlPlane,
    get server() {
      return server as Server;
    },
    ask,
    send,
    get: (path, query) => ask({ method: 'GET', path, ...queried(query) }),
    post: (path, body, query) => ask({ method: 'POST', path, body, ...queried(query) }),
    put: (path, body, query) => ask({ method: 'PUT', path, body, ...queried(query) }),
    patch: (path, body, type, query) => ask({ method: 'PATCH', path, body, headers: { 'content-type': types[type] }, ...queried(query) }),
    delete: (path, body, query) => ask({ method: 'DELETE', path, ...(body === undefined ? {} : { body }), ...queried(query) }),
    watch: (path, query, headers = {}) => {
      const stream: WatchedStream = { events: [], causes: [], response: undefined, closed: false, cancel: () => opened?.cancel() };
      const request: ApiRequest = { method: 'GET', path, query: { watch: 'true', ...query }, headers, user: ADMIN };
      const opened = caller?.net.stream<ApiResponse, WatchEvent>(API_SERVER, request, OUTSIDE, {
        reply: (response) => (stream.response = response),
        frame: (event, ctx) => {
          stream.events.push(event);
          stream.causes.push(ctx);
        },
        close: () => (stream.closed = true),
      });
      return stream;
    },
    run: (ms) => kernel.runUntil(kernel.nowUs + ms * 1000),
    settle: () => settle(kernel),
  };
}

/** Runs until only background work is left. */
function settle(kernel: Kernel): void {
  while (!kernel.idle) invariant(kernel.step(), () => 'foreground work without an event');
}
