// What the two special writers of a running pod may change: its resources, and the containers that were added for debugging.
// Models pkg/registry/core/pod/strategy.go dropNonResizeUpdates and dropNonEphemeralContainerUpdates.
import type { Container } from './container.ts';
import { deepEqual } from '../equal.ts';
import type { Pod } from '../kinds/pod.ts';
import type { PodSpec } from './pod-spec.ts';

/**
 * Everything as it was, but for what resizing is about. Where containers came, went or changed places the wish is left as it
 * is, for the rules to refuse.
 */
export function resizedSpec(next: PodSpec, previous: PodSpec): PodSpec {
  const { containers, initContainers = [] } = next;
  const before = previous.initContainers ?? [];
  if (containers.length !== previous.containers.length || initContainers.length !== before.length) return next;
  return {
    ...previous,
    containers: resized(containers, previous.containers),
    ...(previous.initContainers === undefined ? {} : { initContainers: resized(initContainers, before) }),
  };
}

function resized(next: readonly Container[], previous: readonly Container[]): readonly Container[] {
  if (next.some(({ name }, index) => name !== previous[index]?.name)) return next;
  return next.map((after, index) => {
    const { resources: _, resizePolicy: __, ...rest } = previous[index] as Container;
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
