// A process on a machine: its generators, timers and exchanges live and die together.
import type { Owner } from './event-queue.ts';
import type { Machine } from './machine.ts';
import type { Sim, Task } from './sim.ts';

/** How to run one: called at start and again at every restart, with a fresh Sim. */
export interface ProcessSpec {
  /** Unique in the lab: `kube-scheduler`, `kubelet/node-1`. */
  readonly name: string;
  readonly run: (sim: Sim) => void;
}

/** One life of a process. */
export interface Life extends Owner {
  alive: boolean;
  readonly name: string;
  readonly machine: Machine;
  /** Called when this life ends, in order of registration. */
  readonly onEnd: Set<() => void>;
}

/** Steps a task through its waits; `later` runs a continuation after the present event, in order. */
export function driveTask(life: Life, task: Task<void>, later: (act: () => void) => void): void {
  const advance = (value: unknown): void => {
    if (!life.alive) return;
    const step = task.next(value);
    if (step.done) return;
    let resumed = false;
    step.value((next) => {
      if (resumed) return;
      resumed = true;
      later(() => advance(next));
    });
  };
  later(() => advance(undefined));
}
