// How cost grows with length, for tests: processor time held against processor time of the same minute, so that neither a slow machine
// nor one with other things to do is a reason to fail.
import process from 'node:process';

/** The larger size is so many times the smaller one. */
const FACTOR = 8;
/** What grows with the square costs 64 times as much at eight times the size; what grows with the length, 8 times. */
export const MOST = 28;
/** Shorter times say nothing. */
const LEAST_MS = 10;
/** Code that runs for the first time is slow, and memory is tidied up when it likes; a square is a square each time. */
const ATTEMPTS = 4;

/** Processor time that something takes, in ms. */
export async function costOf(act: () => unknown): Promise<number> {
  const began = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

/** How many times as much it costs at `size` as at a part of it: the least of some attempts, as many as are needed to come below MOST. */
export async function growthOf(size: number, costAt: (size: number) => number | Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && least >= MOST; attempt++) {
    const small = Math.max(await costAt(size / FACTOR), LEAST_MS);
    least = Math.min(least, (await costAt(size)) / small);
  }
  return least;
}
