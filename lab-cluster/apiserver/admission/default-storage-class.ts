// DefaultStorageClass: a claim that names no class gets the default one, the newest where several are marked.
// Models plugin/pkg/admission/storage/storageclass/setdefault and pkg/volume/util GetDefaultClass.
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim.ts';
import { isDefaultClass, type StorageClass, storageClasses } from '../../api/kinds/storage-class.ts';
import { erased } from '../../api/registry.ts';
import { BETA_CLASS } from '../../api/columns/storage-printed.ts';
import { writable } from '../../api/writable.ts';
import { newestOf } from './newest.ts';
import { type AdmissionPlugin, creates } from './plugin.ts';

const kind = erased(storageClasses);

export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  handles: (request) => creates(request, 'persistentvolumeclaims'),
  mutate: ({ object }, { cache }) => {
    const claim = object as PersistentVolumeClaim;
    // An empty name is a name: it asks for a volume of no class.
    if (claim.metadata.annotations?.[BETA_CLASS] !== undefined || claim.spec.storageClassName !== undefined) return undefined;
    const found = newestOf(cache.of(kind).list(undefined, (object) => isDefaultClass(object as StorageClass)));
    if (found !== undefined) writable(claim.spec).storageClassName = found.metadata.name;
    return undefined;
  },
};
