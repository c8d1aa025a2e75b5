// The wire of a lab: requests over the simulated network, answered in virtual time, with the headers a server on a real wire sends.
import type { ApiRequest, ApiResponse, WatchEvent } from '../api/request.ts';
import { responseHeaders } from '../api/response-headers.ts';
import { objectText } from '../apiserver/encoding/wire-json.ts';
import { ADMIN, type ApiLab, createApiLab } from './api-lab.ts';
import type { Caller, Wire, WireRequest } from './oracle-protocol.ts';
import type { WireAnswer, WireWatch } from './protocol-compare.ts';

const STEP_MS = 10;
const LONGEST_WATCH_MS = 10_000;

const USERS: Readonly<Record<Caller, ApiRequest['user']>> = { admin: ADMIN, bob: { name: 'bob', groups: [] }, nobody: undefined };

/** History is short here, so that what the recording asks of a long past is gone here, too. */
const HISTORY_LIMIT = 60;

export function createProtocolWire(): Wire {
  const lab = createApiLab({ historyLimit: HISTORY_LIMIT });
  return {
    send: (request) => Promise.resolve(wireAnswer(request, ask(lab, request))),
    wait: (ms) => Promise.resolve(lab.run(ms)),
    watch: (request, meanwhile, afterMs) => Promise.resolve(watch(lab, request, meanwhile, afterMs)),
  };
}

function ask(lab: ApiLab, request: WireRequest): ApiResponse {
  const { method, headers, caller, body } = request;
  const user = USERS[caller];
  return lab.ask({
    method: method as ApiRequest['method'],
    ...target(request),
    headers,
    ...(body === undefined ? {} : { body }),
    user: user ?? null,
  });
}

function target({ path }: WireRequest): { readonly path: string; readonly query: Record<string, string> } {
  const [before = '', query] = path.split('?');
  return { path: before, query: Object.fromEntries(new URLSearchParams(query ?? '')) };
}

function wireAnswer({ method }: WireRequest, response: ApiResponse): WireAnswer {
  const { raw, body } = response;
  const text = raw?.bytes === undefined ? (raw?.text ?? wireText(body)) : new TextDecoder().decode(raw.bytes);
  return { status: response.code, headers: flatHeaders(response), text: method === 'HEAD' || response.code === 304 ? '' : text };
}

function wireText(body: ApiResponse['body']): string {
  return body === undefined ? '' : `${objectText(body)}\n`;
}

/** As whoever reads it on a wire has it. */
function asRead({ type, object }: WatchEvent): unknown {
  return { type, object: JSON.parse(objectText(object)) as unknown };
}

function flatHeaders(response: ApiResponse): Record<string, string> {
  return Object.fromEntries(
    Object.entries(responseHeaders(response)).map(([name, value]) => [name, typeof value === 'string' ? value : value.join(', ')]),
  );
}

function watch(lab: ApiLab, request: WireRequest, meanwhile: readonly WireRequest[], afterMs: number): WireWatch {
  const { path, query } = target(request);
  const stream = lab.watch(path, query);
  const began = lab.kernel.nowUs;
  const lines: { atMs: number; line: unknown }[] = [];
  const elapsed = (): number => Math.round((lab.kernel.nowUs - began) / 1000);
  let pending = meanwhile;
  while (!stream.closed && elapsed() < LONGEST_WATCH_MS) {
    if (pending.length > 0 && elapsed() >= afterMs) {
      for (const write of pending) ask(lab, write);
      pending = [];
    }
    lab.run(STEP_MS);
    for (const frame of stream.events.slice(lines.length)) lines.push({ atMs: elapsed(), line: asRead(frame) });
    if (stream.response !== undefined && stream.response.code !== 200) break;
  }
  const { response } = stream;
  const refused = response?.body === undefined ? [] : [{ atMs: 0, line: JSON.parse(wireText(response.body)) as unknown }];
  const headers = response === undefined ? {} : flatHeaders(response);
  return { status: response?.code ?? 0, headers, lines: [...refused, ...lines], closedAtMs: elapsed() };
}
