// Lists and objects as other representations: the Table that `kubectl get` prints, or metadata alone.
// Models apiserver/pkg/endpoints/handlers/response.go and pkg/printers.
import { fieldOfColumn } from '../../api/facts/column-fields.ts';
import type { Kind, RowCondition } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ApiRequest, ObjectList } from '../../api/request.ts';
import { badRequest } from '../../api/errors.ts';
import type { Result } from '../../api/status.ts';
import { asServed, internalTypeName } from '../../api/versions.ts';
import type { Micros } from '../../sim/sim.ts';
import {
  chooseServedForm,
  type Conversion,
  headerOf,
  type MediaType,
  notAcceptable,
  notAcceptableBecause,
  notAcceptableStream,
  PROTOBUF,
  unroutable,
} from '../encoding/negotiation.ts';
import { isInProtobuf } from '../protobuf/encode-protobuf.ts';
import { prose } from '../openapi/prose.ts';
import { queryText } from './options.ts';

export type Representation = { readonly as: 'object' } | AsTable | { readonly as: 'metadata'; readonly version: string };

interface AsTable {
  readonly as: 'table';
  readonly version: string;
  readonly includeObject: string;
}

const PLAIN: Representation = { as: 'object' };
const INCLUDED = ['', 'None', 'Metadata', 'Object'];

/** What the answer will be: some conversions make sense for one object only, others for lists only. */
export interface Expected {
  readonly kind: Kind;
  readonly shape: 'object' | 'list' | 'stream';
}

/** The first form in `Accept` that can be had. */
export function negotiate(request: ApiRequest, expected?: Expected): Result<Representation> {
  const accept = headerOf(request, 'accept');
  if (accept === '') return { ok: true, value: PLAIN };
  const refused = unroutable(accept, expected?.shape === 'list' || expected?.shape === 'stream');
  if (refused !== undefined) return { ok: false, status: refused };
  const form = chooseServedForm(accept, allowsConversion);
  if (form === undefined) return { ok: false, status: notAcceptable() };
  if (expected?.shape === 'stream' && !isFramed(form.mediaType, expected.kind)) return { ok: false, status: notAcceptableStream() };
  return form.convert === undefined ? { ok: true, value: PLAIN } : representationOf(form.convert, request, expected);
}

/** YAML has no frames. */
function isFramed(mediaType: MediaType, kind: Kind): boolean {
  return mediaType === 'application/json' || (mediaType === PROTOBUF && isInProtobuf(kind));
}

/** Whether the frames of a watch that was let in are protobuf. */
export function wantsProtobuf(request: ApiRequest): boolean {
  const accept = headerOf(request, 'accept');
  return accept !== '' && chooseServedForm(accept, allowsConversion)?.mediaType === PROTOBUF;
}

/** Models RequestScope.AllowsMediaTypeTransform. */
function allowsConversion(convert: Conversion | undefined): boolean {
  if (convert === undefined) return true;
  if (convert.group !== 'meta.k8s.io' || (convert.version !== 'v1' && convert.version !== 'v1beta1')) return false;
  return ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'].includes(convert.kind);
}

function representationOf({ kind, version }: Conversion, request: ApiRequest, expected: Expected | undefined): Result<Representation> {
  if (kind === 'Table') {
    const includeObject = queryText(request.query, 'includeObject');
    if (INCLUDED.includes(includeObject)) return { ok: true, value: { as: 'table', version, includeObject } };
    const why = `includeObject: Invalid value: ${JSON.stringify(includeObject)}: must be 'Metadata', 'Object', 'None', or empty`;
    return { ok: false, status: badRequest(`Unable to convert to Table as requested: ${why}`) };
  }
  if (expected?.shape === 'list' && kind === 'PartialObjectMetadata') {
    const why = `you requested PartialObjectMetadata, but the requested object is a list (*${internalTypeName(expected.kind)}List)`;
    return { ok: false, status: notAcceptableBecause(why) };
  }
  if (expected?.shape === 'object' && kind === 'PartialObjectMetadataList') {
    const why = `you requested PartialObjectMetadataList, but the requested object is not a list (*${internalTypeName(expected.kind)})`;
    return { ok: false, status: notAcceptableBecause(why) };
  }
  return { ok: true, value: { as: 'metadata', version } };
}

/** One object as the representation has it. */
export function representObject(kind: Kind, object: KubeObject, form: Representation, nowUs: Micros): KubeObject {
  if (form.as === 'object') return asServed(kind, object);
  if (form.as === 'metadata') return metadataOf(object, form.version);
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  return tableOf(kind, [object], metadata, form, nowUs) as unknown as KubeObject;
}

/** A bookmark is an object with nothing but a version, and in a table printed like any other. */
export function representBookmark(kind: Kind, bookmark: KubeObject, form: Representation, nowUs: Micros): KubeObject {
  const served = { ...bookmark, apiVersion: kind.apiVersion };
  if (form.as !== 'table') return form.as === 'object' ? served : metadataOf(served, form.version);
  const { cells } = rowOf(kind, { ...NOTHING, ...bookmark, metadata: { ...bookmark.metadata, name: '' } }, form, nowUs);
  const { resourceVersion } = bookmark.metadata;
  return tableWith(kind, [{ cells, object: broughtAlong(kind, served, form) }], { resourceVersion }, form) as unknown as KubeObject;
}

/** What Go has in an object even where nothing was written into it, as far as columns ask for it. */
const POD_TEMPLATE = { spec: { containers: [] } };
const NAMED = { kind: '', name: '' };
const NOTHING = {
  spec: {
    ...{ template: POD_TEMPLATE, jobTemplate: { spec: { template: POD_TEMPLATE } }, scaleTargetRef: NAMED, maxReplicas: 0 },
    ...{ schedule: '', type: '', attacher: '', nodeName: '', controller: '' },
  },
  status: {
    ...{ phase: '', replicas: 0, disruptionsAllowed: 0, attached: false },
    ...{ desiredNumberScheduled: 0, currentNumberScheduled: 0, numberReady: 0 },
  },
  ...{ template: POD_TEMPLATE, roleRef: NAMED, involvedObject: {}, revision: 0, addressType: '' },
};

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

function tableOf(kind: Kind, objects: readonly KubeObject[], metadata: object, form: AsTable, nowUs: Micros): object {
  const inOrder = kind.rowOrder === undefined ? objects : [...objects].sort(kind.rowOrder);
  return tableWith(
    kind,
    inOrder.map((object) => rowOf(kind, object, form, nowUs)),
    metadata,
    form,
  );
}

function tableWith(kind: Kind, rows: readonly Row[], metadata: object, form: AsTable): object {
  return { kind: 'Table', apiVersion: `meta.k8s.io/${form.version}`, metadata, columnDefinitions: definitionsOf(kind), rows };
}

interface Row {
  readonly cells: readonly (string | number | boolean)[];
  readonly conditions?: readonly RowCondition[];
  readonly object: KubeObject | null;
}

function rowOf(kind: Kind, object: KubeObject, form: AsTable, nowUs: Micros): Row {
  const cells = kind.columns.map((column) => column.cell(object, nowUs));
  const conditions = kind.rowConditions?.(object) ?? [];
  return { cells, ...(conditions.length === 0 ? {} : { conditions }), object: broughtAlong(kind, object, form) };
}

function broughtAlong(kind: Kind, object: KubeObject, form: AsTable): KubeObject | null {
  if (form.includeObject === 'None') return null;
  return form.includeObject === 'Object' ? asServed(kind, object) : metadataOf(object, form.version);
}

const definitions = new Map<Kind, readonly object[]>();

/** In upstream's words where those are the words of a field. They do not change, and tables are asked for again and again. */
function definitionsOf(kind: Kind): readonly object[] {
  let known = definitions.get(kind);
  if (known === undefined) {
    const headed = kind.columns.filter(({ name }) => name !== '');
    known = headed.map(({ name, type, format, description, priority }) => {
      const field = fieldOfColumn(kind.resource, name);
      const words = field === undefined ? '' : prose(field);
      return { name, type, format: format ?? '', description: words === '' ? description : words, priority };
    });
    definitions.set(kind, known);
  }
  return known;
}
