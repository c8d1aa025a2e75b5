// Spreads pods that belong together over nodes and zones: as a rule where the pod says so, as a preference by default.
// Models pkg/scheduler/framework/plugins/podtopologyspread.
import type { LabelSelector } from '../../api/label-selector.ts';
import type { TopologySpreadConstraint } from '../../api/pods/pod-spec.ts';
import { matchesSelector } from '../../api/selector.ts';
import { type CycleInput, definePlugin, MAX_SCORE, SKIP } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import { nodesOf } from '../snapshot.ts';
import { matchesRequiredAffinity } from './node-affinity.ts';
import { createShapeMatcher, type ShapeMatcher } from './shape-matcher.ts';
import { toleratesAny } from './toleration.ts';

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';
/** A node that is left out of the comparison. */
const IGNORED = -1;

const skewed = { reasons: ["node(s) didn't match pod topology spread constraints"], resolvable: true };
const unlabelled = { reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"], resolvable: false };

interface Constraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly matcher: ShapeMatcher;
  readonly selfMatch: number;
  readonly source: TopologySpreadConstraint | undefined;
}

interface FilterState {
  readonly constraints: readonly Constraint[];
  /** Per constraint: pods by value of the topology key. */
  readonly counts: readonly ReadonlyMap<string, number>[];
  readonly least: readonly number[];
}

interface ScoreState {
  readonly constraints: readonly Constraint[];
  readonly counts: readonly ReadonlyMap<string, number>[];
  readonly weights: readonly number[];
  readonly needsAllKeys: boolean;
}

export const podTopologySpread = definePlugin<FilterState, ScoreState>({
  name: 'PodTopologySpread',
  weight: 2,
  freedBy: ['node-added', 'node-changed', 'node-removed', 'pod-placed', 'pod-removed', 'pod-labels'],
  beforeFilter(input) {
    const constraints = ownConstraints(input, 'DoNotSchedule');
    if (constraints.length === 0) return SKIP;
    const counts = constraints.map(() => new Map<string, number>());
    for (const node of nodesOf(input.snapshot)) {
      if (hasAllKeys(node, constraints)) countNode(input, constraints, node, counts, true);
    }
    return {
      state: { constraints, counts, least: constraints.map((constraint, i) => leastOf(constraint, counts[i] as Map<string, number>)) },
    };
  },
  filter({ constraints, counts, least }, node) {
    for (const [i, { topologyKey, maxSkew, selfMatch }] of constraints.entries()) {
      const value = node.labels[topologyKey];
      if (value === undefined) return unlabelled;
      const skew = (counts[i]?.get(value) ?? 0) + selfMatch - (least[i] ?? 0);
      if (skew > maxSkew) return skewed;
    }
    return undefined;
  },
  beforeScore(input, feasible) {
    const own = (input.pod.pod.spec.topologySpreadConstraints?.length ?? 0) > 0;
    const constraints = own ? ownConstraints(input, 'ScheduleAnyway') : defaultConstraints(input);
    if (constraints.length === 0) return SKIP;
    return { state: prepareScore(input, feasible, constraints, own) };
  },
  score({ constraints, counts, weights, needsAllKeys }, node) {
    if (needsAllKeys && !hasAllKeys(node, constraints)) return IGNORED;
    let score = 0;
    for (let i = 0; i < constraints.length; i++) {
      const { topologyKey, maxSkew, matcher } = constraints[i] as Constraint;
      const value = node.labels[topologyKey];
      if (value === undefined) continue;
      const count = topologyKey === HOSTNAME ? matcher.countOn(node) : (counts[i]?.get(value) ?? 0);
      score += count * (weights[i] as number) + (maxSkew - 1);
    }
    return Math.round(score);
  },
  normalize: invert,
});

/** Few pods are best: the emptiest node gets 100. */
function invert(scores: number[]): void {
  let least = Number.MAX_SAFE_INTEGER;
  let most = 0;
  for (const score of scores) {
    if (score === IGNORED) continue;
    if (score < least) least = score;
    if (score > most) most = score;
  }
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (score === IGNORED) scores[i] = 0;
    else scores[i] = most === 0 ? MAX_SCORE : Math.floor((MAX_SCORE * (most + least - score)) / most);
  }
}

function prepareScore(input: CycleInput, feasible: readonly NodeInfo[], constraints: readonly Constraint[], own: boolean): ScoreState {
  const counts = constraints.map(() => new Map<string, number>());
  let considered = 0;
  for (const node of feasible) {
    if (own && !hasAllKeys(node, constraints)) continue;
    considered += 1;
    for (let i = 0; i < constraints.length; i++) {
      const { topologyKey } = constraints[i] as Constraint;
      if (topologyKey === HOSTNAME) continue;
      const value = node.labels[topologyKey];
      if (value !== undefined) counts[i]?.set(value, 0);
    }
  }
  const weights = constraints.map(({ topologyKey }, i) => Math.log((topologyKey === HOSTNAME ? considered : (counts[i]?.size ?? 0)) + 2));
  // Pods on nodes count host by host when each is scored; wider domains are summed over all nodes here.
  const wider = constraints.some(({ topologyKey }, i) => topologyKey !== HOSTNAME && (counts[i]?.size ?? 0) > 0);
  if (wider) {
    for (const node of nodesOf(input.snapshot)) {
      if (!own || hasAllKeys(node, constraints)) countNode(input, constraints, node, counts, false);
    }
  }
  return { constraints, counts, weights, needsAllKeys: own };
}

/** Adds a node's matching pods to its domains; `all` false: only to domains that are known, and not to hosts. */
function countNode(
  input: CycleInput,
  constraints: readonly Constraint[],
  node: NodeInfo,
  counts: readonly Map<string, number>[],
  all: boolean,
): void {
  for (let i = 0; i < constraints.length; i++) {
    const constraint = constraints[i] as Constraint;
    const { topologyKey, matcher } = constraint;
    const value = node.labels[topologyKey];
    const domain = counts[i] as Map<string, number>;
    if (value === undefined || (!all && (topologyKey === HOSTNAME || !domain.has(value)))) continue;
    if (!isIncluded(input, constraint, node)) continue;
    domain.set(value, (domain.get(value) ?? 0) + matcher.countOn(node));
  }
}

function isIncluded({ pod }: CycleInput, { source }: Constraint, node: NodeInfo): boolean {
  if (source?.nodeAffinityPolicy !== 'Ignore' && !matchesRequiredAffinity(pod, node)) return false;
  if (source?.nodeTaintsPolicy !== 'Honor') return true;
  return node.taints.every((taint) => taint.effect === 'PreferNoSchedule' || toleratesAny(pod.pod.spec.tolerations ?? [], taint));
}

function leastOf({ minDomains }: Constraint, domain: ReadonlyMap<string, number>): number {
  if (domain.size < minDomains) return 0;
  let least = Number.MAX_SAFE_INTEGER;
  for (const count of domain.values()) least = Math.min(least, count);
  return domain.size === 0 ? 0 : least;
}

function hasAllKeys(node: NodeInfo, constraints: readonly Constraint[]): boolean {
  return constraints.every(({ topologyKey }) => node.labels[topologyKey] !== undefined);
}

function ownConstraints(input: CycleInput, when: TopologySpreadConstraint['whenUnsatisfiable']): readonly Constraint[] {
  const { pod } = input.pod;
  const constraints = pod.spec.topologySpreadConstraints ?? [];
  return constraints
    .filter((constraint) => constraint.whenUnsatisfiable === when)
    .map((source) => {
      const selector = withLabelKeys(source, pod.metadata.labels ?? {});
      return constraintOf(input, source.topologyKey, source.maxSkew, selector, source);
    });
}

/** Without constraints of its own a pod is spread from its siblings, first over zones, then over hosts. */
function defaultConstraints(input: CycleInput): readonly Constraint[] {
  const { siblings } = input;
  if (siblings === undefined) return [];
  const overHosts = constraintOf(input, HOSTNAME, 3, siblings);
  return [overHosts, { ...overHosts, topologyKey: ZONE, maxSkew: 5 }];
}

function constraintOf(
  { pod }: CycleInput,
  topologyKey: string,
  maxSkew: number,
  selector: LabelSelector | undefined,
  source?: TopologySpreadConstraint,
): Constraint {
  const matcher = createShapeMatcher({ selector, namespaces: new Set([pod.shape.namespace]), terminating: 'ignored' });
  const selfMatch = matchesSelector(selector, pod.shape.labels) ? 1 : 0;
  return { topologyKey, maxSkew, minDomains: source?.minDomains ?? 1, matcher, selfMatch, source };
}

function withLabelKeys({ labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint, labels: Readonly<Record<string, string>>) {
  if (labelSelector === undefined || matchLabelKeys.length === 0) return labelSelector;
  const added = matchLabelKeys.flatMap((key) =>
    labels[key] === undefined ? [] : [{ key, operator: 'In' as const, values: [labels[key]] }],
  );
  return { ...labelSelector, matchExpressions: [...(labelSelector.matchExpressions ?? []), ...added] };
}
