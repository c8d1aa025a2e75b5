// StorageObjectInUseProtection: claims, volumes and attribute classes carry a finalizer, so that none goes while it is in use.
// Models plugin/pkg/admission/storage/storageobjectinuseprotection.
import type { ObjectMeta } from '../../api/object.ts';
import { writable } from '../../api/writable.ts';
import type { AdmissionPlugin } from './plugin.ts';

/** Each is taken away by the controller of its kind. */
const FINALIZERS: ReadonlyMap<string, string> = new Map([
  ['persistentvolumeclaims', 'kubernetes.io/pvc-protection'],
  ['persistentvolumes', 'kubernetes.io/pv-protection'],
  ['volumeattributesclasses', 'kubernetes.io/vac-protection'],
]);

export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  handles: ({ operation, subresource, kind }) => operation === 'CREATE' && subresource === undefined && FINALIZERS.has(kind.plural),
  mutate: ({ kind, object }) => {
    const finalizer = FINALIZERS.get(kind.plural) as string;
    const metadata: ObjectMeta = object.metadata;
    const present = metadata.finalizers ?? [];
    if (!present.includes(finalizer)) writable(metadata).finalizers = [...present, finalizer];
    return undefined;
  },
};
