// What the strategies of many kinds do alike before an object is stored: count its generations and keep its status.
// Models pkg/registry/*/strategy.go.
import type { KubeObject, ObjectMeta } from './object.ts';

/** A new object is its own first generation. */
export function beginGeneration(object: KubeObject): void {
  (object as { metadata: ObjectMeta }).metadata = { ...object.metadata, generation: 1 };
}

/** A wish that changed is a new generation. `next` carries the generation of what it replaces. */
export function countGeneration(next: KubeObject, previous: KubeObject, changed: boolean): void {
  if (!changed) return;
  (next as { metadata: ObjectMeta }).metadata = { ...next.metadata, generation: (previous.metadata.generation ?? 0) + 1 };
}

export function keepStatus(next: KubeObject, previous: KubeObject): void {
  (next as { status?: unknown }).status = (previous as { status?: unknown }).status;
}

export function keepSpec(next: KubeObject, previous: KubeObject): void {
  (next as { spec?: unknown }).spec = (previous as { spec?: unknown }).spec;
}

/** Of metadata who reports status changes nothing. Models metav1.ResetObjectMetaForStatus; most older kinds do not ask for it. */
export function keepMetadata(next: KubeObject, previous: KubeObject): void {
  const { resourceVersion } = next.metadata;
  (next as { metadata: ObjectMeta }).metadata = { ...previous.metadata, resourceVersion };
}

/** To count pods on their way out is not on by default in 1.34: the count goes. */
export function dropTerminating(next: KubeObject): void {
  const { status } = next as { readonly status?: { readonly terminatingReplicas?: number } };
  if (status?.terminatingReplicas === undefined) return;
  const { terminatingReplicas: _, ...others } = status;
  (next as { status?: unknown }).status = others;
}
