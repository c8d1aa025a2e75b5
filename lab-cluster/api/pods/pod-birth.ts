// What the server writes into a pod that is about to be: its status, and selectors that its own labels complete.
// Models pkg/registry/core/pod/strategy.go PrepareForCreate.
import type { PodAffinity, PodAffinityTerm } from './affinity.ts';
import { applyAppArmorAnnotations } from './app-armor.ts';
import type { Pod, PodStatus } from '../kinds/pod.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../label-selector.ts';
import type { Condition } from '../object.ts';
import { qosClassOf } from './pod-resources.ts';
import { beginGeneration } from '../strategy.ts';
import { writable } from '../writable.ts';

type Labels = Readonly<Record<string, string>>;

/** Writes into `pod`, which must be private. */
export function preparePod(pod: Pod): void {
  beginGeneration(pod);
  (pod as { status: PodStatus }).status = { phase: 'Pending', qosClass: qosClassOf(pod.spec), ...conditionsOf(pod) };
  completeAffinity(pod);
  for (const { labelSelector, matchLabelKeys } of pod.spec.topologySpreadConstraints ?? [])
    complete(labelSelector, matchLabelKeys, 'In', pod.metadata.labels);
  applyAppArmorAnnotations(pod);
}

function conditionsOf({ metadata, spec }: Pod): { readonly conditions?: readonly Condition[] } {
  if ((spec.schedulingGates ?? []).length === 0) return {};
  const gated = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: metadata.creationTimestamp ?? '',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  };
  return { conditions: [gated as Condition] };
}

function completeAffinity({ metadata, spec: { affinity } }: Pod): void {
  if (affinity === undefined) return;
  for (const term of [...termsOf(affinity.podAffinity), ...termsOf(affinity.podAntiAffinity)]) {
    complete(term.labelSelector, term.matchLabelKeys, 'In', metadata.labels);
    complete(term.labelSelector, term.mismatchLabelKeys, 'NotIn', metadata.labels);
  }
}

function termsOf(affinity: PodAffinity | undefined): readonly PodAffinityTerm[] {
  const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return [
    ...preferred.map(({ podAffinityTerm = { topologyKey: '' } }) => podAffinityTerm),
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
  ];
}

/** An absent selector selects nobody, and stays so. */
function complete(
  selector: LabelSelector | undefined,
  keys: readonly string[] | undefined,
  operator: LabelSelectorRequirement['operator'],
  labels: Labels = {},
): void {
  if (selector === undefined || keys === undefined) return;
  for (const key of keys) {
    const value = labels[key];
    if (value === undefined) continue;
    const draft = writable(selector);
    draft.matchExpressions = [...(draft.matchExpressions ?? []), { key, operator, values: [value] }];
  }
}
