// How long the extension host does not come to its next task: by the wall clock, which a busy machine makes longer, and by the
// CPU time that its own thread used meanwhile.

export interface Blocked {
  readonly maxMs: number;
  readonly p99Ms: number;
  /** Most CPU time between two ticks; equal to maxMs where this Node does not tell a thread's CPU time. */
  readonly maxCpuMs: number;
}

const tickMs = 1;

export function watchHost(): { end(): Blocked } {
  const gaps: number[] = [];
  let maxCpuMs = 0;
  let last = performance.now();
  let lastCpu = cpuMs();
  const timer = setInterval(() => {
    const [now, cpu] = [performance.now(), cpuMs()];
    const gap = Math.max(0, now - last - tickMs);
    gaps.push(gap);
    maxCpuMs = Math.max(maxCpuMs, cpu === undefined || lastCpu === undefined ? gap : cpu - lastCpu);
    [last, lastCpu] = [now, cpu];
  }, tickMs);
  return {
    end: () => {
      clearInterval(timer);
      const sorted = gaps.toSorted((a, b) => a - b);
      const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
      return { maxMs: at(1), p99Ms: at(0.99), maxCpuMs };
    },
  };
}

/** Node tells it from 22.19 and 23.9 on. */
function cpuMs(): number | undefined {
  const usage = (process as { threadCpuUsage?: () => { readonly user: number; readonly system: number } }).threadCpuUsage?.();
  return usage === undefined ? undefined : (usage.user + usage.system) / 1000;
}
