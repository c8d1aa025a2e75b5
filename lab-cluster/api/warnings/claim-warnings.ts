// Sizes that are no whole number of bytes, of claims and of whatever else counts bytes.
// Models pkg/api/persistentvolumeclaim GetWarningsForPersistentVolumeClaimSpec.
import { goQuote } from '../field-errors.ts';
import type { PersistentVolumeClaimSpec } from '../kinds/persistent-volume-claim.ts';
import { milliValue } from '../quantity.ts';

export function warningsOfClaimSpec(at: string, { resources }: PersistentVolumeClaimSpec): readonly string[] {
  return (['requests', 'limits'] as const).flatMap((list) => warningsOfBytes(`${at}.resources.${list}`, 'storage', resources?.[list]));
}

/** `at`: the path of the list of resources. */
export function warningsOfBytes(at: string, resource: string, list: Readonly<Record<string, string>> | undefined): readonly string[] {
  const quantity = list?.[resource];
  if (quantity === undefined || milliValue(quantity) % 1000 === 0) return [];
  return [`${at}[${resource}]: fractional byte value ${goQuote(quantity)} is invalid, must be an integer`];
}
