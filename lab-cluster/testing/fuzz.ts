// A server under damaged requests, and what must hold whatever was asked: no crash, no fault of its own that Kubernetes has not,
// a sound store, and watches that see every change. Failures name the seed that brings them back.
import { deepEqual } from '../api/equal.ts';
import type { Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/object.ts';
import { kinds } from '../api/registry.ts';
import type { ApiRequest, ApiResponse } from '../api/request.ts';
import { validateUpdate } from '../api/validation.ts';
import { isStored } from '../api/versions.ts';
import { decodeEntries } from '../apiserver/fields/managed-entries.ts';
import { REGISTRY, registryKey } from '../apiserver/storage/registry-key.ts';
import { readStore } from '../etcd/data.ts';
import { createRng } from '../sim/rng.ts';
import { ADMIN, type ApiLab, createApiLab, type WatchedStream } from './api-lab.ts';
import { RequestMaker } from './fuzz-requests.ts';

/** A fresh server after so many, so that a failure is never far from its seed. */
const REQUESTS_A_LAB = 2000;
const SHOWN_LENGTH = 1500;

/** Faults of the server's own that a real one shows, too. */
const UPSTREAMS_FAULTS: readonly { readonly message: RegExp; readonly why: string }[] = [
  { message: /strconv\.ParseUint/, why: 'a get or watch parses its version in the storage, where errors are internal' },
  { message: /^\[?target\.(?:kind: Unsupported value|name: Required value)/, why: 'Binding wraps its validation in a plain error' },
  { message: /Too large resource version/, why: 'a version from the future is waited for and times out' },
  {
    message: /^list element types are not identical: /,
    why: 'a strategic merge of a list of texts with one of maps ends in a plain error',
  },
  { message: /unknown patch type: /, why: 'a strategic merge patch with a directive nobody knows ends in a plain error' },
  { message: /does not contain declared merge key: /, why: 'so does one whose list item has no merge key' },
  { message: /^failed to create typed (?:patch|live) object /, why: 'an apply that fits no schema is a plain error of the field manager' },
  { message: /^resourceVersion should not be set on objects to be created$/, why: 'the storage says so, in a plain error' },
  {
    message: /^(?:couldn't get version\/kind|yaml: |json: cannot unmarshal .* DeleteOptions|no kind .* in scheme "pkg\/apis\/meta\/)/,
    why: 'in 1.34, options of a delete that cannot be decoded end in a plain error',
  },
  { message: /without impersonating a user/, why: 'the impersonation filter answers so' },
];

export interface FuzzReport {
  readonly requests: number;
  readonly codes: ReadonlyMap<number, number>;
  readonly crashes: readonly string[];
  readonly unexpected: readonly string[];
  readonly broken: readonly string[];
}

export function runFuzz(seed: number, requests: number): FuzzReport {
  const report = {
    requests,
    codes: new Map<number, number>(),
    crashes: [] as string[],
    unexpected: [] as string[],
    broken: [] as string[],
  };
  for (let done = 0, lab = seed; done < requests; done += REQUESTS_A_LAB, lab++) {
    fuzzOneLab(lab, Math.min(REQUESTS_A_LAB, requests - done), report);
  }
  return report;
}

export function fuzzText({ requests, crashes, unexpected, broken }: FuzzReport): string {
  const lines = [...crashes, ...unexpected, ...broken].map((line) => line.slice(0, SHOWN_LENGTH));
  const totals = `fuzz: ${requests} requests, ${crashes.length} crashes, ${unexpected.length} unexpected 5xx, ${broken.length} broken invariants`;
  return [...lines, totals].join('\n');
}

type Collected = {
  readonly codes: Map<number, number>;
  readonly crashes: string[];
  readonly unexpected: string[];
  readonly broken: string[];
};

function fuzzOneLab(seed: number, count: number, report: Collected): void {
  const lab = createApiLab({ seed });
  const maker = new RequestMaker(createRng(seed, 'fuzz'));
  lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  lab.post('/api/v1/namespaces', { metadata: { name: 'team' } });
  const witness = new Witness(lab);
  for (let sent = 0; sent < count; sent++) {
    const request = maker.next();
    const shown = (): string => `seed ${seed} request ${sent}: ${shownRequest(request)}`;
    let response: ApiResponse;
    try {
      response = lab.ask({ ...request, user: ADMIN });
    } catch (error) {
      report.crashes.push(`CRASH ${shown()} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return;
    }
    report.codes.set(response.code, (report.codes.get(response.code) ?? 0) + 1);
    if (response.code < 200) report.crashes.push(`NO ANSWER ${shown()}`);
    const message = (response.body as { message?: string } | undefined)?.message ?? '';
    if (response.code >= 500 && !isUpstreamsFault(message) && !isStillToCome(response.code, request.path))
      report.unexpected.push(`FAULT ${shown()} → ${JSON.stringify(response.body)}`);
    if (response.code < 300) maker.remember(response);
    else if (response.code === 404) maker.forget(request);
    witness.look();
  }
  lab.settle();
  witness.look();
  const problems = [...witness.problems(), ...storeProblems(lab, witness)];
  report.broken.push(...problems.map((problem) => `BROKEN seed ${seed}: ${problem}`));
}

function shownRequest(request: ApiRequest): string {
  const plain = request as ApiRequest | undefined;
  const body: unknown = plain?.body;
  return JSON.stringify(body instanceof Uint8Array ? { ...plain, body: [...body] } : request) ?? 'nothing';
}

export function isUpstreamsFault(message: string): boolean {
  return UPSTREAMS_FAULTS.some((fault) => fault.message.test(message));
}

/** Simplified: what the lab has not yet it says with 501, wherever it is asked for. */
function isStillToCome(code: number, path: string): boolean {
  return code === 501 && /^\/api\/v1\/.*\/(?:attach|exec|portforward|proxy)(?:\/|$)/.test(path);
}

/** Watches everything, and remembers every object as it was when it came: objects are shared, and nobody may write into one. */
class Witness {
  readonly #streams = new Map<Kind, WatchedStream>();
  readonly #seen = new Map<WatchedStream, number>();
  readonly #texts = new Map<object, string>();
  readonly #state = new Map<Kind, Map<string, KubeObject>>();
  readonly #problems: string[] = [];
  readonly removedNamespaces = new Set<string>();

  constructor(lab: ApiLab) {
    for (const kind of kinds.filter(isStored)) {
      this.#streams.set(kind, lab.watch(`${kind.basePath}/${kind.plural}`, { timeoutSeconds: '1000000' }));
      this.#state.set(kind, new Map());
    }
    lab.settle();
  }

  look(): void {
    for (const [kind, stream] of this.#streams) {
      const from = this.#seen.get(stream) ?? 0;
      if (stream.events.length === from) continue;
      for (const event of stream.events.slice(from)) this.#take(kind, event.type, event.object as KubeObject);
      this.#seen.set(stream, stream.events.length);
    }
  }

  #take(kind: Kind, type: string, object: KubeObject): void {
    const state = this.#state.get(kind) as Map<string, KubeObject>;
    const key = registryKey(kind, object.metadata.namespace, object.metadata.name);
    const before = state.get(key);
    this.#texts.set(object, JSON.stringify(object));
    if (type === 'ADDED' && before !== undefined) this.#problems.push(`${key} was added twice`);
    if (type !== 'ADDED' && before === undefined) this.#problems.push(`${key} changed before it was added`);
    if (before !== undefined && Number(before.metadata.resourceVersion) >= Number(object.metadata.resourceVersion))
      this.#problems.push(`${key} went from version ${before.metadata.resourceVersion} to ${object.metadata.resourceVersion}`);
    if (type === 'DELETED') state.delete(key);
    else state.set(key, object);
    if (type === 'DELETED' && kind.kind === 'Namespace') this.removedNamespaces.add(object.metadata.name);
  }

  /** What the watches have seen of an object. */
  latest(kind: Kind, key: string): KubeObject | undefined {
    return this.#state.get(kind)?.get(key);
  }

  get size(): number {
    return [...this.#state.values()].reduce((sum, { size }) => sum + size, 0);
  }

  problems(): readonly string[] {
    const written = [...this.#texts]
      .filter(([object, text]) => JSON.stringify(object) !== text)
      .map(([, text]) => `somebody wrote into ${text}`);
    const closed = [...this.#streams].filter(([, stream]) => stream.closed).map(([kind]) => `the watch of ${kind.plural} ended`);
    return [...this.#problems, ...written, ...closed];
  }
}

function storeProblems(lab: ApiLab, witness: Witness): readonly string[] {
  const range = readStore(lab.controlPlane.disk)?.range(REGISTRY, '/registry0');
  const items = range?.ok === true ? range.value.items : [];
  const problems = items.flatMap(({ key, value, modRevision }) => objectProblems(lab, witness, key, value as KubeObject, modRevision));
  if (items.length < 50) problems.push(`the store holds but ${items.length} objects`);
  if (items.length !== witness.size) problems.push(`${items.length} objects are stored, the watches know of ${witness.size}`);
  return problems;
}

function objectProblems(lab: ApiLab, witness: Witness, key: string, object: KubeObject, modRevision: number): readonly string[] {
  const kind = kinds.find((candidate) => candidate.kind === object.kind && candidate.apiVersion === object.apiVersion);
  if (kind === undefined) return [`${key} is of no kind`];
  const { namespace, name, resourceVersion, uid, managedFields } = object.metadata;
  const said: (string | false)[] = [
    registryKey(kind, namespace, name) !== key && `lies under ${key}, not its name`,
    resourceVersion !== String(modRevision) && `says it is of version ${resourceVersion}, and is of ${modRevision}`,
    !/^[0-9a-f-]{36}$/.test(uid) && `has the uid ${uid}`,
    lab.server.cache.get(kind, key) !== object && 'is not in the cache as in etcd',
    witness.latest(kind, key) !== object && 'was not seen so by its watch',
    !deepEqual(JSON.parse(JSON.stringify(object)), object) && 'is no plain JSON',
    decodeEntries(JSON.parse(JSON.stringify(managedFields ?? []))) === undefined && 'has managedFields nobody can read',
    namespace !== undefined &&
      !witness.removedNamespaces.has(namespace) &&
      lab.get(`/api/v1/namespaces/${namespace}`).code !== 200 &&
      'lives in a namespace that is not there',
    ...validateUpdate(kind, object, object).map(({ field, detail }) => `breaks a rule of its own: ${field}: ${detail}`),
  ];
  return said.filter((one) => one !== false).map((one) => `${key} ${one}: ${JSON.stringify(object)}`);
}
