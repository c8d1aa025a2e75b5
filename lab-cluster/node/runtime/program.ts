// What a simulated process does, as data: stages in time, an end, a way to take SIGTERM. Asked at any instant, it answers
// from the time since its start alone, so containers need no one to run them.
import type { Micros } from '../../sim/sim.ts';

export interface Stage {
  /** Ports are open and requests answered only while `serving`; a `starting` program refuses connections. */
  readonly doing: 'starting' | 'serving' | 'working';
  /** How long; absent in the last stage of a program that does not end by itself. */
  readonly ms?: number;
  /** Files that exist meanwhile, for probes that look for one. */
  readonly files?: readonly string[];
}

/** One line a program prints, once or again and again. */
export interface Print {
  /** After its start. */
  readonly atMs: number;
  /** May name `{pod}` and the instant, as `printed.ts` fills them in. */
  readonly text: string;
  readonly everyMs?: number;
}

export interface Program {
  readonly stages: readonly Stage[];
  /** Exit code after the last stage. */
  readonly exitCode: number;
  readonly ports: readonly number[];
  /** What `GET /` answers; `{pod}`, `{path}` and `{ip}` are filled in. Absent: it speaks another protocol. */
  readonly page?: string;
  /** How it takes SIGTERM; absent: it ignores it and waits for SIGKILL, as a shell running as process 1 does. */
  readonly onTerm?: { readonly afterMs: number; readonly exitCode: number };
  /** What it prints while it runs. */
  readonly prints?: readonly Print[];
  /** Last line of its log when it ends by itself. */
  readonly lastWords?: string;
}

/** How long the program runs by itself, or undefined if for ever. */
export function lifetimeUs(program: Program): Micros | undefined {
  let totalMs = 0;
  for (const stage of program.stages) {
    if (stage.ms === undefined) return undefined;
    totalMs += stage.ms;
  }
  return Math.round(totalMs * 1000);
}

/** The stage it is in `sinceUs` after its start, or undefined once it has ended. */
export function stageAt(program: Program, sinceUs: Micros): Stage | undefined {
  let untilUs = 0;
  for (const stage of program.stages) {
    if (stage.ms === undefined) return stage;
    untilUs += stage.ms * 1000;
    if (sinceUs < untilUs) return stage;
  }
  return undefined;
}

/** Runs until stopped, with these ports open. */
export function server(ports: readonly number[], startMs: number, extra: Partial<Program> = {}): Program {
  return {
    stages: [{ doing: 'starting', ms: startMs }, { doing: 'serving' }],
    exitCode: 0,
    ports,
    onTerm: { afterMs: 80, exitCode: 0 },
    ...extra,
  };
}

/** Does something for a while and ends. */
export function task(ms: number, exitCode: number, extra: Partial<Program> = {}): Program {
  return { stages: [{ doing: 'working', ms }], exitCode, ports: [], ...extra };
}
