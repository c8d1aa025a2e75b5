// JSON patch (RFC 6902) on a private copy, with upstream's answers to patches that cannot be applied.
import { applyPatch, type Operation, Pointer } from 'rfc6902';
import { cloneValue } from '../../api/equal.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import type { Result, Status } from '../../api/status.ts';
import { jsonTypeName } from '../encoding/json-value.ts';

/** Models maxJSONPatchOperations. */
const MAX_OPERATIONS = 10_000;
/** Models JSONPatchMaxCopyBytes. */
const MAX_COPIED_BYTES = 3 * 1024 * 1024;
const OPERATIONS = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

const FIELDS: readonly string[] = ['op', 'path', 'from', 'value'];

/** Why a value is no list of operations, in the words of the reader that looks first: the strict one, if one was asked for. */
export function operationsProblem(patch: unknown, isStrict: boolean): string | undefined {
  const into = (value: unknown, type: string): string => `json: cannot unmarshal ${jsonTypeName(value)} into Go value of type ${type}`;
  if (!Array.isArray(patch)) return patch === null ? undefined : into(patch, isStrict ? '[]handlers.jsonPatchOp' : 'jsonpatch.Patch');
  const other = patch.find((operation) => !isPlainObject(operation) && operation !== null);
  if (other !== undefined) return into(other, isStrict ? 'handlers.jsonPatchOp' : 'jsonpatch.Operation');
  if (!isStrict) return undefined;
  for (const operation of patch as Readonly<Record<string, unknown>>[]) {
    const wrong = ['op', 'path', 'from'].find((field) => typeof (operation?.[field] ?? '') !== 'string');
    if (wrong !== undefined)
      return `json: cannot unmarshal ${jsonTypeName(operation[wrong])} into Go struct field jsonPatchOp.${wrong} of type string`;
  }
  return undefined;
}

export function unknownOperationFields(patch: unknown): readonly string[] {
  return ((patch ?? []) as readonly unknown[]).flatMap((operation, index) =>
    Object.keys(operation ?? {})
      .filter((field) => !FIELDS.includes(field))
      .map((field) => `unknown field "[${index}].${field}"`),
  );
}

/** `patch` is a list of operations, or nothing. */
export function jsonPatch(target: unknown, patch: unknown): Result<unknown> {
  if (!Array.isArray(patch)) return { ok: true, value: target };
  if (patch.length > MAX_OPERATIONS) return { ok: false, status: tooManyOperations(patch.length) };
  if (!patch.every(isOperation)) return { ok: false, status: rejected() };
  const copy = privateCopy(target);
  let copiedBytes = 0;
  for (const written of cloneValue(patch) as Operation[]) {
    const operation = fromTheEnd(copy, written);
    if (operation.op === 'copy') {
      copiedBytes += sizeAt(copy, operation.from);
      if (copiedBytes > MAX_COPIED_BYTES) return { ok: false, status: copiesTooMuch(copiedBytes) };
    }
    if (operation.op === 'test' && isAbsent(copy, operation)) continue;
    if (applyPatch(copy, [operation])[0] !== null) return { ok: false, status: rejected() };
  }
  return { ok: true, value: copy };
}

/** What is not there passes a test for null, if only the place is there that it would be in. */
function isAbsent(document: unknown, { path, value }: { readonly path: string; readonly value?: unknown }): boolean {
  if ((value ?? null) !== null || path === '') return false;
  const parent: unknown = Pointer.fromJSON(path.slice(0, path.lastIndexOf('/'))).get(document);
  return isPlainObject(parent) && Pointer.fromJSON(path).get(document) === undefined;
}

const NEGATIVE = /\/-\d+(?=\/|$)/;

/** Places in lists may be counted from the end: -1 is the last, and where something is added, the place behind it. */
function fromTheEnd(document: unknown, operation: Operation): Operation {
  const counted = (path: string, extra: number): string => {
    let rest = path;
    for (let found = NEGATIVE.exec(rest); found !== null; found = NEGATIVE.exec(rest)) {
      const list: unknown = Pointer.fromJSON(rest.slice(0, found.index)).get(document);
      const behind = rest.slice(found.index + found[0].length);
      const place = Array.isArray(list) ? list.length + (behind === '' ? extra : 0) + Number(found[0].slice(1)) : -1;
      if (place < 0) return path;
      rest = `${rest.slice(0, found.index)}/${place}${behind}`;
    }
    return rest;
  };
  const adds = operation.op === 'add' || operation.op === 'copy' || operation.op === 'move';
  if (NEGATIVE.test(operation.path)) operation.path = counted(operation.path, adds ? 1 : 0);
  if ('from' in operation && NEGATIVE.test(operation.from)) operation.from = counted(operation.from, 0);
  return operation;
}

/** A few copies of copies would be larger than any memory. */
function sizeAt(document: unknown, from: string): number {
  return (JSON.stringify(Pointer.fromJSON(from).get(document)) ?? '').length;
}

/** The server's own list of who owns what is shared by copies, too; a patch may cut into it. */
function privateCopy(target: unknown): unknown {
  const copy = cloneValue(target);
  const { metadata } = copy as { metadata?: { managedFields?: readonly object[] } };
  if (metadata?.managedFields === undefined) return copy;
  return { ...(copy as object), metadata: { ...metadata, managedFields: cloneValue([...metadata.managedFields]) } };
}

/** Paths that reach for an object's prototype are not paths of a document. */
function isOperation(operation: unknown): boolean {
  if (typeof operation !== 'object' || operation === null) return false;
  const { op, path, from } = operation as { op?: unknown; path?: unknown; from?: unknown };
  if (typeof op !== 'string' || !OPERATIONS.has(op) || !isPointer(path)) return false;
  return op === 'move' || op === 'copy' ? isPointer(from) : true;
}

function isPointer(path: unknown): boolean {
  if (typeof path !== 'string' || !/^(\/|$)/.test(path)) return false;
  return !path.split('/').some((token) => token === '__proto__' || token === 'constructor' || token === 'prototype');
}

/** Models errors.NewGenericServerResponse for 422. */
function rejected(): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'the server rejected our request due to an error in our request',
    reason: 'Invalid',
    details: {},
    code: 422,
  };
}

function tooManyOperations(count: number): Status {
  return tooLarge(`The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${count}`);
}

function copiesTooMuch(bytes: number): Status {
  return tooLarge(
    `Unable to complete the copy, the accumulated size increase of copy is ${bytes}, exceeding the limit ${MAX_COPIED_BYTES}`,
  );
}

function tooLarge(message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'RequestEntityTooLarge', code: 413 };
}
