// Rules for the claims a StatefulSet makes for its pods. Models pkg/apis/core/validation ValidatePersistentVolumeClaimSpec.
import { forbidden, invalid, notSupported, required } from '../field-errors.ts';
import type { ClaimTemplate } from '../kinds/stateful-set.ts';
import { dns1123Subdomain } from '../names.ts';
import { milliValue } from '../quantity.ts';
import { type Errors, follow, validateSelector } from './primitives.ts';

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Block', 'Filesystem'];

export function validateClaimTemplate(errors: Errors, at: string, { spec = {} }: ClaimTemplate): void {
  const { accessModes = [], selector, resources, storageClassName, volumeMode } = spec;
  validateSelector(errors, `${at}.spec.selector`, selector);
  if (accessModes.length === 0) errors.push(required(`${at}.spec.accessModes`, 'at least 1 access mode is required'));
  for (const mode of accessModes) if (!ACCESS_MODES.includes(mode)) errors.push(notSupported(`${at}.spec.accessModes`, mode, ACCESS_MODES));
  if (accessModes.includes('ReadWriteOncePod') && accessModes.some((mode) => mode !== 'ReadWriteOncePod'))
    errors.push(forbidden(`${at}.spec.accessModes`, 'may not use ReadWriteOncePod with other access modes'));
  const storage = resources?.requests?.['storage'];
  if (storage === undefined) errors.push(required(`${at}.spec.resources[storage]`));
  else if (milliValue(storage) <= 0) errors.push(invalid(`${at}.spec.resources[storage]`, storage, 'must be greater than zero'));
  if (storageClassName) follow(errors, `${at}.spec.storageClassName`, storageClassName, dns1123Subdomain);
  if (volumeMode !== undefined && !VOLUME_MODES.includes(volumeMode))
    errors.push(notSupported(`${at}.spec.volumeMode`, volumeMode, VOLUME_MODES));
}
