// Pods that want to be near other pods, or far from them, in some topology: host, zone.
// Models pkg/scheduler/framework/plugins/interpodaffinity. Simplified: preferences of pods already placed are not weighed,
// and a namespaceSelector counts only when it is empty (every namespace).
import type { PodAffinityTerm } from '../../api/pods/affinity.ts';
import { isEmptySelector } from '../../api/selector.ts';
import { type CycleInput, definePlugin, MAX_SCORE, SKIP } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodInfo } from '../pod-info.ts';
import { nodesOf, type Snapshot } from '../snapshot.ts';
import { createShapeMatcher, type ShapeMatcher } from './shape-matcher.ts';

const notNear = { reasons: ["node(s) didn't match pod affinity rules"], resolvable: false };
const tooNear = { reasons: ["node(s) didn't match pod anti-affinity rules"], resolvable: true };
const unwelcome = { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], resolvable: true };

interface Term {
  readonly topologyKey: string;
  readonly matcher: ShapeMatcher;
}

interface FilterState {
  readonly near: readonly Term[];
  readonly far: readonly Term[];
  /** Pods that match a term, by term and value of its topology key. */
  readonly nearCounts: readonly ReadonlyMap<string, number>[];
  readonly farCounts: readonly ReadonlyMap<string, number>[];
  /** `key=value` of domains whose pods do not want this one. */
  readonly forbidden: ReadonlySet<string>;
  /** No pod anywhere matches, but the pod matches itself: it may be the first. */
  readonly mayBeFirst: boolean;
}

interface ScoreState {
  readonly terms: readonly (Term & { readonly weight: number; readonly counts: ReadonlyMap<string, number> })[];
}

export const interPodAffinity = definePlugin<FilterState, ScoreState>({
  name: 'InterPodAffinity',
  weight: 2,
  freedBy: ['node-added', 'node-changed', 'pod-placed', 'pod-removed', 'pod-labels'],
  beforeFilter(input) {
    const { snapshot, pod } = input;
    const near = termsOf(pod, pod.pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution);
    const far = termsOf(pod, pod.requiredAntiAffinity);
    if (near.length === 0 && far.length === 0 && snapshot.antiAffineCount === 0) return SKIP;
    const nearCounts = near.map((term) => countDomains(snapshot, term));
    return {
      state: {
        near,
        far,
        nearCounts,
        farCounts: far.map((term) => countDomains(snapshot, term)),
        forbidden: forbiddenDomains(input),
        mayBeFirst:
          nearCounts.every((counts) => [...counts.values()].every((count) => count === 0)) &&
          near.every((term) => term.matcher.matches(pod.shape)),
      },
    };
  },
  filter(state, node) {
    if (!isNear(state, node)) return notNear;
    if (state.far.some(({ topologyKey }, i) => domainCount(node, topologyKey, state.farCounts[i]) > 0)) return tooNear;
    if (state.forbidden.size > 0 && isForbidden(state, node)) return unwelcome;
    return undefined;
  },
  beforeScore({ pod, snapshot }) {
    const { podAffinity, podAntiAffinity } = pod.pod.spec.affinity ?? {};
    const terms: ScoreState['terms'][number][] = [];
    for (const [source, sign] of [
      [podAffinity, 1],
      [podAntiAffinity, -1],
    ] as const) {
      for (const { weight, podAffinityTerm } of source?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
        const term = termOf(pod, podAffinityTerm);
        terms.push({ ...term, weight: sign * weight, counts: countDomains(snapshot, term) });
      }
    }
    return terms.length === 0 ? SKIP : { state: { terms } };
  },
  score: ({ terms }, node) =>
    terms.reduce((sum, { topologyKey, weight, counts }) => sum + weight * domainCount(node, topologyKey, counts), 0),
  normalize(scores) {
    const least = Math.min(...scores);
    const most = Math.max(...scores);
    for (let i = 0; i < scores.length; i++) {
      scores[i] = most === least ? 0 : Math.floor((MAX_SCORE * ((scores[i] as number) - least)) / (most - least));
    }
  },
});

function isNear({ near, nearCounts, mayBeFirst }: FilterState, node: NodeInfo): boolean {
  if (near.some(({ topologyKey }) => node.labels[topologyKey] === undefined)) return false;
  return mayBeFirst || near.every(({ topologyKey }, i) => domainCount(node, topologyKey, nearCounts[i]) > 0);
}

function isForbidden({ forbidden }: FilterState, node: NodeInfo): boolean {
  for (const key in node.labels) if (forbidden.has(`${key}=${node.labels[key] ?? ''}`)) return true;
  return false;
}

/** Domains of placed pods whose own anti-affinity matches the new pod. */
function forbiddenDomains({ snapshot, pod }: CycleInput): ReadonlySet<string> {
  const forbidden = new Set<string>();
  if (snapshot.antiAffineCount === 0) return forbidden;
  for (const node of nodesOf(snapshot)) {
    for (const placed of node.antiAffine) {
      for (const term of placed.requiredAntiAffinity) {
        const value = node.labels[term.topologyKey];
        if (value !== undefined && termOf(placed, term).matcher.matches(pod.shape)) forbidden.add(`${term.topologyKey}=${value}`);
      }
    }
  }
  return forbidden;
}

function termsOf(pod: PodInfo, terms: readonly PodAffinityTerm[] | undefined): readonly Term[] {
  return terms?.map((term) => termOf(pod, term)) ?? [];
}

function termOf(pod: PodInfo, { topologyKey, labelSelector, namespaces = [], namespaceSelector }: PodAffinityTerm): Term {
  const everywhere = namespaceSelector !== undefined && isEmptySelector(namespaceSelector);
  const named = namespaces.length > 0 ? namespaces : [pod.shape.namespace];
  const where = everywhere ? undefined : new Set(named);
  return { topologyKey, matcher: createShapeMatcher({ selector: labelSelector, namespaces: where, terminating: 'counted' }) };
}

function countDomains(snapshot: Snapshot, { topologyKey, matcher }: Term): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodesOf(snapshot)) {
    const value = node.labels[topologyKey];
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + matcher.countOn(node));
  }
  return counts;
}

function domainCount(node: NodeInfo, topologyKey: string, counts: ReadonlyMap<string, number> | undefined): number {
  return counts?.get(node.labels[topologyKey] ?? '') ?? 0;
}
