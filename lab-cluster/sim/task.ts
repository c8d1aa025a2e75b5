// Ways for a task to wait: for time, and for a value that another part of the process will bring.
import type { Sim, Task, Wait } from './sim.ts';

/** Waits `ms` virtual milliseconds. Background sleeps do not keep the lab from being idle. */
export function* sleep(sim: Sim, ms: number, background = false): Task<void> {
  const wait: Wait = (resume) => {
    sim.clock.after(Math.round(ms * 1000), background, () => resume(undefined));
  };
  yield wait;
}

/** A task that waits for nothing: for functions that only pass a task on, which is cheaper than waiting within one. */
export function* finished<T>(value: T): Task<T> {
  return value;
}

/** A value that comes later, once. Waiting after it came returns at once. */
export class Promised<T> {
  #value: T | undefined;
  #settled = false;
  readonly #waiting: ((value: unknown) => void)[] = [];

  get settled(): boolean {
    return this.#settled;
  }

  settle(value: T): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#value = value;
    for (const resume of this.#waiting.splice(0)) resume(value);
  }

  *wait(): Task<T> {
    if (this.#settled) return this.#value as T;
    const value = yield (resume) => this.#waiting.push(resume);
    return value as T;
  }
}

/** A waiting place: tasks wait in it until someone wakes them all. */
export class Signal {
  #waiting: ((value: unknown) => void)[] = [];

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume(undefined);
  }

  *wait(): Task<void> {
    yield (resume) => this.#waiting.push(resume);
  }
}
