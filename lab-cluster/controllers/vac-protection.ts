// The attribute class protection controller: a class that is deleted stays while a volume or a claim has its qualities.
// Models pkg/controller/volume/vacprotection.
import { type PersistentVolumeClaim, persistentVolumeClaims } from '../api/kinds/persistent-volume-claim.ts';
import { type PersistentVolume, persistentVolumes } from '../api/kinds/persistent-volume.ts';
import { type VolumeAttributesClass, volumeAttributesClasses } from '../api/kinds/volume-attributes-class.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import { defineController, type Tools, watchFor } from './define-controller.ts';
import { lacksFinalizer, waitsForFinalizer, withFinalizer, withoutFinalizer } from './finalizer.ts';

const FINALIZER = 'kubernetes.io/vac-protection';
const BY_CLASS = 'by-attributes-class';

export const vacProtectionController = defineController({
  name: 'volumeattributesclass-protection-controller',
  role: {
    plain: 'It keeps a VolumeAttributesClass that is deleted while a volume or a claim names it.',
    port: 'A price list stays on the wall while somebody pays by it.',
    office: 'A service level stays in the book while somebody has it.',
  },
  watches: [
    watchFor(volumeAttributesClasses, (one) => (concerns(one) ? [one.metadata.name] : [])),
    watchFor(persistentVolumeClaims, (claim) => classesOfClaim(claim)),
    watchFor(persistentVolumes, (volume) => classesOfVolume(volume)),
  ],
  workers: 1,
  memory: (tools) => {
    tools.informer(persistentVolumeClaims).addIndex(BY_CLASS, classesOfClaim);
    tools.informer(persistentVolumes).addIndex(BY_CLASS, classesOfVolume);
    return undefined;
  },
  *reconcile(tools, ctx, name) {
    const found = tools.informer(volumeAttributesClasses).get(name);
    if (found === undefined) return done({ saw: `class ${name} is gone`, decided: 'nothing to do' });
    const goes = waitsForFinalizer(found, FINALIZER);
    if (goes && isUsed(tools, name)) return done({ saw: 'a volume or a claim names it', decided: 'keep it' });
    if (!goes && !lacksFinalizer(found, FINALIZER)) return done({ saw: `class ${name} is protected`, decided: 'nothing to do' });
    const story = goes
      ? { saw: 'nobody names it', decided: 'let it go' }
      : { saw: `class ${name} is not protected`, decided: 'protect it' };
    const next = goes ? withoutFinalizer(found, FINALIZER) : withFinalizer(found, FINALIZER);
    const written = yield* tools.client.update(ctx, volumeAttributesClasses, next);
    return written.ok ? done({ ...story, wrote: `volumeattributesclasses/${name}` }) : retry(written.status, story);
  },
});

function concerns(found: VolumeAttributesClass): boolean {
  return waitsForFinalizer(found, FINALIZER) || lacksFinalizer(found, FINALIZER);
}

function classesOfClaim({ spec, status }: PersistentVolumeClaim): readonly string[] {
  const names = [
    spec.volumeAttributesClassName,
    status.currentVolumeAttributesClassName,
    status.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ];
  return names.filter((name) => name !== undefined && name !== '') as readonly string[];
}

function classesOfVolume({ spec }: PersistentVolume): readonly string[] {
  return spec.volumeAttributesClassName === undefined || spec.volumeAttributesClassName === '' ? [] : [spec.volumeAttributesClassName];
}

function isUsed(tools: Tools<unknown>, name: string): boolean {
  const inUse =
    tools.informer(persistentVolumeClaims).byIndex(BY_CLASS, name).length +
    tools.informer(persistentVolumes).byIndex(BY_CLASS, name).length;
  return inUse > 0;
}
