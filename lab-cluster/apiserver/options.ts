// What the query of a request asks for, checked: list, create, update and delete options.
// Models apimachinery/pkg/apis/meta/v1/validation and internalversion/validation.
import { badRequest, invalidStatus } from '../api/errors.ts';
import { forbidden, notSupported, required } from '../api/field-errors.ts';
import type { FieldError } from '../api/field.ts';
import type { Kind } from '../api/kind.ts';
import { type FieldRequirement, type Requirement, parseFieldSelector, parseLabelSelector } from '../api/selector.ts';
import type { Result, Status } from '../api/status.ts';
import { checkManagerName } from './fields/manager-name.ts';

type Query = Readonly<Record<string, string>> | undefined;

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

/** Queries come from outside: whatever they hold, only text counts. */
export function queryText(query: Query, name: string): string {
  const value: unknown = query?.[name];
  return typeof value === 'string' ? value : '';
}

type WriteOptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions';

/** `isApply`: a patch that is a server-side apply, which has to say who applies. */
export function parseWriteQuery(query: Query, optionsKind: WriteOptionsKind, isApply = false): Result<WriteQuery> {
  const fieldManager = queryText(query, 'fieldManager');
  const force = queryText(query, 'force');
  const errors: FieldError[] = [];
  if (isApply && fieldManager === '') errors.push(required('fieldManager', 'is required for apply patch'));
  if (optionsKind === 'PatchOptions' && !isApply && force !== '')
    errors.push(forbidden('force', 'may not be specified for non-apply patch'));
  errors.push(...checkManagerName(fieldManager));
  const dryRun = queryText(query, 'dryRun');
  const fieldValidation = queryText(query, 'fieldValidation');
  if (dryRun !== '' && dryRun !== 'All') errors.push(notSupported('dryRun', [dryRun], ['All']));
  if (!['', 'Strict', 'Warn', 'Ignore'].includes(fieldValidation)) {
    errors.push(notSupported('fieldValidation', fieldValidation, ['', 'Ignore', 'Strict', 'Warn']));
  }
  if (errors.length > 0) return { ok: false, status: invalidOptions(optionsKind, errors) };
  const level = fieldValidation === '' ? 'Warn' : (fieldValidation as FieldValidation);
  const forced = force !== '' && force !== 'false' && force !== '0';
  return { ok: true, value: { dryRun: dryRun === 'All', fieldValidation: level, fieldManager, force: forced } };
}

export function parseListQuery(kind: Kind, query: Query, watch: boolean): Result<ListQuery> {
  const labels = parseLabelSelector(queryText(query, 'labelSelector'));
  if (!labels.ok) return { ok: false, status: badRequest(labels.problem) };
  const fields = parseFieldSelector(queryText(query, 'fieldSelector'));
  if (!fields.ok) return { ok: false, status: badRequest(fields.problem) };
  const unknown = fields.value.find((requirement) => !isSelectable(kind, requirement.field));
  if (unknown !== undefined) return { ok: false, status: badRequest(unknownField(kind, unknown.field)) };
  const limitText = queryText(query, 'limit');
  if (limitText !== '' && !/^[-+]?\d+$/.test(limitText)) {
    return { ok: false, status: badRequest(`strconv.ParseInt: parsing ${JSON.stringify(limitText)}: invalid syntax`) };
  }
  const version = parseVersion(queryText(query, 'resourceVersion'), watch);
  if (!version.ok) return version;
  const timeout = Number(queryText(query, 'timeoutSeconds'));
  const sendInitialEvents = queryText(query, 'sendInitialEvents');
  const value: ListQuery = {
    labels: labels.value,
    fields: fields.value,
    resourceVersion: version.value,
    match: queryText(query, 'resourceVersionMatch') as 'Exact' | 'NotOlderThan' | undefined,
    limit: Math.max(0, Number(limitText)),
    continueToken: queryText(query, 'continue'),
    timeoutSeconds: Number.isFinite(timeout) && timeout > 0 ? Math.min(timeout, 1e9) : undefined,
    bookmarks: isTrue(queryText(query, 'allowWatchBookmarks')),
    sendInitialEvents: sendInitialEvents === '' ? undefined : isTrue(sendInitialEvents),
  };
  const errors = checkListQuery(value, watch);
  return errors.length === 0 ? { ok: true, value } : { ok: false, status: invalidOptions('ListOptions', errors) };
}

export function invalidOptions(optionsKind: string, errors: readonly FieldError[]): Status {
  return invalidStatus({ group: 'meta.k8s.io', kind: optionsKind }, '', errors);
}

function isTrue(text: string): boolean {
  return text === 'true' || text === '1';
}

function checkListQuery(query: ListQuery, watch: boolean): readonly FieldError[] {
  const { match, resourceVersion, sendInitialEvents } = query;
  const at = 'resourceVersionMatch';
  if (watch && sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    return [forbidden(at, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')];
  }
  if (!watch && sendInitialEvents !== undefined) return [forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list')];
  const text = match as string | undefined;
  if (text === undefined || text === '') return [];
  if (watch && sendInitialEvents === undefined)
    return [forbidden(at, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')];
  if (!watch && resourceVersion === undefined)
    return [forbidden(at, 'resourceVersionMatch is forbidden unless resourceVersion is provided')];
  if (text !== 'Exact' && text !== 'NotOlderThan') return [notSupported(at, text, ['Exact', 'NotOlderThan', ''])];
  if (text === 'Exact' && resourceVersion === 0)
    return [forbidden(at, 'resourceVersionMatch "Exact" is forbidden for resourceVersion "0"')];
  return [];
}

/** A watch from a version that is no number is an error of the server upstream, not of the caller. */
function parseVersion(text: string, watch: boolean): Result<number | undefined> {
  if (text === '') return { ok: true, value: undefined };
  if (/^\d{1,15}$/.test(text)) return { ok: true, value: Number(text) };
  const problem = `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  if (!watch) return { ok: false, status: badRequest(`invalid resource version: ${problem}`) };
  return { ok: false, status: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: problem, code: 500 } };
}

function isSelectable(kind: Kind, field: string): boolean {
  return field === 'metadata.name' || field === 'metadata.namespace' || selectableNames(kind).has(field);
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
  if (kind.selectableFields === undefined)
    return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
  return `field label not supported: ${field}`;
}
