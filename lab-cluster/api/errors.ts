// Builds the Status with which the API server refuses, in Kubernetes' own words.
// Models staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go.
import { aggregate } from './aggregate.ts';
import { fieldErrorBody, goQuote } from './field-errors.ts';
import type { FieldError } from './field.ts';
import type { Kind } from './kind.ts';
import type { Status, StatusCause } from './status.ts';

/** What the builders need to know of a kind; a registered Kind fits. */
export type Named = Pick<Kind, 'group' | 'kind' | 'plural' | 'resource'>;

interface Failure {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: NonNullable<Status['details']>;
}

function failure({ code, reason, message, details }: Failure): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  };
}

/** Go leaves empty texts out. */
function present(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}

/** Details as upstream prints them: the plural where a resource is meant, and no group for core. */
function resourceDetails(kind: Named, name: string): NonNullable<Status['details']> {
  return present({ name, group: kind.group, kind: kind.plural });
}

export function notFoundStatus(kind: Named, name: string): Status {
  return failure({
    code: 404,
    reason: 'NotFound',
    message: `${kind.resource} ${goQuote(name)} not found`,
    details: resourceDetails(kind, name),
  });
}

/** A URL that names nothing the server serves. */
export function noSuchResource(): Status {
  return failure({ code: 404, reason: 'NotFound', message: 'the server could not find the requested resource', details: {} });
}

/** What Kubernetes has and the lab has not yet. */
export function notImplemented(message: string): Status {
  return failure({ code: 501, reason: 'NotImplemented', message });
}

export function alreadyExists(kind: Named, name: string): Status {
  return failure({
    code: 409,
    reason: 'AlreadyExists',
    message: `${kind.resource} ${goQuote(name)} already exists`,
    details: resourceDetails(kind, name),
  });
}

/** `generateName` drew a taken name too often. */
export function generateNameConflict(kind: Named, name: string, retryAfterSeconds: number): Status {
  return failure({
    code: 409,
    reason: 'AlreadyExists',
    message: `${kind.resource} ${goQuote(name)} already exists, the server was not able to generate a unique name for the object`,
    details: { ...resourceDetails(kind, name), retryAfterSeconds },
  });
}

const STALE_OBJECT = 'the object has been modified; please apply your changes to the latest version and try again';

export function conflict(kind: Named, name: string, why: string = STALE_OBJECT): Status {
  return failure({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${kind.resource} ${goQuote(name)}: ${why}`,
    details: resourceDetails(kind, name),
  });
}

/** 422 with every broken rule as a cause. */
export function invalidStatus(kind: Pick<Kind, 'group' | 'kind'>, name: string, errors: readonly FieldError[]): Status {
  const qualified = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const causes = causesOf(errors);
  return failure({
    code: 422,
    reason: 'Invalid',
    message: `${qualified} ${goQuote(name)} is invalid: ${aggregate(causes.map(({ field, message }) => `${field}: ${message}`))}`,
    details: { ...present({ name, group: kind.group, kind: kind.kind }), causes },
  });
}

/**
 * Simplified: of very many broken rules as many are told as fill a megabyte. Some print all of a list for each of its members, and
 * the answer to a small request would be larger than the server's memory.
 */
const MOST_TOLD_CHARACTERS = 1024 * 1024;

function causesOf(errors: readonly FieldError[]): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  let size = 0;
  for (const error of errors) {
    if (size > MOST_TOLD_CHARACTERS) break;
    const message = fieldErrorBody(error);
    size += message.length + error.field.length;
    causes.push({ reason: error.type, message, field: error.field });
  }
  return causes;
}

/** 500, with what went wrong once more as the only cause. */
export function internalError(why: string): Status {
  return failure({
    code: 500,
    reason: 'InternalError',
    message: `Internal error occurred: ${why}`,
    details: { causes: [{ message: why }] },
  });
}

/** What upstream did not make a Status of: 500, without a reason. */
export function plainFailure(message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 };
}

export function badRequest(message: string): Status {
  return failure({ code: 400, reason: 'BadRequest', message });
}

/** A body that is not an object of this kind: `Deployment in version "v1" cannot be handled as a Deployment: …`. */
export function cannotDecode(kind: Pick<Kind, 'kind' | 'version'>, why: string, writtenKind: string = kind.kind): Status {
  return badRequest(`${writtenKind} in version ${goQuote(kind.version)} cannot be handled as a ${kind.kind}: ${why}`);
}

/** `why` follows the colon, as in `pods "p" is forbidden: no PriorityClass with name x was found`. */
export function forbiddenStatus(kind: Named, name: string, why: string): Status {
  const subject = name === '' ? kind.resource : `${kind.resource} ${goQuote(name)}`;
  return failure({ code: 403, reason: 'Forbidden', message: `${subject} is forbidden: ${why}`, details: resourceDetails(kind, name) });
}

/** 429; `causes` say why. */
export function tooManyRequests(message: string, retryAfterSeconds: number, causes: readonly StatusCause[]): Status {
  const details = { causes, ...(retryAfterSeconds === 0 ? {} : { retryAfterSeconds }) };
  return failure({ code: 429, reason: 'TooManyRequests', message, details });
}

export function unauthorized(): Status {
  return failure({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
}

export function methodNotAllowed(kind: Named | undefined): Status {
  const message = 'the server does not allow this method on the requested resource';
  return failure({ code: 405, reason: 'MethodNotAllowed', message, details: kind === undefined ? {} : resourceDetails(kind, '') });
}

export function unsupportedMediaType(accepted: readonly string[]): Status {
  return failure({
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  });
}

/** A watch or a page from a revision that has been compacted. */
export function expired(message: string): Status {
  return failure({ code: 410, reason: 'Expired', message });
}

export function requestTooLarge(limitBytes: number): Status {
  return failure({ code: 413, reason: 'RequestEntityTooLarge', message: `Request entity too large: limit is ${limitBytes}` });
}
