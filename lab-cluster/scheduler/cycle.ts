// One scheduling decision: filter the nodes, score those that are left, take the best. Pure; `watch` sees every verdict,
// so that the same function both decides and explains.
// Models pkg/scheduler/schedule_one.go.
import type { CycleInput, Prepared, Refusal, SchedulerPlugin } from './framework.ts';
import type { NodeInfo } from './node-info.ts';
import { nodeAt } from './snapshot.ts';

export interface Decision {
  /** Empty when no node fits. */
  readonly chosen: string;
  readonly feasible: number;
  /** Nodes looked at. */
  readonly evaluated: number;
  /** Highest total, and how many nodes had it. */
  readonly best: number;
  readonly ties: number;
  /** How many nodes gave each reason. */
  readonly reasons: ReadonlyMap<string, number>;
  readonly unresolvable: number;
  readonly epilogue: string | undefined;
  /** Plugins that turned nodes away. */
  readonly refusedBy: ReadonlySet<string>;
}

export interface CycleWatcher {
  filtered(node: NodeInfo, plugin: SchedulerPlugin, refusal: Refusal | undefined): void;
  scored(node: NodeInfo, plugin: SchedulerPlugin, weighted: number): void;
}

const LEAST_FEASIBLE = 100;
const LEAST_PERCENT = 5;

interface ActiveFilter {
  readonly plugin: SchedulerPlugin;
  readonly filter: NonNullable<SchedulerPlugin['filter']>;
  readonly state: unknown;
}

export function decide(plugins: readonly SchedulerPlugin[], input: CycleInput, watch?: CycleWatcher): Decision {
  const outcome = new Outcome();
  const filters: ActiveFilter[] = [];
  for (const plugin of plugins) {
    if (plugin.filter === undefined && plugin.beforeFilter === undefined) continue;
    const prepared = plugin.beforeFilter?.(input) ?? noState;
    if ('refusal' in prepared) {
      refuseAll(input, plugin, prepared.refusal, outcome, watch);
      return outcome.decision('', [], 0, 0);
    }
    if ('state' in prepared && plugin.filter !== undefined) filters.push({ plugin, filter: plugin.filter, state: prepared.state });
  }
  const feasible = filterNodes(filters, input, outcome, watch);
  const [only] = feasible;
  if (only === undefined) return outcome.decision('', feasible, 0, 0);
  if (feasible.length === 1) return outcome.decision(only.name, feasible, 0, 1);
  const totals = scoreNodes(plugins, input, feasible, watch);
  let best = totals[0] as number;
  let ties = 1;
  for (let i = 1; i < totals.length; i++) {
    const total = totals[i] as number;
    if (total > best) {
      best = total;
      ties = 1;
    } else if (total === best) ties += 1;
  }
  let left = Math.floor(input.draw * ties);
  for (let i = 0; i < totals.length; i++) {
    if (totals[i] === best && left-- === 0) return outcome.decision((feasible[i] as NodeInfo).name, feasible, best, ties);
  }
  throw new Error('bug in the lab: no node has the highest score');
}

/** How many feasible nodes are enough: all of up to 100, a falling share of more. Models numFeasibleNodesToFind. */
function enoughNodes(size: number): number {
  if (size < LEAST_FEASIBLE) return size;
  const percent = Math.max(LEAST_PERCENT, 50 - Math.floor(size / 125));
  return Math.max(LEAST_FEASIBLE, Math.floor((size * percent) / 100));
}

const noState: Prepared<unknown> = { state: undefined };

class Outcome {
  readonly reasons = new Map<string, number>();
  readonly refusedBy = new Set<string>();
  unresolvable = 0;
  evaluated = 0;
  epilogue: string | undefined;

  refuse(plugin: SchedulerPlugin, refusal: Refusal): void {
    for (const reason of refusal.reasons) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    if (!refusal.resolvable) this.unresolvable += 1;
    this.refusedBy.add(plugin.name);
  }

  decision(chosen: string, feasible: readonly NodeInfo[], best: number, ties: number): Decision {
    const { reasons, unresolvable, epilogue, evaluated, refusedBy } = this;
    return { chosen, feasible: feasible.length, evaluated, best, ties, reasons, unresolvable, epilogue, refusedBy };
  }
}

function filterNodes(filters: readonly ActiveFilter[], input: CycleInput, outcome: Outcome, watch: CycleWatcher | undefined): NodeInfo[] {
  const { snapshot, startIndex } = input;
  const { size } = snapshot;
  const enough = enoughNodes(size);
  const feasible: NodeInfo[] = [];
  let index = size === 0 ? 0 : startIndex % size;
  for (let looked = 0; looked < size && feasible.length < enough; looked++) {
    const node = nodeAt(snapshot, index);
    index = index + 1 === size ? 0 : index + 1;
    outcome.evaluated += 1;
    let refused = false;
    // The innermost loop of the lab: nodes times plugins for every pod.
    for (let i = 0; i < filters.length; i++) {
      const { plugin, filter, state } = filters[i] as ActiveFilter;
      const refusal = filter(state, node);
      if (watch !== undefined) watch.filtered(node, plugin, refusal);
      if (refusal === undefined) continue;
      outcome.refuse(plugin, refusal);
      refused = true;
      break;
    }
    if (!refused) feasible.push(node);
  }
  return feasible;
}

function scoreNodes(
  plugins: readonly SchedulerPlugin[],
  input: CycleInput,
  feasible: readonly NodeInfo[],
  watch: CycleWatcher | undefined,
): number[] {
  const totals: number[] = new Array(feasible.length).fill(0);
  const scores: number[] = new Array(feasible.length).fill(0);
  for (const plugin of plugins) {
    const { score, normalize, weight = 1 } = plugin;
    if (score === undefined) continue;
    const prepared = plugin.beforeScore?.(input, feasible) ?? noState;
    if (!('state' in prepared)) continue;
    const { state } = prepared;
    for (let i = 0; i < feasible.length; i++) scores[i] = score(state, feasible[i] as NodeInfo, input);
    normalize?.(scores, state);
    for (let i = 0; i < feasible.length; i++) {
      const weighted = (scores[i] as number) * weight;
      totals[i] = (totals[i] as number) + weighted;
      watch?.scored(feasible[i] as NodeInfo, plugin, weighted);
    }
  }
  return totals;
}

/** A plugin that turned the pod away before any node was looked at speaks for all of them. */
function refuseAll(input: CycleInput, plugin: SchedulerPlugin, refusal: Refusal, outcome: Outcome, watch: CycleWatcher | undefined): void {
  outcome.epilogue = refusal.epilogue;
  outcome.evaluated = input.snapshot.size;
  outcome.refusedBy.add(plugin.name);
  for (const reason of refusal.reasons) outcome.reasons.set(reason, 0);
  for (let i = 0; i < input.snapshot.size; i++) watch?.filtered(nodeAt(input.snapshot, i), plugin, refusal);
}
