// What a benchmark reads from the process it runs in.

/** CPU this process has used since it began, all threads. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Bytes alive on the heap after a full collection; needs `--expose-gc`. */
export function collectGarbage(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error('run with --expose-gc');
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}
