// What a pod says of where it should run, and should say otherwise: old names of labels, and selectors that select nothing.
// Models the parts of pkg/api/pod/warnings.go about selectors, affinity and spreading.
import type { Affinity } from '../pods/affinity.ts';
import { renamedLabel, warningsOfTerm } from '../node-labels.ts';
import type { PodSpec } from '../pods/pod-spec.ts';

const NOBODY = 'a null labelSelector results in matching no pod';

/** `at`: the path of the spec. */
export function warningsOfPlacement(at: string, { nodeSelector, affinity, topologySpreadConstraints }: PodSpec): readonly string[] {
  const warnings: string[] = [];
  for (const key in nodeSelector) {
    const message = renamedLabel(key);
    if (message !== undefined) warnings.push(`${at}.nodeSelector[${key}]: ${message}`);
  }
  const { requiredDuringSchedulingIgnoredDuringExecution: needed, preferredDuringSchedulingIgnoredDuringExecution: liked } =
    affinity?.nodeAffinity ?? {};
  const here = `${at}.affinity.nodeAffinity`;
  for (const [index, term] of (needed?.nodeSelectorTerms ?? []).entries())
    warnings.push(...warningsOfTerm(`${here}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${index}]`, term));
  for (const [index, { preference }] of (liked ?? []).entries())
    warnings.push(...warningsOfTerm(`${here}.preferredDuringSchedulingIgnoredDuringExecution[${index}].preference`, preference ?? {}));
  for (const [index, { topologyKey, labelSelector }] of (topologySpreadConstraints ?? []).entries()) {
    const place = `${at}.topologySpreadConstraints[${index}]`;
    const message = renamedLabel(topologyKey);
    if (message !== undefined) warnings.push(`${place}.topologyKey: ${topologyKey} is ${message}`);
    if (labelSelector === undefined) warnings.push(`${place}.labelSelector: ${NOBODY}`);
  }
  return warnings;
}

/** `at`: the path of the affinity. */
export function warningsOfPeers(at: string, affinity: Affinity | undefined): readonly string[] {
  const warnings: string[] = [];
  for (const which of ['podAffinity', 'podAntiAffinity'] as const) {
    const { requiredDuringSchedulingIgnoredDuringExecution: needed, preferredDuringSchedulingIgnoredDuringExecution: liked } =
      affinity?.[which] ?? {};
    for (const [index, { labelSelector }] of (needed ?? []).entries())
      if (labelSelector === undefined)
        warnings.push(`${at}.${which}.requiredDuringSchedulingIgnoredDuringExecution[${index}].labelSelector: ${NOBODY}`);
    for (const [index, { podAffinityTerm }] of (liked ?? []).entries())
      if (podAffinityTerm?.labelSelector === undefined)
        warnings.push(`${at}.${which}.preferredDuringSchedulingIgnoredDuringExecution[${index}].podAffinityTerm.labelSelector: ${NOBODY}`);
  }
  return warnings;
}
