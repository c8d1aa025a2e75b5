// Finds what a controller owns, and what nobody owns, without looking at everything.
import type { KubeObject } from '../api/object.ts';
import { controllerOf } from '../api/object.ts';
import type { Informer } from '../client/informer-types.ts';

const index = 'controller';

/** Makes `ownedBy` and `orphansIn` possible; call it before the informer starts (in a controller's `memory`). */
export function indexByController<T extends KubeObject>(informer: Informer<T>): void {
  informer.addIndex(index, (object) => {
    const owner = controllerOf(object);
    return [owner === undefined ? `orphan/${object.metadata.namespace ?? ''}` : owner.uid];
  });
}

/** What the controller with this uid owns. */
export function ownedBy<T extends KubeObject>(informer: Informer<T>, ownerUid: string): readonly T[] {
  return informer.byIndex(index, ownerUid);
}

export function orphansIn<T extends KubeObject>(informer: Informer<T>, namespace: string | undefined): readonly T[] {
  return informer.byIndex(index, `orphan/${namespace ?? ''}`);
}
