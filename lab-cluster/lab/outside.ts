// How a person's requests enter: a kubectl process on a laptop that speaks to the API server over the simulated network.
import type { KubeObject } from '../api/object.ts';
import type { ApiRequest, ApiResponse, StreamFrame, UserInfo } from '../api/request.ts';
import type { Transport } from '../client/client.ts';
import { createNetTransport } from '../client/net-transport.ts';
import { invariant } from '../sim/invariant.ts';
import type { Context, NetFault, Sim, Stream, Task } from '../sim/sim.ts';

const ADMIN: UserInfo = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] };
const SERVER = 'kube-apiserver:6443';

const VERBS = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' } as const;

/** What kubectl prints when nobody answers. */
const FAULTS: Readonly<Record<NetFault, string>> = {
  refused: `The connection to the server ${SERVER} was refused - did you specify the right host or port?`,
  reset: `the connection to the server ${SERVER} was reset before it answered`,
  timeout: `Unable to connect to the server: ${SERVER}: i/o timeout`,
};

type Answered = (response: ApiResponse, fault: NetFault | undefined) => void;

interface StreamAnswered {
  readonly opened: (response: ApiResponse, fault?: NetFault) => void;
  readonly frame: (event: StreamFrame) => void;
  /** Called once, also after an answer that was no stream. */
  readonly closed: () => void;
}

export class Outside {
  #sim: Sim | undefined;
  #transport: Transport | undefined;

  /** Called with each life of the kubectl process. */
  connect(sim: Sim): void {
    this.#sim = sim;
    this.#transport = createNetTransport(sim);
  }

  get sim(): Sim {
    invariant(this.#sim !== undefined, () => 'an input came before the lab had begun');
    return this.#sim;
  }

  /** Sends one request; `answer` is called when the response has arrived, or with a Status when none will. */
  send(ctx: Context, request: ApiRequest, answer: Answered): void {
    const authenticated = request.user !== undefined || request.headers?.['authorization'] !== undefined;
    this.sendBare(ctx, authenticated ? request : { ...request, user: ADMIN }, answer);
  }

  /** The same for a request that says itself who asks, or nothing. */
  sendBare(ctx: Context, request: ApiRequest, answer: Answered): void {
    this.sim.spawn(this.#task(ctx, request, answer));
  }

  /** Sends a request that may be answered by a stream. */
  open(ctx: Context, request: ApiRequest, handlers: StreamAnswered): Stream {
    const { sim } = this;
    const span = sim.trace.start('request', ctx, { verb: verbOf(request), object: objectOf(request) });
    let answered = false;
    const opened = (response: ApiResponse, fault?: NetFault): void => {
      answered = true;
      sim.trace.end(span, { code: response.code, saw: sawOf(response) });
      handlers.opened(response, fault);
    };
    const stream = this.#wire.watch(request, span, {
      opened: (response) => {
        opened(response);
        if (isStream(response)) return;
        stream.cancel();
        handlers.closed();
      },
      // What comes over a wire may also be a log that is followed.
      event: (frame: StreamFrame) => handlers.frame(frame),
      closed: (fault = 'reset') => {
        if (!answered) opened(unreachable(fault), fault);
        handlers.closed();
      },
    });
    return stream;
  }

  get #wire(): Transport {
    invariant(this.#transport !== undefined, () => 'kubectl has no transport');
    return this.#transport;
  }

  *#task(ctx: Context, request: ApiRequest, answer: Answered): Task<void> {
    const { sim } = this;
    const span = sim.trace.start('request', ctx, { verb: verbOf(request), object: objectOf(request) });
    const sent = yield* this.#wire.send(request, span);
    const response = sent.ok ? sent.value : unreachable(sent.fault);
    const revision = Number((response.body as KubeObject | undefined)?.metadata?.resourceVersion);
    sim.trace.end(span, { code: response.code, ...(revision > 0 ? { revision } : {}), saw: sawOf(response) });
    answer(response, sent.ok ? undefined : sent.fault);
  }
}

/** A watch's answer has no content of its own. */
function isStream({ code, body, raw }: ApiResponse): boolean {
  return code === 200 && body === undefined && raw === undefined;
}

/** What comes over a wire may have any method: the API server refuses it, and the trace shows it. */
function verbOf({ method }: ApiRequest): string {
  return (VERBS as Readonly<Record<string, string | undefined>>)[method] ?? method.toLowerCase();
}

/** `plural/namespace/name/subresource` from the path; the name of something new comes from its body. */
export function objectOf({ method, path, body }: ApiRequest): string {
  const parts = path.split('/').filter((part) => part !== '');
  const rest = parts[0] === 'api' ? parts.slice(2) : parts[0] === 'apis' ? parts.slice(3) : undefined;
  if (rest === undefined) return path;
  const named = method === 'POST' ? nameIn(body) : [];
  const [first, namespace, plural, ...more] = rest;
  if (first !== 'namespaces' || plural === undefined) return [...rest, ...(rest.length === 1 ? named : [])].join('/');
  return [plural, namespace, ...(more.length === 0 ? named : more)].join('/');
}

/** What the person did, for the title of the episode. */
export function actionOf(request: ApiRequest): string {
  // Nothing comes of it, and whoever reads the story must see that first.
  if ((request.query?.['dryRun'] ?? '') !== '') return 'dry-run';
  const manager = request.query?.['fieldManager'] ?? '';
  return manager === 'kubectl-client-side-apply' || manager === 'kubectl' ? 'apply' : verbOf(request);
}

/** What is asked for and, where the request says so, by which program: for who waits for its answer. */
export function askedBy({ method, path, headers }: ApiRequest): string {
  const [program] = /^[\w.-]{1,40}/.exec(String(headers?.['user-agent'] ?? '')) ?? [];
  return `${method} ${path}${program === undefined ? '' : ` from ${program}`}`;
}

function nameIn(body: unknown): string[] {
  const metadata = (body as { readonly metadata?: { readonly name?: unknown; readonly generateName?: unknown } } | undefined)?.metadata;
  if (typeof metadata?.name === 'string') return [metadata.name];
  return typeof metadata?.generateName === 'string' ? [`${metadata.generateName}*`] : [];
}

function sawOf({ code, body }: ApiResponse): string {
  const message = code >= 400 ? (body as { readonly message?: string } | undefined)?.message : undefined;
  return message === undefined ? `the server answered ${code}` : `the server refused (${code}): ${message}`;
}

function unreachable(fault: NetFault): ApiResponse {
  const message = FAULTS[fault];
  return {
    code: 503,
    body: { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', reason: 'ServiceUnavailable', message, code: 503 },
  };
}
