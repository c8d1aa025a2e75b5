// Why no node took a pod, in the scheduler's own words.
// Models pkg/scheduler/framework/types.go FitError and plugins/defaultpreemption.
import type { Decision } from './cycle.ts';

/** `0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: …` */
export function fitMessage(decision: Decision, nodeCount: number): string {
  if (nodeCount === 0) return 'no nodes available to schedule pods';
  const prologue = `0/${nodeCount} nodes are available`;
  const { reasons, unresolvable, epilogue, evaluated } = decision;
  const texts = [...reasons].map(([reason, count]) => (count === 0 ? reason : `${count} ${reason}`)).sort();
  const why = `${prologue}: ${texts.join(', ')}.`;
  if (epilogue !== undefined) return `${why} ${epilogue}`;
  // Simplified: no pod is evicted for another, so no victims are ever found.
  const helpless = evaluated - unresolvable;
  const outcomes = [
    ...(helpless > 0 ? [`${helpless} No preemption victims found for incoming pod`] : []),
    ...(unresolvable > 0 ? [`${unresolvable} Preemption is not helpful for scheduling`] : []),
  ].sort();
  return `${why} no new claims to deallocate, preemption: ${prologue}: ${outcomes.join(', ')}.`;
}
