// What of the stage is lit while an episode is followed: for each place, the steps that touched it up to the current one.
import type { Step, TraceModel } from './trace-model.ts';

export interface Lit {
  /** Steps at this place, oldest first. */
  readonly steps: readonly number[];
  /** Text beside the port, of the newest of them. */
  readonly action: string;
  readonly request: boolean;
  readonly watch: boolean;
  /** One of several places of the same step: its text is written once. */
  readonly fan: boolean;
  readonly current: boolean;
}

export type LitPath = ReadonlyMap<string, Lit>;

export const nothingLit: LitPath = new Map();

/** `reroute` sends places that are not drawn to one that is (hidden controllers to the "more" row). */
export function litPath(trace: TraceModel, current: number, reroute: (place: string) => string): LitPath {
  const lit = new Map<string, Lit>();
  for (const step of trace.steps) {
    if (step.number > current) {
      break;
    }
    for (const place of new Set(step.places.map(reroute))) {
      const before = lit.get(place);
      const isCurrent = step.number === current;
      lit.set(place, {
        steps: [...(before?.steps ?? []), step.number],
        action: step.told === 'local' && step.requests.length === 0 ? (before?.action ?? '') : step.action,
        request: isCurrent ? step.requests.length > 0 : before?.request === true || step.requests.length > 0,
        watch: isCurrent ? step.told === 'watch' : before?.watch === true || step.told === 'watch',
        fan: step.places.length > 1,
        current: isCurrent,
      });
    }
  }
  return lit;
}

/** The pod an episode's current step is about, as `pods/namespace/name`, or empty. */
export function followedPod(step: Step | undefined): string {
  if (step === undefined) {
    return '';
  }
  for (const span of [...step.requests, ...step.spans, ...step.deliveries]) {
    const parts = span.object.split('/');
    if (parts[0] === 'pods' && parts.length >= 3) {
      return `pods/${parts[1]}/${parts[2]}`;
    }
  }
  return '';
}

/** How several places that are drawn as one are lit: as the strongest of them. */
export function toneAmong(path: LitPath, places: readonly string[]): '' | 'lit' | 'cur' {
  const lit = places.flatMap((place) => path.get(place) ?? []);
  return lit.some((place) => place.current) ? 'cur' : lit.length > 0 ? 'lit' : '';
}
