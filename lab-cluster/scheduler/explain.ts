// The node × plugin table behind a decision, worked out again on demand from what the decision kept.
import type { PluginVerdict, SchedulerTable } from '../view/picture-types.ts';
import { decide } from './cycle.ts';
import { fitMessage } from './fit-message.ts';
import type { CycleInput } from './framework.ts';
import { schedulerPlugins } from './registry.ts';
import { nodeAt } from './snapshot.ts';

/** What a `decide` span keeps: the decision's inputs, and a mark by which it is known. */
export interface DecisionDetail {
  readonly kind: 'scheduling-decision';
  readonly input: CycleInput;
}

function isDecisionDetail(detail: unknown): detail is DecisionDetail {
  return typeof detail === 'object' && detail !== null && (detail as { kind?: unknown }).kind === 'scheduling-decision';
}

interface Row {
  readonly verdicts: PluginVerdict[];
  total: number;
  feasible: boolean;
}

/** Undefined when the detail is not a decision's. */
export function explainDecision(detail: unknown): SchedulerTable | undefined {
  return isDecisionDetail(detail) ? tableOf(detail.input) : undefined;
}

function tableOf(input: CycleInput): SchedulerTable {
  const { snapshot, pod } = input;
  const rows = new Map<string, Row>();
  for (let i = 0; i < snapshot.size; i++) rows.set(nodeAt(snapshot, i).name, { verdicts: [], total: 0, feasible: false });
  const decision = decide(schedulerPlugins, input, {
    filtered(node, plugin, refusal) {
      const row = rows.get(node.name);
      if (row === undefined) return;
      row.feasible = refusal === undefined;
      const phase = 'Filter' as const;
      row.verdicts.push(
        refusal === undefined
          ? { plugin: plugin.name, phase, passed: true }
          : { plugin: plugin.name, phase, passed: false, reason: refusal.reasons.join(', ') },
      );
    },
    scored(node, plugin, weighted) {
      const row = rows.get(node.name);
      if (row === undefined) return;
      row.total += weighted;
      row.verdicts.push({ plugin: plugin.name, phase: 'Score', score: weighted });
    },
  });
  const { namespace = '', name } = pod.pod.metadata;
  return {
    pod: `${namespace}/${name}`,
    chosen: decision.chosen,
    message:
      decision.chosen === '' ? fitMessage(decision, snapshot.size) : choiceMessage(decision.chosen, decision.feasible, decision.ties),
    nodes: [...rows].map(([node, row]) => ({ node, ...row })),
  };
}

/** Why it was this node, in a sentence. */
export function choiceMessage(chosen: string, feasible: number, ties: number): string {
  if (feasible === 1) return `${chosen} is the only node that can take the pod`;
  if (ties > 1) return `${ties} of ${feasible} feasible nodes share the highest score; chance chose ${chosen}`;
  return `${chosen} has the highest score of ${feasible} feasible nodes`;
}
