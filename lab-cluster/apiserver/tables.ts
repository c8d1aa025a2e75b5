// Lists and objects as other representations: the Table that `kubectl get` prints, or metadata alone.
// Models apiserver/pkg/endpoints/handlers/response.go and pkg/printers.
import type { Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/object.ts';
import type { ApiRequest, ObjectList } from '../api/request.ts';
import type { Result, Status } from '../api/status.ts';
import { asServed } from '../api/versions.ts';
import type { Micros } from '../sim/sim.ts';
import { queryText } from './options.ts';

export type Representation =
  | { readonly as: 'object' }
  | { readonly as: 'table'; readonly version: string; readonly includeObject: string }
  | { readonly as: 'metadata'; readonly version: string };

const PLAIN: Representation = { as: 'object' };
const SERVED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** The first form in `Accept` that can be had. */
export function negotiate(request: ApiRequest): Result<Representation> {
  const accept: unknown = request.headers?.['accept'];
  if (typeof accept !== 'string' || accept === '') return { ok: true, value: PLAIN };
  for (const clause of accept.split(',')) {
    const [type, ...parameters] = clause.split(';').map((part) => part.trim());
    if (!['application/json', 'application/*', '*/*', 'application/yaml'].includes(type ?? '')) continue;
    const parameter = (name: string): string => parameters.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
    const as = parameter('as');
    const version = parameter('v');
    if (as === '') return { ok: true, value: PLAIN };
    if (parameter('g') !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) continue;
    if (as === 'Table') return { ok: true, value: { as: 'table', version, includeObject: queryText(request.query, 'includeObject') } };
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return { ok: true, value: { as: 'metadata', version } };
  }
  return { ok: false, status: notAcceptable() };
}

/** The negotiation answers in words of its own. */
function notAcceptable(): Status {
  const message = `406: Not Acceptable\n\nAvailable representations: ${SERVED.join(', ')}`;
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'NotAcceptable', details: {}, code: 406 };
}

/** One object as the representation has it. */
export function representObject(kind: Kind, object: KubeObject, form: Representation, nowUs: Micros): KubeObject {
  if (form.as === 'object') return asServed(kind, object);
  if (form.as === 'metadata') return metadataOf(object, form.version);
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  return tableOf(kind, [object], metadata, form, nowUs) as unknown as KubeObject;
}

export function representList(kind: Kind, list: ObjectList, form: Representation, nowUs: Micros): ObjectList {
  if (form.as === 'object')
    return kind.storedAs === undefined ? list : { ...list, items: list.items.map((object) => asServed(kind, object)) };
  if (form.as === 'table') return tableOf(kind, list.items, list.metadata, form, nowUs) as unknown as ObjectList;
  const items = list.items.map((object) => metadataOf(object, form.version));
  return { kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${form.version}`, metadata: list.metadata, items };
}

function metadataOf(object: KubeObject, version: string): KubeObject {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata };
}

function tableOf(
  kind: Kind,
  objects: readonly KubeObject[],
  metadata: object,
  form: Representation & { as: 'table' },
  nowUs: Micros,
): object {
  const columnDefinitions = kind.columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format: format ?? '',
    description,
    priority,
  }));
  const rows = objects.map((object) => {
    const cells = kind.columns.map((column) => column.cell(object, nowUs));
    if (form.includeObject === 'None') return { cells };
    return { cells, object: form.includeObject === 'Object' ? asServed(kind, object) : metadataOf(object, form.version) };
  });
  return { kind: 'Table', apiVersion: `meta.k8s.io/${form.version}`, metadata, columnDefinitions, rows };
}
