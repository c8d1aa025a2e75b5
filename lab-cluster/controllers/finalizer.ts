// A finalizer that one controller keeps on objects: whether it is missing, whether it is all that is waited for, and both changes.
// Models pkg/controller/util/protectionutil.
import type { KubeObject } from '../api/object.ts';

export function lacksFinalizer({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.deletionTimestamp === undefined && !(metadata.finalizers ?? []).includes(finalizer);
}

/** It is to go, and waits for this one. */
export function waitsForFinalizer({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer);
}

export function withFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  return withFinalizers(object, [...(object.metadata.finalizers ?? []), finalizer]);
}

export function withoutFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  return withFinalizers(
    object,
    (object.metadata.finalizers ?? []).filter((one) => one !== finalizer),
  );
}

function withFinalizers<T extends KubeObject>(object: T, finalizers: readonly string[]): T {
  return { ...object, metadata: { ...object.metadata, finalizers } };
}
