// Why a strategic merge patch cannot be applied, in upstream's words. Models apimachinery/pkg/util/mergepatch/errors.go.
import type { Status } from '../../api/status.ts';
import { goValue } from './go-value.ts';

/** Upstream makes bad requests of the formats it knows to be wrong, and errors of its own of all else. */
export class PatchProblem {
  readonly message: string;
  readonly isBadRequest: boolean;

  constructor(message: string, isBadRequest = false) {
    this.message = message;
    this.isBadRequest = isBadRequest;
  }

  status(): Status {
    const { message, isBadRequest } = this;
    const base = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message } as const;
    return isBadRequest ? { ...base, reason: 'BadRequest', code: 400 } : { ...base, code: 500 };
  }
}

export function noMergeKey(item: unknown, key: string): PatchProblem {
  return new PatchProblem(`map: ${goValue(item)} does not contain declared merge key: ${key}`);
}

export function badDirective(directive: unknown, patch: unknown): PatchProblem {
  return new PatchProblem(`unknown patch type: ${goValue(directive)} in map: ${goValue(patch)}`);
}

export function badType(expected: 'list' | 'map', found: unknown): PatchProblem {
  const wanted = expected === 'list' ? '[]interface {}' : 'map[string]interface {}';
  return new PatchProblem(`expected a ${wanted}, but received a ${goTypeOf(found)}`);
}

export const BAD_RETAIN_KEYS = new PatchProblem('invalid patch format of retainKeys', true);
export const BAD_ELEMENT_ORDER = new PatchProblem('invalid patch format of setElementOrder list', true);

function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'object') return value === null ? '%!s(<nil>)' : 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
