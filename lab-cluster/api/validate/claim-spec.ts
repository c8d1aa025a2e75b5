// Rules for what a claim asks for, in claims themselves and in templates of claims.
// Models pkg/apis/core/validation ValidatePersistentVolumeClaimSpec and ValidatePersistentVolumeClaimTemplate.
import { forbidden, invalid, notSupported, required } from '../field-errors.ts';
import type { PersistentVolumeClaimSpec, TypedObjectReference } from '../kinds/persistent-volume-claim.ts';
import { dns1123Label, dns1123Subdomain } from '../names.ts';
import { milliValue } from '../quantity.ts';
import { type Errors, follow, validateAnnotations, validateLabels, validateSelector } from './primitives.ts';
import type { Source } from './source.ts';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const VOLUME_MODES = ['Block', 'Filesystem'];

/** Fields of metadata a template may not have, in Go's order and with Go's notion of a small first letter. */
const FORBIDDEN_METADATA: readonly (readonly [string, string])[] = [
  ['name', 'name'],
  ['generateName', 'generateName'],
  ['namespace', 'namespace'],
  ['selfLink', 'selfLink'],
  ['uid', 'uID'],
  ['resourceVersion', 'resourceVersion'],
  ['generation', 'generation'],
  ['creationTimestamp', 'creationTimestamp'],
  ['deletionTimestamp', 'deletionTimestamp'],
  ['deletionGracePeriodSeconds', 'deletionGracePeriodSeconds'],
  ['ownerReferences', 'ownerReferences'],
  ['finalizers', 'finalizers'],
  ['managedFields', 'managedFields'],
];

export function validateClaimTemplate(errors: Errors, at: string, template: Source): void {
  const { metadata = {}, spec = {} } = template as { metadata?: Source; spec?: PersistentVolumeClaimSpec };
  validateAnnotations(errors, `${at}.metadata.annotations`, metadata['annotations'] as never);
  validateLabels(errors, `${at}.metadata.labels`, metadata['labels'] as never);
  for (const [field, printed] of FORBIDDEN_METADATA) {
    const value = metadata[field];
    if (value !== undefined && value !== null && value !== '') errors.push(forbidden(`${at}.metadata.${printed}`, 'cannot be set'));
  }
  validateClaimSpec(errors, `${at}.spec`, spec, true);
}

/** `strictGroups` is off where the stored claim already names a group, which upstream then leaves alone. */
export function validateClaimSpec(errors: Errors, at: string, spec: PersistentVolumeClaimSpec, strictGroups: boolean): void {
  const { accessModes = [], storageClassName, volumeMode, volumeAttributesClassName } = spec;
  if (accessModes.length === 0) errors.push(required(`${at}.accessModes`, 'at least 1 access mode is required'));
  if (spec.selector !== undefined) validateSelector(errors, `${at}.selector`, spec.selector);
  validateAccessModes(errors, `${at}.accessModes`, accessModes);
  const storage = spec.resources?.requests?.['storage'];
  const here = `${at}.resources[storage]`;
  if (storage === undefined) errors.push(required(here));
  else if (milliValue(storage) <= 0) errors.push(invalid(here, storage, 'must be greater than zero'));
  if (storageClassName) follow(errors, `${at}.storageClassName`, storageClassName, dns1123Subdomain);
  if (volumeMode !== undefined && !VOLUME_MODES.includes(volumeMode))
    errors.push(notSupported(`${at}.volumeMode`, volumeMode, VOLUME_MODES));
  validateDataSources(errors, at, spec, strictGroups);
  if (volumeAttributesClassName) follow(errors, `${at}.volumeAttributesClassName`, volumeAttributesClassName, dns1123Subdomain);
}

export function validateAccessModes(errors: Errors, at: string, modes: readonly string[]): void {
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) errors.push(notSupported(at, mode, ACCESS_MODES));
  const alone = modes.includes('ReadWriteOncePod');
  const others = modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode));
  if (alone && others) errors.push(forbidden(at, 'may not use ReadWriteOncePod with other access modes'));
}

function validateDataSources(errors: Errors, at: string, spec: PersistentVolumeClaimSpec, strictGroups: boolean): void {
  const { dataSource, dataSourceRef } = spec;
  if (dataSource !== undefined) validateDataSource(errors, `${at}.dataSource`, dataSource, strictGroups);
  if (dataSourceRef !== undefined) {
    validateDataSource(errors, `${at}.dataSourceRef`, dataSourceRef, strictGroups);
    if (dataSourceRef.namespace) follow(errors, `${at}.dataSourceRef.namespace`, dataSourceRef.namespace, dns1123Label);
  }
  if (dataSource === undefined || dataSourceRef === undefined) return;
  // Upstream gives a path for the value, of which JSON shows nothing.
  if (dataSourceRef.namespace) errors.push(invalid(at, {}, 'may not be specified when dataSourceRef.namespace is specified'));
  else if (
    dataSource.apiGroup !== dataSourceRef.apiGroup ||
    dataSource.kind !== dataSourceRef.kind ||
    dataSource.name !== dataSourceRef.name
  )
    errors.push(invalid(at, {}, 'must match dataSourceRef'));
}

function validateDataSource(errors: Errors, at: string, source: TypedObjectReference, strictGroups: boolean): void {
  const { name = '', kind = '', apiGroup = '' } = source;
  if (name === '') errors.push(required(`${at}.name`));
  if (kind === '') errors.push(required(`${at}.kind`));
  if (apiGroup === '' && kind !== 'PersistentVolumeClaim')
    errors.push(invalid(at, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  if (apiGroup !== '' && strictGroups) follow(errors, `${at}.apiGroup`, apiGroup, dns1123Subdomain);
}
