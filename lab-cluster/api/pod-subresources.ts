// What the two special writers of a running pod may change: its resources, and the containers that were added for debugging.
// Models pkg/registry/core/pod/strategy.go dropNonResizeUpdates and dropNonEphemeralContainerUpdates.
import type { Container } from './container.ts';
import { deepEqual } from './equal.ts';
import type { Pod } from './kinds/pod.ts';
import type { PodSpec } from './pod-spec.ts';

/** Everything as it was, but for what resizing is about. */
export function resizedSpec(next: PodSpec, previous: PodSpec): PodSpec {
  return {
    ...previous,
    containers: resized(next.containers, previous.containers),
    ...(previous.initContainers === undefined ? {} : { initContainers: resized(next.initContainers ?? [], previous.initContainers) }),
  };
}

function resized(next: readonly Container[], previous: readonly Container[]): readonly Container[] {
  const wanted = new Map(next.map((container) => [container.name, container]));
  return previous.map((before) => {
    const after = wanted.get(before.name);
    if (after === undefined) return before;
    const { resources: _, resizePolicy: __, ...rest } = before;
    return {
      ...rest,
      ...(after.resources === undefined ? {} : { resources: after.resources }),
      ...(after.resizePolicy === undefined ? {} : { resizePolicy: after.resizePolicy }),
    };
  });
}

export function withEphemeral(next: PodSpec, previous: PodSpec): PodSpec {
  const { ephemeralContainers: _, ...rest } = previous;
  return next.ephemeralContainers === undefined ? rest : { ...rest, ephemeralContainers: next.ephemeralContainers };
}

/** The pod as it was, in the version the writer knew, with another spec. */
export function replaceSpec(next: Pod, previous: Pod, spec: PodSpec): void {
  const { resourceVersion } = next.metadata;
  const draft = next as { -readonly [Key in keyof Pod]: Pod[Key] };
  const generation = previous.metadata.generation ?? 0;
  const raised = deepEqual(spec, previous.spec) ? generation : generation + 1;
  draft.metadata = { ...previous.metadata, resourceVersion, generation: raised };
  draft.spec = spec;
  draft.status = previous.status;
}
