// JSON patch (RFC 6902) on a private copy, with upstream's answers to patches that cannot be applied.
import { applyPatch, type Operation, Pointer } from 'rfc6902';
import { badRequest } from '../../api/errors.ts';
import { cloneValue } from '../../api/equal.ts';
import type { Result, Status } from '../../api/status.ts';

/** Models maxJSONPatchOperations. */
const MAX_OPERATIONS = 10_000;
/** Models JSONPatchMaxCopyBytes. */
const MAX_COPIED_BYTES = 3 * 1024 * 1024;
const OPERATIONS = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);

export function jsonPatch(target: unknown, patch: unknown): Result<unknown> {
  if (!Array.isArray(patch)) {
    return { ok: false, status: badRequest('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch') };
  }
  if (patch.length > MAX_OPERATIONS) return { ok: false, status: tooManyOperations(patch.length) };
  if (!patch.every(isOperation)) return { ok: false, status: rejected() };
  const copy = privateCopy(target);
  let copiedBytes = 0;
  for (const operation of cloneValue(patch) as Operation[]) {
    if (operation.op === 'copy') {
      copiedBytes += sizeAt(copy, operation.from);
      if (copiedBytes > MAX_COPIED_BYTES) return { ok: false, status: copiesTooMuch(copiedBytes) };
    }
    if (applyPatch(copy, [operation])[0] !== null) return { ok: false, status: rejected() };
  }
  return { ok: true, value: copy };
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
