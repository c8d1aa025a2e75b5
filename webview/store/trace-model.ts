// What the trace of an episode consists of when it is drawn: lanes, bars, numbered steps and arrows. Made by build-trace.ts.
import type { Micros, SpanId, SpanRow } from '../../lab-cluster/index.ts';

export interface Lane {
  readonly key: string;
  readonly label: string;
  /** True for API server and etcd, which share the tinted band. */
  readonly band: boolean;
}

/** How a step learnt that it had something to do. */
export type Told = 'start' | 'request' | 'watch' | 'local';

/** One thing a person can point at: a component's piece of work with the requests it sent. */
export interface Step {
  readonly number: number;
  readonly lane: string;
  /** Places on the stage that take part: one, or several of a fan-out. */
  readonly places: readonly string[];
  readonly spans: readonly SpanRow[];
  /** Requests sent by it, first one first. */
  readonly requests: readonly SpanRow[];
  /** Watch events that told it. */
  readonly deliveries: readonly SpanRow[];
  readonly told: Told;
  /** Number of the step that caused it; 0 for the first. */
  readonly parent: number;
  /** Text beside its port: verb and short resource. */
  readonly action: string;
  /** The instant whose picture shows it: steps are numbered in this order. */
  readonly atUs: Micros;
  readonly startUs: Micros;
  /** -1 while it is going on. */
  readonly endUs: Micros;
  /** Revision it wrote, or 0. */
  readonly revision: number;
  readonly failed: boolean;
}

export interface Bar {
  readonly lane: string;
  readonly span: SpanId;
  readonly startUs: Micros;
  readonly endUs: Micros;
  /** Step it belongs to; 0 when it is context only. */
  readonly step: number;
  /** The number is written at this bar. */
  readonly numbered: boolean;
  /** Revision written at this bar; 0 for none. */
  readonly revision: number;
  readonly failed: boolean;
}

export interface Arrow {
  readonly fromLane: string;
  readonly fromUs: Micros;
  readonly toLane: string;
  readonly toUs: Micros;
  /** Dotted: a watch event. Solid: a call. */
  readonly watch: boolean;
  readonly step: number;
}

export interface TraceModel {
  readonly root: SpanId;
  readonly title: string;
  readonly startUs: Micros;
  readonly endUs: Micros;
  readonly lanes: readonly Lane[];
  readonly steps: readonly Step[];
  readonly bars: readonly Bar[];
  readonly arrows: readonly Arrow[];
  readonly truncated: boolean;
  readonly spanCount: number;
  /** True while some span of it has not ended. */
  readonly open: boolean;
}

/** What a step was about and what it touched. */
export function objectsOf(step: Step): readonly string[] {
  return [...step.spans, ...step.requests, ...step.deliveries].map((span) => span.object);
}
