// PersistentVolumeClaimResize: a claim may ask for more only once it is bound, and only of a class whose volumes can grow.
// Models plugin/pkg/admission/storage/persistentvolume/resize.
import { forbiddenStatus } from '../../api/errors.ts';
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim.ts';
import { type StorageClass, storageClasses } from '../../api/kinds/storage-class.ts';
import { compareQuantities } from '../../api/quantity.ts';
import { erased } from '../../api/registry.ts';
import { storageClassOf } from '../../api/columns/storage-printed.ts';
import { registryKey } from '../storage/registry-key.ts';
import type { AdmissionEnv, AdmissionPlugin } from './plugin.ts';

const kind = erased(storageClasses);
const NOT_BOUND = 'Only bound persistent volume claims can be expanded';
const CANNOT_GROW = 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';

export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  handles: ({ operation, kind: { plural }, subresource }) =>
    operation === 'UPDATE' && plural === 'persistentvolumeclaims' && subresource === undefined,
  validate: (request, env) => {
    const claim = request.object as PersistentVolumeClaim;
    const previous = request.oldObject as PersistentVolumeClaim;
    if (claim.spec === previous.spec || compareQuantities(sizeOf(claim), sizeOf(previous)) <= 0) return undefined;
    if (previous.status.phase !== 'Bound') return forbiddenStatus(request.kind, request.name, NOT_BOUND);
    return canGrow(claim, previous, env) ? undefined : forbiddenStatus(request.kind, request.name, CANNOT_GROW);
  },
};

function sizeOf({ spec }: PersistentVolumeClaim): string {
  return spec.resources?.requests?.['storage'] ?? '0';
}

function canGrow(claim: PersistentVolumeClaim, previous: PersistentVolumeClaim, { cache }: AdmissionEnv): boolean {
  const name = storageClassOf(claim);
  if (name === '' || name !== storageClassOf(previous)) return false;
  const found = cache.get(kind, registryKey(kind, undefined, name)) as StorageClass | undefined;
  return found?.allowVolumeExpansion === true;
}
