// What the query of a request asks for, checked: list, create, update and delete options.
// Models apimachinery/pkg/apis/meta/v1/validation and internalversion/validation.
import { badRequest, invalidStatus } from '../../api/errors.ts';
import { forbidden, goQuote, notSupported, required } from '../../api/field-errors.ts';
import type { FieldError } from '../../api/field.ts';
import type { Kind } from '../../api/kind.ts';
import { parseLabelSelector } from '../../api/label-selector-text.ts';
import { type FieldRequirement, type Requirement, parseFieldSelector } from '../../api/selector.ts';
import type { ApiRequest } from '../../api/request.ts';
import type { Result, Status } from '../../api/status.ts';
import { checkManagerName } from '../fields/manager-name.ts';

type Query = ApiRequest['query'];

const NO_TEXTS: readonly string[] = [];
/** What options are of, when nobody says it. */
export const META_VERSION = 'meta.k8s.io/v1';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface WriteQuery {
  readonly dryRun: boolean;
  readonly fieldValidation: FieldValidation;
  /** Empty when the caller leaves it to the user agent. */
  readonly fieldManager: string;
  /** Of an apply: take fields from whoever owns them. */
  readonly force: boolean;
}

export interface ListQuery {
  readonly labels: readonly Requirement[];
  readonly fields: readonly FieldRequirement[];
  /** Undefined: the newest. 0: whatever is at hand. */
  readonly resourceVersion: number | undefined;
  readonly match: 'Exact' | 'NotOlderThan' | undefined;
  readonly limit: number;
  readonly continueToken: string;
  readonly timeoutSeconds: number | undefined;
  readonly bookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
}

/** Queries come from outside: whatever they hold, only text counts, and the first of several. Models Convert_Slice_string_To_string. */
export function queryText(query: Query, name: string): string {
  return queryTexts(query, name)[0] ?? '';
}

/** All that was given under a name, where a list is asked for. */
export function queryTexts(query: Query, name: string): readonly string[] {
  const value: unknown = query !== undefined && Object.hasOwn(query, name) ? query[name] : undefined;
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : NO_TEXTS;
}

type WriteOptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions';

/** What a query that is not there asks for: components write without one. */
const NOTHING_ASKED: WriteQuery = { dryRun: false, fieldValidation: 'Warn', fieldManager: '', force: false };

/** `isApply`: a patch that is a server-side apply, which has to say who applies. */
export function parseWriteQuery(query: Query, optionsKind: WriteOptionsKind, isApply = false): Result<WriteQuery> {
  if (query === undefined && !isApply) return { ok: true, value: NOTHING_ASKED };
  const fieldManager = queryText(query, 'fieldManager');
  const errors: FieldError[] = [];
  if (isApply && fieldManager === '') errors.push(required('fieldManager', 'is required for apply patch'));
  if (optionsKind === 'PatchOptions' && !isApply && hasQuery(query, 'force'))
    errors.push(forbidden('force', 'may not be specified for non-apply patch'));
  errors.push(...checkManagerName(fieldManager));
  const dryRun = queryTexts(query, 'dryRun');
  const fieldValidation = queryText(query, 'fieldValidation');
  if (dryRun.some((one) => one !== 'All')) errors.push(notSupported('dryRun', dryRun, ['All']));
  if (!['', 'Strict', 'Warn', 'Ignore'].includes(fieldValidation)) {
    errors.push(notSupported('fieldValidation', fieldValidation, ['', 'Ignore', 'Strict', 'Warn']));
  }
  if (errors.length > 0) return { ok: false, status: invalidOptions(optionsKind, errors) };
  const level = fieldValidation === '' ? 'Warn' : (fieldValidation as FieldValidation);
  return { ok: true, value: { dryRun: dryRun.length > 0, fieldValidation: level, fieldManager, force: isSet(query, 'force') } };
}

/** What a list, a watch or a deletecollection asks for. Errors come in upstream's order: syntax, rules, labels, versions. */
export function parseListQuery(kind: Kind, query: Query, watch: boolean): Result<ListQuery> {
  // Numbers are read on the way to a version's options, selectors on the way from there.
  const timeout = wholeNumber(query, 'timeoutSeconds');
  if (!timeout.ok) return timeout;
  const limit = wholeNumber(query, 'limit');
  if (!limit.ok) return limit;
  const labels = parseLabelSelector(queryText(query, 'labelSelector'));
  if (!labels.ok) return { ok: false, status: badRequest(labels.problem) };
  const fields = parseFieldSelector(queryText(query, 'fieldSelector'));
  if (!fields.ok) return { ok: false, status: badRequest(fields.problem) };
  const errors = watch ? checkWatchQuery(query) : checkListQuery(query);
  if (errors.length > 0) return { ok: false, status: invalidOptions('ListOptions', errors) };
  const unknown = fields.value.find((requirement) => !isSelectable(kind, requirement.field));
  if (unknown !== undefined) return { ok: false, status: badRequest(unknownField(kind, unknown.field)) };
  const version = parseVersion(queryText(query, 'resourceVersion'));
  if (!version.ok)
    return { ok: false, status: watch ? versionFailure(version.problem) : badRequest(`invalid resource version: ${version.problem}`) };
  const value: ListQuery = {
    labels: labels.value,
    fields: fields.value,
    resourceVersion: version.value,
    match: (queryText(query, 'resourceVersionMatch') as ListQuery['match'] | '' | undefined) || undefined,
    limit: Math.max(0, limit.value ?? 0),
    continueToken: queryText(query, 'continue'),
    timeoutSeconds: timeout.value !== undefined && timeout.value > 0 ? Math.min(timeout.value, 1e9) : undefined,
    bookmarks: isSet(query, 'allowWatchBookmarks'),
    sendInitialEvents: hasQuery(query, 'sendInitialEvents') ? isSet(query, 'sendInitialEvents') : undefined,
  };
  return { ok: true, value };
}

/** A get knows but one option. */
export function parseGetVersion(query: Query): Result<number | undefined> {
  const version = parseVersion(queryText(query, 'resourceVersion'));
  return version.ok ? version : { ok: false, status: versionFailure(version.problem) };
}

export function invalidOptions(optionsKind: string, errors: readonly FieldError[]): Status {
  return invalidStatus({ group: 'meta.k8s.io', kind: optionsKind }, '', errors);
}

export function hasQuery(query: Query, name: string): boolean {
  return queryTexts(query, name).length > 0;
}

/** A switch that is named is on, unless it says otherwise. Models Convert_Slice_string_To_bool. */
export function isSet(query: Query, name: string): boolean {
  if (!hasQuery(query, name)) return false;
  const text = queryText(query, name);
  return text !== '0' && text.toLowerCase() !== 'false';
}

export function wholeNumber(query: Query, name: string): Result<number | undefined> {
  if (!hasQuery(query, name)) return { ok: true, value: undefined };
  const text = queryText(query, name);
  const problem = !/^[-+]?\d+$/.test(text)
    ? 'invalid syntax'
    : BigInt(text) !== BigInt.asIntN(64, BigInt(text))
      ? 'value out of range'
      : '';
  if (problem === '') return { ok: true, value: Number(text) };
  return { ok: false, status: badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: ${problem}`) };
}

const MATCH = 'resourceVersionMatch';
const NOT_OLDER = 'NotOlderThan';

function checkListQuery(query: Query): readonly FieldError[] {
  const match = queryText(query, MATCH);
  const version = queryText(query, 'resourceVersion');
  const errors: FieldError[] = [];
  if (match !== '') {
    if (version === '') errors.push(forbidden(MATCH, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    if (queryText(query, 'continue') !== '') errors.push(forbidden(MATCH, 'resourceVersionMatch is forbidden when continue is provided'));
    if (match !== 'Exact' && match !== NOT_OLDER) errors.push(notSupported(MATCH, match, ['Exact', NOT_OLDER, '']));
    if (match === 'Exact' && version === '0') {
      errors.push(forbidden(MATCH, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
    }
  }
  if (hasQuery(query, 'sendInitialEvents')) errors.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors;
}

function checkWatchQuery(query: Query): readonly FieldError[] {
  const match = queryText(query, MATCH);
  const initial = hasQuery(query, 'sendInitialEvents');
  const errors: FieldError[] = [];
  if (initial && match !== NOT_OLDER) {
    errors.push(forbidden(MATCH, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  }
  if (match === '') return errors;
  if (!initial) errors.push(forbidden(MATCH, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
  if (match !== NOT_OLDER) errors.push(notSupported(MATCH, match, [NOT_OLDER]));
  if (queryText(query, 'continue') !== '') errors.push(forbidden(MATCH, 'resourceVersionMatch is forbidden when continue is provided'));
  return errors;
}

function parseVersion(
  text: string,
): { readonly ok: true; readonly value: number | undefined } | { readonly ok: false; readonly problem: string } {
  if (text === '') return { ok: true, value: undefined };
  const why = !/^\d+$/.test(text) ? 'invalid syntax' : BigInt(text) !== BigInt.asUintN(64, BigInt(text)) ? 'value out of range' : '';
  if (why === '') return { ok: true, value: Number(text) };
  return { ok: false, problem: `resourceVersion: Invalid value: ${goQuote(text)}: strconv.ParseUint: parsing ${goQuote(text)}: ${why}` };
}

/** Reading one from a version that is no number is an error of the server upstream, not of the caller. */
function versionFailure(message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 };
}

function isSelectable(kind: Kind, field: string): boolean {
  return isMetadataField(kind, field) || selectableNames(kind).has(field);
}

/** Cluster-wide kinds with fields of their own know no namespace. */
function isMetadataField(kind: Kind, field: string): boolean {
  if (field === 'metadata.name') return true;
  return field === 'metadata.namespace' && (kind.namespaced || kind.selectableFields === undefined);
}

const selectable = new Map<Kind, ReadonlySet<string>>();

/** A kind declares its fields by a function of an object, which does not mind an empty one. */
function selectableNames(kind: Kind): ReadonlySet<string> {
  let names = selectable.get(kind);
  if (names === undefined) {
    const blank = { apiVersion: kind.apiVersion, kind: kind.kind, metadata: {}, spec: {}, status: {}, involvedObject: {} };
    names = new Set(Object.keys(kind.selectableFields?.(blank as never) ?? {}));
    selectable.set(kind, names);
  }
  return names;
}

/** Kinds that register a conversion of field labels say it one way, all others the other. */
function unknownField(kind: Kind, field: string): string {
  if (kind.kind === 'Job') return `field label ${goQuote(field)} not supported for Job`;
  if (kind.selectableFields === undefined)
    return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
  return `field label not supported: ${field}`;
}
