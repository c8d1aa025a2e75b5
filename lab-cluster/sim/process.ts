// A process on a machine: its generators, timers and exchanges live and die together.
import type { Owner } from './event-queue.ts';
import type { Machine } from './machine.ts';
import type { Context, Sim, Task } from './sim.ts';

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
  /** The step that began this life. */
  readonly startedBy: Context;
  /** The step that ended it. */
  endedBy: Context | undefined;
}

/** A continuation of the present event. */
export interface Runnable {
  run(): void;
}

/** Steps a task through its waits; `later` runs a continuation after the present event, in order. */
export function driveTask(life: Life, task: Task<void>, later: (next: Runnable) => void): void {
  later(new RunningTask(life, task, later));
}

class RunningTask implements Runnable {
  readonly #life: Life;
  readonly #task: Task<void>;
  readonly #later: (next: Runnable) => void;
  /** What the wait that is over brought. */
  #value: unknown = undefined;

  constructor(life: Life, task: Task<void>, later: (next: Runnable) => void) {
    this.#life = life;
    this.#task = task;
    this.#later = later;
  }

  run(): void {
    if (!this.#life.alive) return;
    const value = this.#value;
    this.#value = undefined;
    const step = this.#task.next(value);
    if (step.done) return;
    let resumed = false;
    step.value((next) => {
      if (resumed) return;
      resumed = true;
      this.#value = next;
      this.#later(this);
    });
  }
}
