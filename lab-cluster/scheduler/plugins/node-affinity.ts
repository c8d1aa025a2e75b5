// nodeSelector and node affinity: nodes a pod must have, and nodes it would like.
// Models pkg/scheduler/framework/plugins/nodeaffinity and component-helpers/scheduling/corev1/nodeaffinity.
import type { NodeSelectorRequirement, NodeSelectorTerm } from '../../api/pods/affinity.ts';
import { type Labels, matchesRequirements } from '../../api/selector.ts';
import { definePlugin, scaleByHighest, SKIP } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';

const refusal = { reasons: ["node(s) didn't match Pod's node affinity/selector"], resolvable: false };

interface Preference {
  readonly weight: number;
  readonly preference: NodeSelectorTerm;
}

export const nodeAffinity = definePlugin<PodInfo, readonly Preference[]>({
  name: 'NodeAffinity',
  weight: 2,
  freedBy: ['node-added', 'node-changed'],
  beforeFilter: ({ pod }) => (hasRequirements(pod) ? { state: pod } : SKIP),
  filter: (pod, node) => (matchesRequiredAffinity(pod, node) ? undefined : refusal),
  beforeScore({ pod }) {
    const preferences = pod.pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    return preferences.length === 0 ? SKIP : { state: preferences };
  },
  score: (preferences, node) => preferences.reduce((sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0), 0),
  normalize: (scores) => scaleByHighest(scores, 'straight'),
});

function hasRequirements({ pod }: PodInfo): boolean {
  return (
    pod.spec.nodeSelector !== undefined || pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined
  );
}

/** Spreading asks this too: it counts only nodes the pod could be on. */
export function matchesRequiredAffinity({ pod }: PodInfo, node: NodeInfo): boolean {
  const { nodeSelector, affinity } = pod.spec;
  for (const key in nodeSelector) if (node.labels[key] !== nodeSelector[key]) return false;
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
}

/** An empty term matches nothing. */
function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: NodeInfo): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return matches(matchExpressions, node.labels) && matches(matchFields, { 'metadata.name': node.name });
}

function matches(requirements: readonly NodeSelectorRequirement[], labels: Labels): boolean {
  return matchesRequirements(
    requirements.map((requirement) => ({ ...requirement, values: requirement.values ?? [] })),
    labels,
  );
}
