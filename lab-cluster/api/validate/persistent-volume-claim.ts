// Rules for PersistentVolumeClaims: what they ask for is fixed, but for growing. Models pkg/apis/core/validation
// ValidatePersistentVolumeClaim, …Update and …StatusUpdate.
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import { diffOfValues } from '../internal/line-diff.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../kinds/persistent-volume-claim.ts';
import { qualifiedName } from '../names.ts';
import { compareQuantities, milliValue } from '../quantity.ts';
import { BETA_CLASS } from '../columns/storage-printed.ts';
import { validateClaimSpec } from './claim-spec.ts';
import { type Errors, IMMUTABLE, NOT_NEGATIVE, immutable } from './primitives.ts';
import { isNativeResource } from './resource-names.ts';

const FIXED = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
const RESIZE_STATUSES = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
];

export function validateClaim({ spec }: PersistentVolumeClaim): readonly FieldError[] {
  const errors: Errors = [];
  validateClaimSpec(errors, 'spec', spec, true);
  return errors;
}

export function validateClaimUpdate(next: PersistentVolumeClaim, previous: PersistentVolumeClaim): readonly FieldError[] {
  const errors: Errors = [];
  const strictGroups = previous.spec.dataSource?.apiGroup === undefined && previous.spec.dataSourceRef?.apiGroup === undefined;
  validateClaimSpec(errors, 'spec', next.spec, strictGroups);
  const { before, after } = comparable(errors, next, previous);
  if (!deepEqual(after, before)) {
    const diff = diffOfValues(internalForm('PersistentVolumeClaimSpec', before), internalForm('PersistentVolumeClaimSpec', after));
    errors.push(forbidden('spec', `${FIXED}\n${diff}`));
  }
  validateSize(errors, next, previous);
  immutable(errors, 'volumeMode', next.spec.volumeMode, previous.spec.volumeMode);
  if (previous.spec.volumeAttributesClassName !== undefined) {
    const at = 'spec.volumeAttributesClassName';
    const name = next.spec.volumeAttributesClassName;
    // An empty name counts as one: it can be given once and not be taken back to.
    if (name === undefined) errors.push(forbidden(at, 'update from non-nil value to nil is forbidden'));
    else if (name === '' && previous.spec.volumeAttributesClassName !== '')
      errors.push(forbidden(at, 'update from non-nil value to an empty string is forbidden'));
  }
  return errors;
}

/** Both specs with everything made equal that may change. */
function comparable(
  errors: Errors,
  next: PersistentVolumeClaim,
  previous: PersistentVolumeClaim,
): { readonly before: PersistentVolumeClaimSpec; readonly after: PersistentVolumeClaimSpec } {
  const before: Record<string, unknown> = { ...previous.spec };
  const after: Record<string, unknown> = { ...next.spec };
  if (!previous.spec.volumeName && next.spec.volumeName) before['volumeName'] = next.spec.volumeName;
  const oldClass = previous.metadata.annotations?.[BETA_CLASS];
  const newClass = next.metadata.annotations?.[BETA_CLASS];
  const name = next.spec.storageClassName;
  const unnamed = previous.spec.storageClassName === undefined && name !== undefined;
  if (unnamed && oldClass !== undefined && name === oldClass && (newClass === undefined || newClass === oldClass)) {
    delete after['storageClassName'];
  } else {
    if (newClass !== oldClass) errors.push(invalid(`metadata.annotations.${BETA_CLASS}`, newClass ?? '', IMMUTABLE));
    // A claim that named no class may be given one.
    if (unnamed && (oldClass === undefined || name === oldClass)) delete after['storageClassName'];
  }
  if (next.status.phase === 'Bound') {
    const requests = next.spec.resources?.requests;
    const storage = previous.spec.resources?.requests?.['storage'];
    if (requests !== undefined && storage !== undefined)
      after['resources'] = { ...next.spec.resources, requests: { ...requests, storage } };
    if (next.spec.volumeAttributesClassName !== undefined) {
      if (previous.spec.volumeAttributesClassName === undefined) delete after['volumeAttributesClassName'];
      else after['volumeAttributesClassName'] = previous.spec.volumeAttributesClassName;
    }
  }
  return { before: before as PersistentVolumeClaimSpec, after: after as PersistentVolumeClaimSpec };
}

/** Growing is what the volume's driver must manage; shrinking takes back what it could not, and no more. */
function validateSize(errors: Errors, next: PersistentVolumeClaim, previous: PersistentVolumeClaim): void {
  const before = previous.spec.resources?.requests?.['storage'] ?? '0';
  const after = next.spec.resources?.requests?.['storage'] ?? '0';
  const has = previous.status.capacity?.['storage'] ?? '0';
  if (compareQuantities(after, before) < 0 && compareQuantities(after, has) <= 0)
    errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
}

export function validateClaimStatusUpdate({ spec, status }: PersistentVolumeClaim): readonly FieldError[] {
  const errors: Errors = [];
  if ((spec.accessModes ?? []).length === 0) errors.push(required('Spec.accessModes'));
  for (const [resource, quantity] of Object.entries(status.capacity ?? {})) basicResource(errors, `status.capacity[${resource}]`, quantity);
  for (const [resource, resize] of Object.entries(status.allocatedResourceStatuses ?? {})) {
    const at = 'status.allocatedResourceStatus';
    claimResource(errors, at, resource);
    if (!RESIZE_STATUSES.includes(resize)) errors.push(notSupported(at, resource, RESIZE_STATUSES));
  }
  for (const [resource, quantity] of Object.entries(status.allocatedResources ?? {})) {
    if (!claimResource(errors, 'status.allocatedResources', resource)) continue;
    const at = `status.allocatedResources[${resource}]`;
    if (basicResource(errors, at, quantity) && milliValue(quantity) < 0) errors.push(invalid(at, quantity, NOT_NEGATIVE));
  }
  return errors;
}

function basicResource(errors: Errors, at: string, quantity: string): boolean {
  const value = Math.ceil(milliValue(quantity) / 1000);
  if (value < 0) errors.push(invalid(at, value, 'must be a valid resource quantity'));
  return value >= 0;
}

/** Of Kubernetes' own resources a claim knows storage alone. */
function claimResource(errors: Errors, at: string, resource: string): boolean {
  const problems = qualifiedName(resource);
  for (const problem of problems) errors.push(invalid(at, resource, problem));
  if (problems.length > 0) return false;
  if (!isNativeResource(resource) || resource === 'storage') return true;
  errors.push(notSupported(at, resource, ['storage']));
  return false;
}
