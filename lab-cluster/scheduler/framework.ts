// What a scheduler plugin is: it may look at the pod once, turn nodes away with a reason, and score those that are left.
// Models staging/src/k8s.io/kube-scheduler/framework.
import type { LabelSelector } from '../api/label-selector.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';
import type { Snapshot } from './snapshot.ts';

export const MAX_SCORE = 100;

/** Everything a decision depends on. Kept by reference, it lets the decision be explained later. */
export interface CycleInput {
  readonly snapshot: Snapshot;
  readonly pod: PodInfo;
  /** Selects the pods that belong with this one (its services, its owner): spreading without constraints goes by it. */
  readonly siblings: LabelSelector | undefined;
  /** Node the search begins with, so that all get their turn when not all are looked at. */
  readonly startIndex: number;
  /** Breaks ties: uniform in [0, 1). */
  readonly draw: number;
}

/** Why a node (or, from `beforeFilter`, every node) cannot take the pod. */
export interface Refusal {
  readonly reasons: readonly string[];
  /** Whether evicting pods could help. */
  readonly resolvable: boolean;
  /** What upstream's message ends with, where that is not the outcome of preemption. */
  readonly epilogue?: string;
}

/** `skip`: the plugin has nothing to say about this pod. */
export type Prepared<State> = { readonly state: State } | { readonly skip: true } | { readonly refusal: Refusal };

export const SKIP = { skip: true } as const;

/**
 * What happens in a cluster that may make room for a pod that had none. Any change of a node frees what any plugin turned
 * away, because one plugin may have hidden what another would have said of that node.
 */
export type ClusterChange =
  | 'node-added'
  /** Labels, taints, cordon or resources. */
  | 'node-changed'
  | 'node-removed'
  | 'pod-placed'
  | 'pod-removed'
  | 'pod-labels';

/** Its functions must be pure: a decision is explained by making it again from the snapshot it kept. */
export interface PluginDefinition<FilterState, ScoreState> {
  readonly name: string;
  /** How much its scores count; 1 unless told. */
  readonly weight?: number;
  /** Changes after which a pod it turned away may fit. */
  readonly freedBy: readonly ClusterChange[];
  readonly beforeFilter?: (input: CycleInput) => Prepared<FilterState>;
  readonly filter?: (state: FilterState, node: NodeInfo) => Refusal | undefined;
  readonly beforeScore?: (input: CycleInput, feasible: readonly NodeInfo[]) => Prepared<ScoreState>;
  /** 0 … 100, or any number where `normalize` brings all nodes' scores into that range. Asked only when two nodes or more are left. */
  readonly score?: (state: ScoreState, node: NodeInfo, input: CycleInput) => number;
  readonly normalize?: (scores: number[], state: ScoreState) => void;
}

/** A plugin with its states sealed in. */
export type SchedulerPlugin = PluginDefinition<unknown, unknown>;

export function definePlugin<FilterState = undefined, ScoreState = undefined>(
  definition: PluginDefinition<FilterState, ScoreState>,
): SchedulerPlugin {
  return definition as unknown as SchedulerPlugin;
}

/** Scales to 0 … 100 by the highest; `reverse` when less is better. Models helper.DefaultNormalizeScore. */
export function scaleByHighest(scores: number[], reverse: 'reverse' | 'straight'): void {
  let highest = 0;
  for (const score of scores) if (score > highest) highest = score;
  for (let i = 0; i < scores.length; i++) {
    const scaled = highest === 0 ? 0 : Math.floor((MAX_SCORE * (scores[i] as number)) / highest);
    scores[i] = reverse === 'reverse' ? MAX_SCORE - scaled : scaled;
  }
}
