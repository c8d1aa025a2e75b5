// A pod template as Go's internal struct prints it: what a refused change of a Job's template shows.
import type { PodTemplateSpec } from '../pod-spec.ts';
import { sortedMap } from '../validate/primitives.ts';
import { goStruct } from './print-struct.ts';

/** Some fields of a pod's spec are in its security context inside the server. */
const MOVED = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'] as const;

export function goPodTemplate({ metadata = {}, spec }: PodTemplateSpec): unknown {
  const moved = Object.fromEntries(MOVED.map((field) => [field, spec[field]]));
  const { labels, annotations, ...others } = metadata;
  const shown = {
    ...others,
    ...(labels === undefined ? {} : { labels: sortedMap(labels) }),
    ...(annotations === undefined ? {} : { annotations: sortedMap(annotations) }),
  };
  const isPlain = spec.securityContext === undefined && MOVED.every((field) => spec[field] === undefined);
  const securityContext = isPlain ? undefined : { ...spec.securityContext, ...moved };
  return { ...shown, Spec: goStruct('PodSpec', { ...spec, securityContext }) };
}
