// Lists and objects as other representations: the Table that `kubectl get` prints, or metadata alone.
// Models apiserver/pkg/endpoints/handlers/response.go and pkg/printers.
import { fieldOfColumn } from '../../api/facts/column-fields.ts';
import type { Kind } from '../../api/kind.ts';
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
  notAcceptable,
  notAcceptableBecause,
  notAcceptableStream,
  unroutable,
} from '../encoding/negotiation.ts';
import { prose } from '../openapi/prose.ts';
import { queryText } from './options.ts';

export type Representation =
  | { readonly as: 'object' }
  | { readonly as: 'table'; readonly version: string; readonly includeObject: string }
  | { readonly as: 'metadata'; readonly version: string };

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
  // Frames are written as JSON alone.
  if (expected?.shape === 'stream' && form.mediaType !== 'application/json') return { ok: false, status: notAcceptableStream() };
  return form.convert === undefined ? { ok: true, value: PLAIN } : representationOf(form.convert, request, expected);
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

/**
 * A bookmark, which is an object with nothing but a version.
 * Simplified: the cells of its row are empty, where upstream prints what it takes such an object for.
 */
export function representBookmark(kind: Kind, bookmark: KubeObject, form: Representation): KubeObject {
  const served = { ...bookmark, apiVersion: kind.apiVersion };
  if (form.as === 'object') return served;
  if (form.as === 'metadata') return metadataOf(served, form.version);
  const { resourceVersion } = bookmark.metadata;
  const row = {
    cells: kind.columns.map(({ type }) => (type === 'integer' ? 0 : type === 'boolean' ? false : '')),
    object: form.includeObject === 'None' ? null : form.includeObject === 'Object' ? served : metadataOf(served, form.version),
  };
  const apiVersion = `meta.k8s.io/${form.version}`;
  return { kind: 'Table', apiVersion, metadata: { resourceVersion }, columnDefinitions: null, rows: [row] } as unknown as KubeObject;
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
  const columnDefinitions = definitionsOf(kind);
  const rows = objects.map((object) => {
    const cells = kind.columns.map((column) => column.cell(object, nowUs));
    if (form.includeObject === 'None') return { cells, object: null };
    return { cells, object: form.includeObject === 'Object' ? asServed(kind, object) : metadataOf(object, form.version) };
  });
  return { kind: 'Table', apiVersion: `meta.k8s.io/${form.version}`, metadata, columnDefinitions, rows };
}

const definitions = new Map<Kind, readonly object[]>();

/** In upstream's words where those are the words of a field. They do not change, and tables are asked for again and again. */
function definitionsOf(kind: Kind): readonly object[] {
  let known = definitions.get(kind);
  if (known === undefined) {
    known = kind.columns.map(({ name, type, format, description, priority }) => {
      const field = fieldOfColumn(kind.resource, name);
      const words = field === undefined ? '' : prose(field);
      return { name, type, format: format ?? '', description: words === '' ? description : words, priority };
    });
    definitions.set(kind, known);
  }
  return known;
}
