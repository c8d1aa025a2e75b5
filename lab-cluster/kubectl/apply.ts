// Client-side apply and delete of manifests, as `kubectl apply -f` and `kubectl delete -f` do it: in order, going on after errors.
// Models staging/src/k8s.io/kubectl/pkg/cmd/apply. Knows only the KubeApi.
import type { KubeObject } from '../api/object.ts';
import { userAgentOf } from '../api/release.ts';
import type { ApiResponse } from '../api/request.ts';
import type { Status } from '../api/status.ts';
import { isFailure, type KubeApi } from './kube-api.ts';
import { missingAnnotationWarning, objectName, refusal, warning } from './kubectl-words.ts';
import { objectPath, collectionPath, type ObjectRef, type Resource, type RestMapper } from './resources.ts';
import { threeWayPatch } from './three-way-patch.ts';
import { isMap, type JsonMap, sortedJson, stringAt } from './values.ts';

export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const headers = { 'user-agent': userAgentOf('kubectl') };
const fieldManager = 'kubectl-client-side-apply';

export interface ApplyOptions {
  /** What the messages call the file. */
  readonly source: string;
  /** For namespaced objects that do not name one. */
  readonly namespace: string;
  /** Asks the server what would come of it (`--dry-run=server`); nothing is stored. */
  readonly dryRun?: boolean;
}

/** What came of one object; `lines` are printed as they are. */
export interface Outcome {
  readonly ok: boolean;
  readonly lines: readonly string[];
  readonly ref?: ObjectRef;
  readonly change: 'created' | 'configured' | 'unchanged' | 'deleted' | 'failed';
  /** The object as it was, where there was one. */
  readonly before?: KubeObject;
  /** The object as the server answered it. */
  readonly after?: KubeObject;
  /** With what the server refused. */
  readonly status?: Status;
}

interface Target {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly manifest: JsonMap;
}

/** A `kind: List` stands for its items. */
function flattenLists(manifests: readonly unknown[]): readonly unknown[] {
  return manifests.flatMap((manifest) => {
    if (!isMap(manifest) || !stringAt(manifest, 'kind')?.endsWith('List')) return [manifest];
    const { items } = manifest;
    if (Array.isArray(items)) return flattenLists(items);
    // A list without items stands for nothing.
    return manifest['kind'] === 'List' && (items === undefined || items === null) ? [] : [manifest];
  });
}

export async function applyManifests(
  api: KubeApi,
  mapper: RestMapper,
  manifests: readonly unknown[],
  options: ApplyOptions,
): Promise<readonly Outcome[]> {
  const outcomes = await forEachTarget(mapper, manifests, options, (target) => applyOne(api, target, options));
  return outcomes.length > 0 ? outcomes : [failed(['error: no objects passed to apply'])];
}

/** Deletes last first, as objects that came later may need those before them. */
export async function deleteManifests(
  api: KubeApi,
  mapper: RestMapper,
  manifests: readonly unknown[],
  options: ApplyOptions,
): Promise<readonly Outcome[]> {
  return forEachTarget(mapper, manifests, options, (target) => deleteOne(api, target, options));
}

async function forEachTarget(
  mapper: RestMapper,
  manifests: readonly unknown[],
  options: ApplyOptions,
  act: (target: Target) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const manifest of flattenLists(manifests)) {
    const target = await resolve(mapper, manifest, options);
    outcomes.push(typeof target === 'string' ? failed([target]) : await act(target));
  }
  return outcomes;
}

function failed(lines: readonly string[], ref?: ObjectRef, status?: Status): Outcome {
  return { ok: false, lines, change: 'failed', ...(ref && { ref }), ...(status && { status }) };
}

/** The query of a write. */
function writeQuery({ dryRun }: ApplyOptions): Readonly<Record<string, string>> {
  return { fieldManager, fieldValidation: 'Strict', ...(dryRun === true && { dryRun: 'All' }) };
}

/** What kubectl prints behind an object's name. */
function said(change: string, { dryRun }: ApplyOptions): string {
  return dryRun === true ? `${change} (server dry run)` : change;
}

function objectIn(response: ApiResponse): KubeObject {
  return response.body as KubeObject;
}

/** Where the object belongs, or what kubectl says when that cannot be told. */
async function resolve(mapper: RestMapper, manifest: unknown, options: ApplyOptions): Promise<Target | string> {
  const file = JSON.stringify(options.source);
  if (!isMap(manifest)) return `error: error parsing ${file}: a manifest must be a map of fields`;
  const apiVersion = stringAt(manifest, 'apiVersion');
  const kind = stringAt(manifest, 'kind');
  if (!kind) return `error: error validating ${file}: error validating data: kind not set`;
  if (!apiVersion) return `error: error validating ${file}: error validating data: apiVersion not set`;
  const metadata = isMap(manifest['metadata']) ? manifest['metadata'] : {};
  const name = stringAt(metadata, 'name') ?? '';
  const resource = await mapper.find(apiVersion, kind);
  const given = stringAt(metadata, 'namespace');
  if (resource === undefined) {
    return (
      `error: resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(given ?? '')} from ${file}: ` +
      `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`
    );
  }
  const generated = stringAt(metadata, 'generateName');
  if (name === '' && generated) return `error: from ${generated}: cannot use generate name with apply`;
  if (name === '') return `error: error when retrieving current configuration of: ${kind} from ${file}: resource name may not be empty`;
  const namespace = resource.namespaced ? (given ?? options.namespace) : undefined;
  return {
    resource,
    namespace,
    name,
    manifest: namespace === undefined ? manifest : { ...manifest, metadata: { ...metadata, namespace } },
  };
}

function refOf(target: Target): ObjectRef {
  const { namespace, name } = target;
  return { plural: target.resource.plural, name, ...(namespace !== undefined && { namespace }) };
}

/** The manifest with its own text in the annotation, from which the next apply learns what was asked for. */
function withLastApplied(manifest: JsonMap): JsonMap {
  const metadata = isMap(manifest['metadata']) ? manifest['metadata'] : {};
  const { [lastApplied]: _old, ...annotations } = isMap(metadata['annotations']) ? metadata['annotations'] : {};
  const bare = { ...manifest, metadata: { ...metadata, annotations } };
  return { ...manifest, metadata: { ...metadata, annotations: { ...annotations, [lastApplied]: `${sortedJson(bare)}\n` } } };
}

async function applyOne(api: KubeApi, target: Target, options: ApplyOptions): Promise<Outcome> {
  const { resource, namespace, name } = target;
  const path = objectPath(resource, namespace, name);
  const present = await api.request({ method: 'GET', path, headers });
  if (present.code === 404) return createOne(api, target, options);
  if (isFailure(present)) {
    return failed([refusal(present.body, 'retrieving current configuration of', options.source)], refOf(target), present.body);
  }
  return patchOne(api, target, objectIn(present), options);
}

async function createOne(api: KubeApi, target: Target, options: ApplyOptions): Promise<Outcome> {
  const { resource, namespace, name } = target;
  const response = await api.request({
    method: 'POST',
    path: collectionPath(resource, namespace),
    query: writeQuery(options),
    headers: { ...headers, 'content-type': 'application/json' },
    body: withLastApplied(target.manifest),
  });
  const warnings = (response.warnings ?? []).map(warning);
  if (isFailure(response)) return failed([...warnings, refusal(response.body, 'creating', options.source)], refOf(target), response.body);
  const lines = [...warnings, `${objectName(resource, name)} ${said('created', options)}`];
  return { ok: true, lines, ref: refOf(target), change: 'created', after: objectIn(response) };
}

async function patchOne(api: KubeApi, target: Target, live: KubeObject, options: ApplyOptions): Promise<Outcome> {
  const { resource, namespace, name } = target;
  const annotation = live.metadata.annotations?.[lastApplied];
  const lines = annotation === undefined ? [missingAnnotationWarning(resource, name)] : [];
  const patch = threeWayPatch(resource.kind, parsed(annotation), withLastApplied(target.manifest), live as unknown as JsonMap);
  if (Object.keys(patch).length === 0) {
    lines.push(`${objectName(resource, name)} ${said('unchanged', options)}`);
    return { ok: true, lines, ref: refOf(target), change: 'unchanged', before: live, after: live };
  }
  const response = await api.request({
    method: 'PATCH',
    path: objectPath(resource, namespace, name),
    query: writeQuery(options),
    headers: { ...headers, 'content-type': 'application/strategic-merge-patch+json' },
    body: patch,
  });
  lines.push(...(response.warnings ?? []).map(warning));
  if (isFailure(response))
    return failed([...lines, refusal(response.body, 'applying patch of', options.source)], refOf(target), response.body);
  lines.push(`${objectName(resource, name)} ${said('configured', options)}`);
  return { ok: true, lines, ref: refOf(target), change: 'configured', before: live, after: objectIn(response) };
}

function parsed(annotation: string | undefined): JsonMap {
  if (annotation === undefined) return {};
  try {
    const value: unknown = JSON.parse(annotation);
    return isMap(value) ? value : {};
  } catch {
    // Somebody wrote the annotation by hand; then nothing is known to have been applied.
    return {};
  }
}

async function deleteOne(api: KubeApi, target: Target, options: ApplyOptions): Promise<Outcome> {
  const { resource, namespace, name } = target;
  const response = await api.request({
    method: 'DELETE',
    path: objectPath(resource, namespace, name),
    headers: { ...headers, 'content-type': 'application/json' },
    body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' },
  });
  if (isFailure(response)) return failed([refusal(response.body, 'deleting', options.source)], refOf(target), response.body);
  const line = `${qualifiedKind(resource)} ${JSON.stringify(name)} deleted${namespace === undefined ? '' : ` from ${namespace} namespace`}`;
  return { ok: true, lines: [line], ref: refOf(target), change: 'deleted' };
}

function qualifiedKind(resource: Resource): string {
  const kind = resource.kind.toLowerCase();
  return resource.group === '' ? kind : `${kind}.${resource.group}`;
}
