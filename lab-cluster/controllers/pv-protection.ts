// The volume protection controller: a volume that is deleted stays as long as it is bound to a claim.
// Models pkg/controller/volume/pvprotection.
import { type PersistentVolume, persistentVolumes } from '../api/kinds/persistent-volume.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import { defineController, watchFor } from './define-controller.ts';
import { lacksFinalizer, waitsForFinalizer, withFinalizer, withoutFinalizer } from './finalizer.ts';

const FINALIZER = 'kubernetes.io/pv-protection';

export const pvProtectionController = defineController({
  name: 'pv-protection-controller',
  role: {
    plain: 'It keeps a PersistentVolume that is deleted as long as it is bound to a claim.',
    port: 'No yard is torn down while somebody has it on lease.',
    office: 'No cabinet is thrown away while it has an owner.',
  },
  watches: [watchFor(persistentVolumes, (volume) => (concerns(volume) ? [volume.metadata.name] : []))],
  workers: 1,
  *reconcile(tools, ctx, name) {
    const volume = tools.informer(persistentVolumes).get(name);
    if (volume === undefined) return done({ saw: `volume ${name} is gone`, decided: 'nothing to do' });
    const goes = waitsForFinalizer(volume, FINALIZER);
    if (goes && volume.status.phase === 'Bound') return done({ saw: 'it is bound to a claim', decided: 'keep it' });
    if (!goes && !lacksFinalizer(volume, FINALIZER)) return done({ saw: `volume ${name} is protected`, decided: 'nothing to do' });
    const story = goes
      ? { saw: 'no claim has it', decided: 'let it go' }
      : { saw: `volume ${name} is not protected`, decided: 'protect it' };
    const next = goes ? withoutFinalizer(volume, FINALIZER) : withFinalizer(volume, FINALIZER);
    const written = yield* tools.client.update(ctx, persistentVolumes, next);
    return written.ok ? done({ ...story, wrote: `persistentvolumes/${name}` }) : retry(written.status, story);
  },
});

function concerns(volume: PersistentVolume): boolean {
  return waitsForFinalizer(volume, FINALIZER) || lacksFinalizer(volume, FINALIZER);
}
