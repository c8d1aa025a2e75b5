// What the storage makes of a decoded object before its rules are looked at: what every kind with pods in it does, then what
// is special to the kind. Models the PrepareForCreate and PrepareForUpdate of pkg/registry.
import { dropDisabledFields } from './pods/disabled-fields.ts';
import type { Kind } from './kind.ts';
import type { KubeObject } from './object.ts';
import type { UserInfo } from './request.ts';

/** May write into `object`. */
export function prepareForCreate(kind: Kind, object: KubeObject, requester?: UserInfo): void {
  dropDisabledFields(object);
  kind.prepareForCreate?.(object, requester);
}

/** May write into `next`. `now` is the instant as a timestamp. */
export function prepareForUpdate(kind: Kind, next: KubeObject, previous: KubeObject, subresource: string | undefined, now: string): void {
  if (subresource === 'status') return kind.prepareForStatusUpdate?.(next, previous, now);
  dropDisabledFields(next);
  if (subresource === undefined || subresource === 'scale') kind.prepareForUpdate?.(next, previous);
  else kind.subresourceRules?.[subresource]?.prepare(next, previous, now);
}
