// Readings in slices: between two of them the worker hears of newer edits, and a reading that these have overtaken is given up.
import type { ReadingAnswer, SentText } from './manifest-protocol.ts';
import type { OpenManifests } from './open-manifests.ts';

/** In real time. */
const SLICE_MS = 15;

export class ReadingSlices {
  readonly #open: OpenManifests;
  /** Files that are being read, and whether somebody still waits for it. */
  readonly #underway = new Map<string, { isWanted: boolean }>();

  constructor(open: OpenManifests) {
    this.#open = open;
  }

  /** `lost` when it was overtaken; what was read until then is remembered for the next reading. */
  async read(file: string, text: SentText): Promise<ReadingAnswer> {
    const mine = { isWanted: true };
    this.overtake(file);
    this.#underway.set(file, mine);
    const steps = this.#open.read(file, text);
    for (;;) {
      const until = performance.now() + SLICE_MS;
      let step = steps.next();
      while (step.done !== true && performance.now() < until) step = steps.next();
      if (step.done === true) {
        this.#underway.delete(file);
        return step.value;
      }
      await new Promise((resolve) => setImmediate(resolve));
      if (!mine.isWanted) return this.#open.abandon(file);
    }
  }

  /** Gives up the reading of a file, if it is being read. */
  overtake(file: string): void {
    const underway = this.#underway.get(file);
    if (underway === undefined) return;
    underway.isWanted = false;
    this.#underway.delete(file);
  }

  forget(file: string): void {
    this.overtake(file);
    this.#open.forget(file);
  }
}

/** A reading to its end, without a pause. */
export function finished<T>(steps: Generator<void, T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}
