// The recorded requests of a real API server sent to ours, one by one, and what differs in the answers.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deepEqual } from '../api/equal.ts';
import { isPlainObject } from '../api/plain-object.ts';
import { warningHeaders } from '../api/response-headers.ts';
import { objectText } from '../apiserver/encoding/wire-json.ts';
import type { ApiRequest, ApiResponse, Cluster, ObjectList } from '../index.ts';
import { bootedCluster } from './boot.ts';
import { comparableBody } from './comparable-body.ts';
import { orderDifferences } from './key-order.ts';

/** One recorded request and its answer. */
export interface GoldenCase {
  readonly id: string;
  readonly method: ApiRequest['method'];
  readonly path: string;
  readonly contentType: string;
  readonly status: number;
  /** As sent; absent for requests without one. */
  readonly body?: string;
  /** The recorded answer. */
  readonly response: unknown;
  /** Its Warning headers; absent where they were not kept. */
  readonly warnings?: readonly string[];
}

export interface Recording {
  readonly provenance: string;
  /** What was created first, in order. */
  readonly setup: readonly { readonly path: string; readonly body: string }[];
  readonly cases: readonly GoldenCase[];
}

export interface GoldenResult {
  readonly id: string;
  /** What the request was about: `deployments.apps`, or the path where it names nothing. */
  readonly resource: string;
  readonly sameStatus: boolean;
  readonly exact: boolean;
  /** Empty when exact. */
  readonly differences: readonly string[];
}

/** A whole recording from its folder; undefined where there is none. */
export function readRecording(oracleFolder: string): Recording | undefined {
  const folder = join(oracleFolder, 'golden');
  if (!existsSync(join(folder, 'index.json'))) return undefined;
  const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const index = json('index.json') as readonly Omit<GoldenCase, 'body' | 'response'>[];
  const cases = index.map(({ id, method, path, contentType, status }) => {
    const file = join(folder, `${id}.yaml`);
    const body = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const { response, warnings } = json(`${id}.response.json`) as { response: unknown; warnings: readonly string[] };
    return { id, method, path, contentType, status, ...(body === '' ? {} : { body }), response, warnings };
  });
  return { provenance: folder, setup: json('setup.json') as Recording['setup'], cases };
}

/** Sends the cases in their order to one cluster prepared as the recording says. */
export function runRecording({ setup, cases }: Recording, chosen: (one: GoldenCase) => boolean = () => true): GoldenResult[] {
  const cluster = preparedCluster(setup, cases);
  return cases.filter(chosen).map((one) => compare(one, ask(cluster, requestOf(one, 'golden.py'))));
}

/** Sends one request from outside and runs until it is answered. */
function ask(cluster: Cluster, request: ApiRequest): ApiResponse {
  let response: ApiResponse | undefined;
  cluster.apply({ type: 'api', request }, (output) => {
    if (output.type === 'api') response = output.response;
  });
  while (response === undefined) if (!cluster.step()) throw new Error(`no answer to ${request.method} ${request.path}`);
  return response;
}

/** `path` as it stands on the wire, with its query. */
function requestOf(
  { method, path, contentType, body }: Omit<GoldenCase, 'id' | 'status' | 'response' | 'warnings'>,
  userAgent: string,
): ApiRequest {
  const url = new URL(path, 'https://127.0.0.1');
  return {
    method,
    path: path.split('?')[0] ?? path,
    query: Object.fromEntries(url.searchParams),
    headers: { 'user-agent': userAgent, 'content-type': contentType },
    ...(body === undefined ? {} : { body }),
  };
}

const PREPARATION_LIMIT_US = 60_000_000;

function preparedCluster(setup: Recording['setup'], all: readonly GoldenCase[]): Cluster {
  const cluster = bootedCluster({ seed: 1 });
  const named: (string | undefined)[] = all.map(({ path }) => /\/namespaces\/([^/?]+)\//.exec(path)?.[1]);
  for (const name of new Set([...named, 'golden', 'golden-two'])) {
    if (name === undefined || ['default', 'kube-system', 'kube-public', 'kube-node-lease'].includes(name)) continue;
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    ask(cluster, requestOf({ method: 'POST', path: '/api/v1/namespaces', contentType: 'application/json', body }, 'setup'));
  }
  cluster.runUntil(cluster.nowUs + 2_000_000);
  for (const { path, body } of setup) {
    for (const place of [path, path.replace('/namespaces/golden/', '/namespaces/golden-two/')])
      ask(cluster, requestOf({ method: 'POST', path: place, contentType: 'application/yaml', body }, 'setup'));
  }
  cluster.runUntil(cluster.nowUs + PREPARATION_LIMIT_US);
  const pods = (cluster.read({ method: 'GET', path: '/api/v1/namespaces/golden/pods' }).body as ObjectList).items;
  const running = pods.filter((pod) => (pod as { status?: { phase?: string } }).status?.phase === 'Running');
  if (running.length < 4) throw new Error(`the prepared pods do not run: ${running.length} of ${pods.length}`);
  return cluster;
}

function compare(one: GoldenCase, answer: ApiResponse): GoldenResult {
  const sameStatus = answer.code === one.status;
  const ours = comparableBody(answer.raw === undefined ? answer.body : answer.raw.text);
  const differences = differencesOf(comparableBody(one.response), ours, '');
  if (one.warnings !== undefined) differences.push(...differencesOf(one.warnings, warningHeaders(answer.warnings ?? []), 'warnings'));
  if (answer.body !== undefined && answer.raw === undefined)
    differences.push(...orderDifferences(one.response, JSON.parse(objectText(answer.body)), 'body'));
  if (!sameStatus) differences.unshift(`status ${answer.code}, recorded ${one.status}`);
  return { id: one.id, resource: resourceOf(one.path), sameStatus, exact: differences.length === 0, differences };
}

/** Where two values differ, as `path: recorded … ours …`. */
export function differencesOf(recorded: unknown, ours: unknown, path: string): string[] {
  if (deepEqual(recorded, ours)) return [];
  if (isPlainObject(recorded) && isPlainObject(ours)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(ours)])];
    return keys.flatMap((key) => differencesOf(recorded[key], ours[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(recorded) && Array.isArray(ours) && recorded.length === ours.length)
    return recorded.flatMap((item, index) => differencesOf(item, ours[index], `${path}[${index}]`));
  return [`${path}: recorded ${JSON.stringify(recorded) ?? 'nothing'}\n  ours ${JSON.stringify(ours) ?? 'nothing'}`];
}

/** `deployments.apps/scale` for a path. */
function resourceOf(path: string): string {
  const parts = (path.split('?')[0] ?? '').split('/').filter((part) => part !== '');
  const group = parts[0] === 'apis' ? `.${parts[1]}` : '';
  const rest = parts.slice(parts[0] === 'apis' ? 3 : 2);
  const below = rest[0] === 'namespaces' && rest.length > 2 ? rest.slice(2) : rest;
  const subresource = below[2] === undefined ? '' : `/${below[2]}`;
  return `${below[0] ?? ''}${group}${subresource}`;
}
