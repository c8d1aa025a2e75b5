// pods/log: what a container printed, which the API server fetches from the kubelet of the pod's node and passes on.
// Models LogLocation of pkg/registry/core/pod/strategy.go and registry/generic/rest/streamer.go.
import { badRequest, invalidStatus, notFoundStatus } from '../../api/errors.ts';
import type { FieldError } from '../../api/field.ts';
import { forbidden, invalid } from '../../api/field-errors.ts';
import { KUBELET_PORT, kubeletAddress, type KubeletLogAnswer, type KubeletLogRequest, type LogQuery } from '../../api/kubelet-log.ts';
import { type KubeNode, nodes } from '../../api/kinds/node.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import { erased } from '../../api/registry.ts';
import type { TextFrame } from '../../api/request.ts';
import type { Result, Status } from '../../api/status.ts';
import { instantOf } from '../../api/time.ts';
import type { Context, NetFault, Task } from '../../sim/sim.ts';
import { hasQuery, isSet, queryText, wholeNumber } from '../rest/options.ts';
import type { ResourceCall } from '../pipeline.ts';
import { registryKey } from '../storage/registry-key.ts';
import type { FrameSink } from '../storage/resource-cache.ts';
import { type Answer, refusal } from '../rest/read.ts';
import type { Server } from '../server-state.ts';
import { defineSubresource } from './subresource.ts';

export const log = defineSubresource({
  name: 'log',
  simplified: 'What a container prints is computed from its image and command; nothing it does beyond is heard of.',
  text: [
    { name: 'container', type: 'string', description: 'Whose log; may be left out where there is but one container.' },
    { name: 'follow', type: 'boolean', description: 'Whether what is printed later follows.' },
    { name: 'insecureSkipTLSVerifyBackend', type: 'boolean', description: 'Whether the kubelet need not prove who it is.' },
    { name: 'limitBytes', type: 'integer', description: 'How much is sent at most.' },
    { name: 'previous', type: 'boolean', description: 'Whether the log is that of the run before the last restart.' },
    { name: 'sinceSeconds', type: 'integer', description: 'Only what was printed within so many seconds.' },
    { name: 'stream', type: 'string', description: 'All, Stdout or Stderr.' },
    { name: 'tailLines', type: 'integer', description: 'Only so many lines from the end.' },
    { name: 'timestamps', type: 'boolean', description: 'Whether each line begins with its instant.' },
  ],
  get: readLog,
});

const PLAIN = 'text/plain';
const nodeKind = erased(nodes);

function* readLog(call: ResourceCall, server: Server): Task<Answer> {
  const { kind, namespace = '', name = '' } = call.route;
  const query = parseQuery(call);
  if (!query.ok) return refusal(call, query.status);
  const pod = server.cache.get(kind, registryKey(kind, namespace, name)) as Pod | undefined;
  if (pod === undefined) return refusal(call, notFoundStatus(kind, name));
  const container = chooseContainer(pod, queryText(call.request.query, 'container'));
  if (!container.ok) return refusal(call, container.status);
  const nodeName = pod.spec.nodeName ?? '';
  // What was not sent anywhere has printed nothing.
  if (nodeName === '') return whole(call, '');
  if (server.cache.get(nodeKind, registryKey(nodeKind, undefined, nodeName)) === undefined) {
    return refusal(call, notFoundStatus(nodeKind, nodeName));
  }
  const request: KubeletLogRequest = { path: 'containerLogs', namespace, pod: name, container: container.value, query: query.value };
  const line = new KubeletLine();
  const opened = yield* line.open(server, kubeletAddress(nodeName), request, call.ctx);
  if (typeof opened === 'string') return refusal(call, failure(500, unreachable(server, nodeName, request, opened)));
  if (opened.code === 400) return refusal(call, badRequest(opened.text));
  if (!query.value.follow) return whole(call, opened.text);
  const end = { decided: 'A log that is followed: more will come.', code: 200, detail: call.detail };
  const stream = (sink: FrameSink): (() => void) => line.pass(opened.text, sink, call.ctx);
  return { response: { code: 200, body: undefined, headers: { 'content-type': PLAIN } }, stream, end };
}

function whole(call: ResourceCall, text: string): Answer {
  const response = { code: 200, body: undefined, raw: { contentType: PLAIN, text } };
  return { response, end: { saw: `${text.length} characters of log.`, code: 200, detail: call.detail } };
}

/** Models validatePodLogOptions. */
function parseQuery({ request: { query }, route: { name = '' } }: ResourceCall): Result<LogQuery> {
  const [tail, limit, seconds] = ['tailLines', 'limitBytes', 'sinceSeconds'].map((name) => wholeNumber(query, name));
  for (const number of [tail, limit, seconds]) if (number?.ok === false) return number;
  const numbers = { tailLines: valueOf(tail), limitBytes: valueOf(limit), sinceSeconds: valueOf(seconds) };
  const sinceTime = queryText(query, 'sinceTime');
  const sinceUs = sinceTime === '' ? undefined : instantOf(sinceTime);
  if (Number.isNaN(sinceUs)) {
    const layout = '2006-01-02T15:04:05Z07:00';
    return { ok: false, status: badRequest(`parsing time "${sinceTime}" as "${layout}": cannot parse "${sinceTime}" as "2006"`) };
  }
  const errors: FieldError[] = [];
  const { tailLines, limitBytes, sinceSeconds } = numbers;
  if (tailLines !== undefined && tailLines < 0) errors.push(invalid('tailLines', tailLines, 'must be greater than or equal to 0'));
  if (limitBytes !== undefined && limitBytes < 1) errors.push(invalid('limitBytes', limitBytes, 'must be greater than 0'));
  if (sinceSeconds !== undefined && sinceUs !== undefined)
    errors.push(forbidden('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  else if (sinceSeconds !== undefined && sinceSeconds < 1) errors.push(invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  // Behind a gate that is off.
  if (hasQuery(query, 'stream')) errors.push(forbidden('stream', 'may not be specified'));
  if (errors.length > 0) return { ok: false, status: invalidStatus({ group: '', kind: 'PodLogOptions' }, name, errors) };
  const switches = {
    follow: isSet(query, 'follow'),
    previous: isSet(query, 'previous'),
    timestamps: isSet(query, 'timestamps'),
  };
  return {
    ok: true,
    value: {
      ...switches,
      ...(tailLines === undefined ? {} : { tailLines }),
      ...(limitBytes === undefined ? {} : { limitBytes }),
      ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
      ...(sinceUs === undefined ? {} : { sinceUs }),
    },
  };
}

function valueOf(number: Result<number | undefined> | undefined): number | undefined {
  return number?.ok === true ? number.value : undefined;
}

/** Models validateContainer of pod/strategy.go. */
function chooseContainer({ metadata: { name }, spec }: Pod, asked: string): Result<string> {
  const { containers, initContainers = [], ephemeralContainers = [] } = spec;
  if (asked !== '') {
    const known = [...containers, ...initContainers, ...(ephemeralContainers as readonly { readonly name: string }[])];
    if (known.some((container) => container.name === asked)) return { ok: true, value: asked };
    return { ok: false, status: badRequest(`container ${asked} is not valid for pod ${name}`) };
  }
  const [only] = containers;
  if (only !== undefined && containers.length === 1) return { ok: true, value: only.name };
  const names = (of: readonly { readonly name: string }[]): string => `[${of.map((each) => each.name).join(' ')}]`;
  const or = initContainers.length === 0 ? '' : ` or one of the init containers: ${names(initContainers)}`;
  return { ok: false, status: badRequest(`a container name must be specified for pod ${name}, choose one of: ${names(containers)}${or}`) };
}

function failure(code: number, message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code };
}

const FAULTS: Readonly<Record<NetFault, string>> = { refused: 'connect: connection refused', reset: 'EOF', timeout: 'i/o timeout' };

function unreachable(server: Server, nodeName: string, { namespace, pod, container }: KubeletLogRequest, fault: NetFault): string {
  const node = server.cache.get(nodeKind, registryKey(nodeKind, undefined, nodeName)) as KubeNode | undefined;
  const address = node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? nodeName;
  const url = `https://${address}:${KUBELET_PORT}/containerLogs/${namespace}/${pod}/${container}`;
  return `Get "${url}": dial tcp ${address}:${KUBELET_PORT}: ${FAULTS[fault]}`;
}

/** A connection to a kubelet: its first answer, then texts for whoever listens. */
class KubeletLine {
  #sink: FrameSink | undefined;
  /** What came, and whether the end came, before anybody listened. */
  readonly #early: TextFrame[] = [];
  #ended = false;
  #cancel: () => void = () => {};

  *open(server: Server, address: string, request: KubeletLogRequest, ctx: Context): Task<KubeletLogAnswer | NetFault> {
    const opened = yield (resume) => {
      let answered = false;
      const stream = server.sim.net.stream<KubeletLogAnswer, TextFrame>(address, request, ctx, {
        reply: (value) => {
          answered = true;
          resume(value);
        },
        frame: (frame, frameCtx) => (this.#sink === undefined ? void this.#early.push(frame) : this.#sink.send(frame, frameCtx)),
        close: (fault = 'reset') => {
          if (!answered) return resume(fault);
          this.#ended = true;
          this.#sink?.end({ span: ctx.span, background: true });
        },
      });
      this.#cancel = () => stream.cancel();
    };
    return opened as KubeletLogAnswer | NetFault;
  }

  /** Passes everything on; the result ends the connection. */
  pass(first: string, sink: FrameSink, ctx: Context): () => void {
    this.#sink = sink;
    if (first !== '') sink.send({ text: first }, ctx);
    for (const frame of this.#early.splice(0)) sink.send(frame, ctx);
    if (this.#ended) sink.end(ctx);
    return this.#cancel;
  }
}
