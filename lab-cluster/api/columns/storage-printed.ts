// How storage is printed: access modes in short, and the class that an old annotation may name.
import type { KubeObject } from '../object.ts';

export const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

const SHORT: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** `RWO,ROX`, in this order whatever was written. Models helper.GetAccessModesAsString. */
export function printedAccessModes(modes: readonly string[] | undefined): string {
  return SHORT.filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

/** Models helper.GetPersistentVolumeClaimClass and GetPersistentVolumeClass. */
export function storageClassOf(object: KubeObject & { readonly spec: { readonly storageClassName?: string } }): string {
  return object.metadata.annotations?.[BETA_CLASS] ?? object.spec.storageClassName ?? '';
}
