// Holds the kinds against what a real API server answered: creates of our kinds, refusals word for word, accepted objects
// field by field. Reads ORACLE_DIR; where that is absent the comparison is skipped, visibly.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { deepEqual } from './equal.ts';
import { cannotDecode, invalidStatus } from './errors.ts';
import type { Kind } from './kind.ts';
import type { KubeObject } from './object.ts';
import { kinds } from './registry.ts';
import type { Status } from './status.ts';
import { admitShape, judgeCreate } from './validation.ts';

const folder = process.env['ORACLE_DIR'] ?? '../shared/oracle';
const golden = join(folder, 'golden');

interface Case {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly status: number;
}

/** What only a running server can say: state, URLs, admission, the text of the body, address ranges. */
const NEEDS_A_SERVER = [
  /^bad-yaml-(?!empty)/,
  /^bad-json-(trailing|truncated|duplicate)/,
  /^bad-deploy-(extensions|v1$|kind-mismatch|no-kind|wrong-namespace|with-resourceversion)/,
  /^bad-(upd-create-exists|ns-exists|pod-priorityclass-missing|pod-runtimeclass-missing)/,
  /^ex-arch-openshift-origin-etcd/,
  /^ex-hack-testdata-(invalid-deployment-unknown|kubernetes-service|multi-resource-1-2|service-revision2)/,
  // The labels of a Job carry its uid.
  /^(bad-job-(manual-selector|indexed-no-completions)|ok-job)/,
  /^real-/,
];

describe.skipIf(!existsSync(golden))('creates, held against a real API server', () => {
  const cases = existsSync(golden) ? (JSON.parse(readFileSync(join(golden, 'index.json'), 'utf8')) as Case[]).filter(isOurs) : [];

  it('finds the recorded cases', () => {
    expect(cases.length).toBeGreaterThan(150);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, one) => {
    const recorded = JSON.parse(readFileSync(join(golden, `${one.id}.response.json`), 'utf8')) as { normalised: Record<string, unknown> };
    const answer = create(one);
    if (one.status >= 300) {
      expect(answer).toEqual(recorded.normalised);
    } else {
      expect(withoutServersPart(answer)).toEqual(withoutServersPart(recorded.normalised as unknown as KubeObject));
    }
  });
});

function kindOfPath(path: string): Kind | undefined {
  const plain = path.split('?')[0] ?? '';
  return kinds.find((kind) => plain.startsWith(`${kind.basePath}/`) && plain.endsWith(`/${kind.plural}`));
}

function isOurs(one: Case): boolean {
  if (one.status === 404) return false;
  return one.method === 'POST' && kindOfPath(one.path) !== undefined && !NEEDS_A_SERVER.some((pattern) => pattern.test(one.id));
}

/** Upstream's BeforeCreate without a server: decode, default, prepare, validate. */
function create(one: Case): Status | KubeObject {
  const kind = kindOfPath(one.path) as Kind;
  const text = readFileSync(join(golden, `${one.id}.yaml`), 'utf8');
  const [document] = parseAllDocuments(text, { version: '1.1', merge: true });
  const value = (document === undefined ? {} : (document.toJS() ?? {})) as Record<string, unknown>;
  const namespace = /\/namespaces\/([^/]+)\//.exec(one.path)?.[1];
  const shaped = admitShape(kind, { ...value, apiVersion: kind.apiVersion, kind: kind.kind });
  if (!shaped.ok) return shaped.status;
  if (shaped.value.unknown.length > 0) return cannotDecode(kind, `strict decoding error: ${shaped.value.unknown.join(', ')}`);
  const { object } = shaped.value;
  const draft = object as unknown as { metadata: Record<string, unknown> };
  draft.metadata ??= {};
  if (kind.namespaced) draft.metadata['namespace'] = namespace;
  else delete draft.metadata['namespace'];
  const { errors } = judgeCreate(kind, object);
  return errors.length > 0 ? invalidStatus(kind, object.metadata.name ?? '', errors) : object;
}

/** Without what admission, allocators and storage add. */
function withoutServersPart(object: unknown): unknown {
  const copy = structuredClone(object) as {
    kind: string;
    metadata: Record<string, unknown>;
    spec?: Record<string, unknown>;
    metadataSpec?: unknown;
    status?: Record<string, unknown>;
  };
  for (const field of ['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'selfLink']) delete copy.metadata[field];
  // Admission protects volumes and claims in use.
  if (copy.kind.startsWith('PersistentVolume')) delete copy.metadata['finalizers'];
  delete copy.status?.['lastPhaseTransitionTime'];
  if (copy.kind === 'Pod') stripPod(copy.spec ?? {});
  if (copy.kind === 'Service')
    for (const field of ['clusterIP', 'clusterIPs', 'healthCheckNodePort'])
      if (copy.spec?.['clusterIP'] !== 'None') delete copy.spec?.[field];
  if (copy.kind === 'Service') for (const port of (copy.spec?.['ports'] ?? []) as Record<string, unknown>[]) delete port['nodePort'];
  return copy;
}

function stripPod(spec: Record<string, unknown>): void {
  const isToken = (one: { name?: unknown }) => String(one.name).startsWith('kube-api-access-');
  const without = (owner: Record<string, unknown>, field: string, drop: (one: { name?: unknown }) => boolean) => {
    if (!Array.isArray(owner[field])) return;
    const rest = (owner[field] as { name?: unknown }[]).filter((one) => !drop(one));
    if (rest.length === 0) delete owner[field];
    else owner[field] = rest;
  };
  without(spec, 'volumes', isToken);
  for (const list of ['containers', 'initContainers'])
    for (const one of (spec[list] ?? []) as Record<string, unknown>[]) without(one, 'volumeMounts', isToken);
  const added = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }));
  without(spec, 'tolerations', (one) => added.some((toleration) => deepEqual(toleration, one)));
  for (const field of ['priority', 'preemptionPolicy']) delete spec[field];
  if (spec['serviceAccountName'] === 'default') for (const field of ['serviceAccountName', 'serviceAccount']) delete spec[field];
}
