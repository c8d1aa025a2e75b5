// Runs tasks side by side and waits for all of them.
import type { Sim, Task } from '../sim/sim.ts';
import { Promised } from '../sim/task.ts';

/** The results, in the order of `tasks`. */
export function* inParallel<T>(sim: Sim, tasks: readonly Task<T>[]): Task<readonly T[]> {
  const results: T[] = [];
  let left = tasks.length;
  if (left === 0) return results;
  const all = new Promised<void>();
  function* run(task: Task<T>, index: number): Task<void> {
    results[index] = yield* task;
    left -= 1;
    if (left === 0) all.settle();
  }
  tasks.forEach((task, index) => sim.spawn(run(task, index)));
  yield* all.wait();
  return results;
}
