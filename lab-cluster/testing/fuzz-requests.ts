// Requests that were sound once and then damaged: over every kind and subresource, in every encoding, from the recorded corpus
// and from the schemas. The same random stream gives the same requests.
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { Kind } from '../api/kind.ts';
import { kinds } from '../api/registry.ts';
import type { KubeObject } from '../api/object.ts';
import type { ApiRequest, ApiResponse } from '../api/request.ts';
import { type StructSchema, structOfKind, type ValueSchema } from '../api/schema/schema-types.ts';
import { encodeProtobuf } from '../apiserver/protobuf/encode-protobuf.ts';
import type { Rng } from '../sim/sim.ts';
import {
  ACCEPTED_TYPES,
  BODY_TYPES,
  DELETE_OPTIONS,
  ODD_PATHS,
  ODD_QUERIES,
  ODD_SUBRESOURCES,
  ODD_TEXTS,
  ODD_VALUES,
  PATCH_TYPES,
  PATCHES,
  QUERY_NAMES,
} from './fuzz-words.ts';

/** From the folder of the project, as a bundled program lies elsewhere. */
const CORPUS = 'lab-cluster/testing/testdata/golden.json';
const MAX_DEPTH = 8;
const NAMESPACES = ['default', 'default', 'default', 'team', 'nowhere'];
const NAMES = ['a', 'b', 'c', 'd', 'e', 'web', 'default', 'kube-system'];
const METHODS = ['GET', 'POST', 'POST', 'POST', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'PATCH', 'DELETE'] as const;

type Body = Readonly<Record<string, unknown>>;

function pick<T>(rng: Rng, values: readonly T[]): T {
  return values[rng.below(values.length)] as T;
}

function oneIn(rng: Rng, count: number): boolean {
  return rng.below(count) === 0;
}

/** The bodies of the recorded requests, by `apiVersion/kind`. */
function readCorpus(): ReadonlyMap<string, readonly Body[]> {
  const { setup, cases } = JSON.parse(readFileSync(CORPUS, 'utf8')) as Record<'setup' | 'cases', { body?: string }[]>;
  const corpus = new Map<string, Body[]>();
  for (const { body } of [...setup, ...cases]) {
    const value = readYaml(body ?? '');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    const { apiVersion, kind } = value as Body;
    const key = `${String(apiVersion)}/${String(kind)}`;
    corpus.set(key, [...(corpus.get(key) ?? []), value as Body]);
  }
  return corpus;
}

function readYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // Some of the recorded bodies are broken on purpose.
    return undefined;
  }
}

/** An object the server has answered with: what comes later may be about it. */
interface Remembered {
  readonly kind: Kind;
  readonly path: string;
  readonly object: Body;
}

const REMEMBERED = 200;

export class RequestMaker {
  readonly #rng: Rng;
  readonly #corpus = readCorpus();
  readonly #remembered: Remembered[] = [];

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  /** Learns that nothing is there any more. */
  forget(request: ApiRequest): void {
    const path: unknown = (request as ApiRequest | null)?.path;
    const at = this.#remembered.findIndex((one) => one.path === path);
    if (at >= 0) this.#remembered.splice(at, 1);
  }

  /** Learns of an object that is there now. */
  remember(response: ApiResponse): void {
    const object = response.body as Partial<KubeObject> | undefined;
    const { name, namespace } = object?.metadata ?? {};
    const kind = kinds.find((one) => one.kind === object?.kind && one.apiVersion === object.apiVersion);
    if (kind === undefined || typeof name !== 'string' || kind.computed === true) return;
    const path = `${kind.basePath}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${kind.plural}/${name}`;
    if (this.#remembered.length >= REMEMBERED) this.#remembered.splice(this.#rng.below(REMEMBERED), 1);
    this.#remembered.push({ kind, path, object: object as Body });
  }

  next(): ApiRequest {
    const rng = this.#rng;
    const known = this.#remembered.length > 0 && !oneIn(rng, 3) ? pick(rng, this.#remembered) : undefined;
    const request = known === undefined ? this.#fresh() : this.#about(known);
    // Now and then the envelope itself is broken.
    return (oneIn(rng, 60) ? damaged(rng, request) : request) as ApiRequest;
  }

  #fresh(): ApiRequest {
    const rng = this.#rng;
    const kind = pick(rng, kinds);
    const method = pick(rng, METHODS);
    const { path, name } = this.#path(kind, method);
    const sent = method === 'PATCH' ? this.#patch(kind) : this.#body(kind, name);
    return this.#request(method, oneIn(rng, 15) ? pick(rng, ODD_PATHS) : path, sent);
  }

  #about({ kind, path, object }: Remembered): ApiRequest {
    const rng = this.#rng;
    const method = oneIn(rng, 6)
      ? 'DELETE'
      : pick(rng, ['GET', 'PUT', 'PUT', 'PUT', 'PATCH', 'PATCH', 'PATCH', kind.subresources.length > 0 ? 'POST' : 'PUT'] as const);
    const isBelow = method === 'POST' || oneIn(rng, 4);
    const below = isBelow && kind.subresources.length > 0 ? `/${pick(rng, kind.subresources)}` : '';
    const { resourceVersion: _version, ...metadata } = object['metadata'] as Body;
    const current = oneIn(rng, 4) ? object : { ...object, metadata };
    return this.#request(
      method,
      `${path}${below}`,
      method === 'PATCH' ? this.#patch(kind) : oneIn(rng, 4) ? current : damaged(rng, current),
    );
  }

  #request(method: ApiRequest['method'], path: string, sent: unknown): ApiRequest {
    const rng = this.#rng;
    const matching =
      method === 'PATCH' ? (Array.isArray(sent) ? 'application/json-patch+json' : pick(rng, PATCH_TYPES)) : 'application/json';
    const type = oneIn(rng, 5) ? pick(rng, BODY_TYPES) : matching;
    return {
      method,
      path,
      query: this.#query(type),
      headers: {
        'content-type': type,
        accept: oneIn(rng, 5) ? pick(rng, ACCEPTED_TYPES) : '',
        ...(oneIn(rng, 200) ? { 'impersonate-group': 'x' } : {}),
      },
      body: method === 'GET' ? undefined : this.#encoded(method === 'DELETE' && !oneIn(rng, 8) ? pick(rng, DELETE_OPTIONS) : sent, type),
    };
  }

  #path(kind: Kind, method: string): { readonly path: string; readonly name: string } {
    const rng = this.#rng;
    const scope = kind.namespaced ? `/namespaces/${pick(rng, NAMESPACES)}` : '';
    const name = pick(rng, NAMES);
    const known = kind.subresources.length > 0 && oneIn(rng, 3) ? `/${pick(rng, kind.subresources)}` : '';
    const below = oneIn(rng, 20) ? `/${pick(rng, ODD_SUBRESOURCES)}` : known;
    const isCreate = method === 'POST' && !oneIn(rng, 6);
    const named = isCreate || oneIn(rng, 12) ? '' : `/${name}${below}`;
    return { path: `${kind.basePath}${scope}/${kind.plural}${named}`, name };
  }

  #body(kind: Kind, name: string): unknown {
    const rng = this.#rng;
    const known = this.#corpus.get(`${kind.apiVersion}/${kind.kind}`);
    const body = known === undefined || oneIn(rng, 4) ? this.#ofSchema(kind) : pick(rng, known);
    const { metadata } = body;
    const named = { ...body, metadata: { ...(typeof metadata === 'object' ? metadata : {}), name, namespace: undefined } };
    return oneIn(rng, 2) ? named : damaged(rng, named);
  }

  #patch(kind: Kind): unknown {
    const rng = this.#rng;
    const patch = oneIn(rng, 3) ? this.#body(kind, pick(rng, NAMES)) : pick(rng, PATCHES);
    return oneIn(rng, 3) ? damaged(rng, patch) : patch;
  }

  #ofSchema(kind: Kind): Body {
    const struct = structOfKind(kind);
    const fields = struct === undefined ? {} : (this.#struct(struct, 0) as Body);
    return { ...fields, apiVersion: kind.apiVersion, kind: kind.kind, metadata: {} };
  }

  #struct(struct: StructSchema, depth: number): unknown {
    const rng = this.#rng;
    const object: Record<string, unknown> = {};
    for (const field of Object.values(struct.fields)) {
      if (!field.required && !oneIn(rng, 2 + depth * 2)) continue;
      object[field.name] = this.#value(field.value, depth + 1);
    }
    return object;
  }

  #value(value: ValueSchema, depth: number): unknown {
    const rng = this.#rng;
    if (depth > MAX_DEPTH || oneIn(rng, 60)) return pick(rng, ODD_VALUES);
    switch (value.form) {
      case 'struct':
        return this.#struct(value.struct, depth);
      case 'list':
        return Array.from({ length: 1 + rng.below(2) }, () => this.#value(value.item, depth + 1));
      case 'map':
        return { [pick(rng, ODD_TEXTS)]: this.#value(value.item, depth + 1) };
      case 'scalar':
        if (value.scalar === 'bool') return oneIn(rng, 2);
        return value.scalar === 'int32' || value.scalar === 'int64' ? rng.below(100) : pick(rng, ODD_TEXTS);
    }
  }

  #query(type: string): Record<string, string> {
    const rng = this.#rng;
    const length = oneIn(rng, 3) ? rng.below(3) : 0;
    const odd = Array.from({ length }, () => [pick(rng, QUERY_NAMES), pick(rng, ODD_QUERIES)] as const);
    // An apply without a manager is not even read.
    const manager = type === 'application/apply-patch+yaml' ? [['fieldManager', pick(rng, NAMES)] as const] : [];
    return Object.fromEntries([...manager, ...odd]);
  }

  #encoded(value: unknown, type: string): unknown {
    const rng = this.#rng;
    if (type === 'application/vnd.kubernetes.protobuf') return this.#bytes(value);
    switch (rng.below(4)) {
      case 0:
        return value;
      case 1:
        return type.includes('yaml') ? yamlOf(value) : textOf(value);
      default:
        return oneIn(rng, 6) ? damagedText(rng, textOf(value)) : textOf(value);
    }
  }

  #bytes(value: unknown): Uint8Array {
    const rng = this.#rng;
    const sound = typeof value === 'object' && value !== null ? encodeProtobuf(JSON.parse(textOf(value)) as object) : undefined;
    const bytes = Uint8Array.from(sound ?? [107, 56, 115, 0, rng.below(256), rng.below(256), rng.below(256)]);
    const flips = oneIn(rng, 2) ? 0 : rng.below(6);
    for (let flip = 0; flip < flips; flip++) bytes[rng.below(bytes.length)] = rng.below(256);
    return oneIn(rng, 6) ? bytes.slice(0, rng.below(bytes.length)) : bytes;
  }
}

function textOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

function yamlOf(value: unknown): string {
  return stringify(JSON.parse(textOf(value) || 'null'));
}

/** A copy with one place changed, removed or made odd. */
function damaged(rng: Rng, value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || oneIn(rng, 6) || depth > MAX_DEPTH) return pick(rng, ODD_VALUES);
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) {
    if (value.length === 0 || oneIn(rng, 6)) return [...value, pick(rng, ODD_VALUES)] as unknown[];
    const at = rng.below(value.length);
    return value.map((item, index) => (index === at ? damaged(rng, item, depth + 1) : (item as unknown)));
  }
  const keys = Object.keys(value);
  const way = rng.below(8);
  if (way === 0 || keys.length === 0) {
    const added = pick(rng, ['extra', 'metadata', 'spec', '__proto__', 'constructor', 'status']);
    return { ...value, [added]: pick(rng, ODD_VALUES) };
  }
  const key = pick(rng, keys);
  if (way === 1) return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  return { ...value, [key]: damaged(rng, (value as Record<string, unknown>)[key], depth + 1) };
}

function damagedText(rng: Rng, text: string): string {
  switch (rng.below(7)) {
    case 0:
      return text.slice(0, rng.below(text.length + 1));
    case 1:
      return text.replace(/"/g, () => (oneIn(rng, 6) ? '' : '"'));
    case 2:
      return text.replace(/[:,]/g, (sign) => (oneIn(rng, 8) ? sign + sign : sign));
    case 3:
      return `${'['.repeat(rng.below(3000))}${text}`;
    case 4:
      return `a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n${text.slice(0, 40)}\u0000\u0001`;
    case 5:
      return `- ${text}\n---\n- x`;
    default:
      return `${'{"a":'.repeat(rng.below(2000))}${text}`;
  }
}
