// The rules of a kind applied to a new state of an object, answered as the 422 that clients know.
import { invalidStatus } from '../api/errors.ts';
import type { Status } from '../api/status.ts';
import { validateCreate, validateUpdate } from '../api/validation.ts';
import type { ObjectChange } from './pipeline.ts';

export function checkChange({ admission, previous }: ObjectChange): Status | undefined {
  const { kind, object, name, subresource } = admission;
  // A binding writes what updates may not, and is checked by its own rules: models BindingREST, which passes no strategy.
  if (subresource === 'binding') return undefined;
  const errors = previous === undefined ? validateCreate(kind, object) : validateUpdate(kind, object, previous);
  return errors.length === 0 ? undefined : invalidStatus(kind, name, errors);
}
