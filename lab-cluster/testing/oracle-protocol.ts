// The recorded HTTP conversation with a real API server, held again with ours, in order, over any wire; and what differs.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareAnswer, compareWatch, type RecordedAnswer, type WireAnswer, type WireWatch } from './protocol-compare.ts';
import { Known } from './protocol-known.ts';

export type Caller = 'admin' | 'bob' | 'nobody';

export interface WireRequest {
  readonly method: string;
  /** With its query, as it stands on the wire. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly caller: Caller;
}

/** A way to speak to a server: a lab's network, or HTTPS. */
export interface Wire {
  send(request: WireRequest): Promise<WireAnswer>;
  /** Watches until the server ends it; `meanwhile` are sent `afterMs` after its opening. */
  watch(request: WireRequest, meanwhile: readonly WireRequest[], afterMs: number): Promise<WireWatch>;
  /** Lets the server's time go by. */
  wait(ms: number): Promise<void>;
}

interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly as_?: Caller;
}

export interface Transcript extends RecordedAnswer {
  readonly id: string;
  readonly request: RecordedRequest;
  readonly watch?: readonly { status?: number; headers?: Record<string, string>; atMs?: number; line?: unknown; closedAtMs?: number }[];
}

export interface ProtocolResult {
  readonly id: string;
  readonly sameStatus: boolean;
  /** Empty when all is the same. */
  readonly differences: readonly string[];
}

const NAMESPACE = '/api/v1/namespaces/proto';
const MAPS = `${NAMESPACE}/configmaps`;
const MEANWHILE_MS = 700;
/** More changes, and longer ago, than a watch cache remembers. */
const FORGOTTEN_CHANGES = 120;
const FORGOTTEN_MS = 80_000;

/** The transcripts; empty where there is no recording. */
export function readTranscripts(oracleFolder: string): readonly Transcript[] {
  const file = join(oracleFolder, 'protocol/http.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Transcript[]) : [];
}

/** The same conversation as it lies in this repository. */
export function readOwnTranscripts(): readonly Transcript[] {
  const text = readFileSync(join(import.meta.dirname, 'testdata/protocol.json'), 'utf8');
  return (JSON.parse(text) as { transcripts: Transcript[] }).transcripts;
}

/** Plays all transcripts to a server that has just started. */
export async function runProtocol(transcripts: readonly Transcript[], wire: Wire): Promise<ProtocolResult[]> {
  const player = new Player(wire);
  await player.prepare(transcripts);
  const results: ProtocolResult[] = [];
  for (const transcript of transcripts) results.push(await player.play(transcript));
  return results;
}

/** The differences that stay, by transcript, and why. */
export const EXPLAINED: Readonly<Record<string, string>> = {};

/** Over HTTPS, the lab is one that is served to people. */
export const EXPLAINED_SERVED: typeof EXPLAINED = {
  ...EXPLAINED,
  'list-rv-exact-compacted': 'a served lab keeps its history for much longer than this conversation is',
};

/** `protocol: exact E/N status S/N`, with a line per difference before it. */
export function protocolReport(results: readonly ProtocolResult[], shown: number, title = 'protocol', explained = EXPLAINED): string {
  const lines: string[] = [];
  for (const { id, differences } of results) {
    if (differences.length === 0) continue;
    lines.push(explained[id] === undefined ? `DIFFERS ${id}` : `DIFFERS ${id}: ${explained[id]}`);
    for (const line of differences.slice(0, shown)) lines.push(`  ${line.slice(0, 1500)}`);
  }
  const exact = results.filter(({ differences }) => differences.length === 0).length;
  const status = results.filter(({ sameStatus }) => sameStatus).length;
  return [...lines, `${title}: exact ${exact}/${results.length} status ${status}/${results.length}`].join('\n');
}

class Player {
  readonly #wire: Wire;
  readonly #known = new Known();
  /** Objects as they were before the first PUT: the recording leaves their metadata out of the bodies. */
  readonly #before = new Map<string, object>();

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** History that can be compacted and forgotten, then the objects the recording begins with. */
  async prepare(transcripts: readonly Transcript[]): Promise<void> {
    const scratch = '/api/v1/namespaces/default/configmaps';
    for (let round = 0; round < FORGOTTEN_CHANGES; round++) {
      await this.#must('POST', scratch, { metadata: { name: `scratch-${round}` } });
      if (round === 0) await this.#wire.wait(FORGOTTEN_MS);
    }
    for (let round = 0; round < FORGOTTEN_CHANGES; round++) await this.#must('DELETE', `${scratch}/scratch-${round}`);
    await this.#must('POST', '/api/v1/namespaces', { metadata: { name: 'proto' } });
    const listed = transcripts.find(({ id }) => id === 'list-rv0')?.json as { items: { metadata: { name: string }; data: object }[] };
    // The certificate's map is a controller's; where there is none, it is made like the others.
    for (const { metadata, data } of [...listed.items].sort((left, right) => order(left) - order(right))) {
      const { name, labels, annotations } = metadata as { name: string; labels?: object; annotations?: object };
      const body = JSON.stringify({ metadata: { name, labels, annotations }, data });
      await this.#wire.send(request('POST', MAPS, body));
    }
  }

  async play(transcript: Transcript): Promise<ProtocolResult> {
    const { id, watch } = transcript;
    const sent = await this.#requestOf(transcript);
    if (watch !== undefined) {
      const recorded = recordedWatch(watch);
      const writes = recorded.lines.some(({ atMs }) => atMs > MEANWHILE_MS / 2) ? watchedWrites() : [];
      const ours = await this.#wire.watch(sent, writes, MEANWHILE_MS);
      return { id, sameStatus: recorded.status === ours.status, differences: compareWatch(recorded, ours) };
    }
    const ours = await this.#wire.send(sent);
    if (transcript.json !== undefined && ours.text.startsWith('{')) this.#known.learn(transcript.json, JSON.parse(ours.text));
    this.#known.learnHeader(transcript.headers['Etag'], ours.headers['etag']);
    return { id, sameStatus: transcript.status === ours.status, differences: compareAnswer(transcript, ours) };
  }

  async #requestOf({ id, request: recorded }: Transcript): Promise<WireRequest> {
    const current = await this.#currentVersion();
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(recorded.headers ?? {})) headers[name.toLowerCase()] = this.#known.translate(value, current);
    // The recording keeps no credentials.
    if (id === 'bad-token') headers['authorization'] = 'Bearer nonsense';
    const body = await this.#bodyOf(recorded);
    return {
      method: recorded.method,
      path: this.#known.translate(recorded.path, current),
      headers,
      ...(body === undefined ? {} : { body }),
      caller: id === 'bad-token' ? 'nobody' : (recorded.as_ ?? 'admin'),
    };
  }

  async #bodyOf({ method, path, body }: RecordedRequest): Promise<string | undefined> {
    if (body === undefined || body === null) return undefined;
    if (typeof body === 'string') {
      const megabytes = /^\(([\d.]+) MB value\)$/.exec(body)?.[1];
      if (megabytes === undefined) return body;
      return JSON.stringify({ metadata: { name: 'big' }, data: { k: 'x'.repeat(Number(megabytes) * 1_000_000) } });
    }
    if (method !== 'PUT' || typeof body !== 'object' || 'metadata' in body || !('data' in body)) return JSON.stringify(body);
    const before = this.#before.get(path) ?? (JSON.parse((await this.#must('GET', path)).text) as object);
    this.#before.set(path, before);
    return JSON.stringify({ ...before, ...body });
  }

  async #currentVersion(): Promise<string> {
    const { text } = await this.#must('GET', MAPS);
    return (JSON.parse(text) as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
  }

  async #must(method: string, path: string, body?: object): Promise<WireAnswer> {
    const answer = await this.#wire.send(request(method, path, body === undefined ? undefined : JSON.stringify(body)));
    if (answer.status >= 300) throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    return answer;
  }
}

function request(method: string, path: string, body?: string): WireRequest {
  const type: Record<string, string> =
    body === undefined ? {} : { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' };
  return { method, path, headers: { 'user-agent': 'setup', ...type }, ...(body === undefined ? {} : { body }), caller: 'admin' };
}

/** What was written while the recorded watches looked on. */
function watchedWrites(): readonly WireRequest[] {
  const path = `${MAPS}/wa`;
  return [
    request('POST', MAPS, JSON.stringify({ metadata: { name: 'wa', labels: { sel: '1' } } })),
    request('PATCH', path, JSON.stringify({ data: { a: 'b' } })),
    request('PATCH', path, JSON.stringify({ metadata: { labels: { sel: '2' } } })),
    request('DELETE', path),
  ];
}

function recordedWatch(entries: NonNullable<Transcript['watch']>): WireWatch {
  const [opening] = entries;
  return {
    status: opening?.status ?? 0,
    headers: opening?.headers ?? {},
    lines: entries.flatMap(({ atMs, line }) => (line === undefined ? [] : [{ atMs: atMs ?? 0, line }])),
    closedAtMs: entries.at(-1)?.closedAtMs ?? 0,
  };
}

function order({ metadata }: { readonly metadata: { readonly name: string } }): number {
  return /^c\d$/.test(metadata.name) ? Number(metadata.name.slice(1)) : -1;
}
