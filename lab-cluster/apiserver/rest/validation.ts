// The rules of a kind applied to a new state of an object, answered as the 422 that clients know.
import { append } from '../../api/append.ts';
import { invalidStatus } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Status } from '../../api/status.ts';
import { validateCreate, validateStatusUpdate, validateSubresource, validateUpdate } from '../../api/validation.ts';
import { storedKindOf } from '../../api/versions.ts';
import type { FieldError } from '../../api/field.ts';
import type { ObjectChange } from '../pipeline.ts';

export function checkChange({ admission, previous }: ObjectChange): Status | undefined {
  const { kind: served, object, name, subresource } = admission;
  const kind = storedKindOf(served);
  const errors = brokenRules(kind, object, previous, subresource);
  // Rules that only writers in this version must follow.
  if (served !== kind) append(errors, versionRules(served, object, previous));
  return errors.length === 0 ? undefined : invalidStatus(kind, name, errors);
}

function brokenRules(kind: Kind, object: KubeObject, previous: KubeObject | undefined, subresource: string | undefined): FieldError[] {
  if (previous === undefined) return [...validateCreate(kind, object)];
  if (subresource !== undefined && subresource !== 'status') return [...validateSubresource(kind, subresource, object, previous)];
  return [...(subresource === 'status' ? validateStatusUpdate(kind, object, previous) : validateUpdate(kind, object, previous))];
}

function versionRules(served: Kind, object: KubeObject, previous: KubeObject | undefined): readonly FieldError[] {
  return (previous === undefined ? served.validate?.(object) : served.validateUpdate?.(object, previous)) ?? [];
}
