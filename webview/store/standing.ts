// What is going on besides the counts: who waits, who is at work, what was refused last. Never more than is known.
import type { Micros } from '../../lab-cluster/index.ts';
import { needsAttention } from './attention.ts';
import { placeOf } from './places.ts';
import type { TraceModel } from './trace-model.ts';
import { isPast, type ViewState } from './view-state.ts';

/** A sentence to follow the counts, or empty. */
export function standingText(state: ViewState): string {
  const { lab, picture } = state;
  const calm = needsAttention(picture).length === 0;
  if (isPast(state)) {
    return calm ? 'Every loop was closed.' : '';
  }
  if (lab === null || lab === undefined || waiters(state).length > 0) {
    return '';
  }
  if (!lab.idle) {
    return lab.paused ? 'Time is paused in the middle of work.' : workText(state.trace);
  }
  if (!calm) {
    return '';
  }
  const nothingElse = lab.newest === 0 || (lab.newest === state.trace?.root && lastRefusal(state) === undefined);
  return nothingElse ? 'Every loop is closed, so nobody is doing anything.' : 'Every loop is closed.';
}

const mostNamed = 2;

function workText(trace: TraceModel | undefined): string {
  const titles = new Set(trace?.steps.flatMap((step) => (step.endUs < 0 && step.spans[0] ? [placeOf(step.spans[0].component).title] : [])));
  const named = [...titles].slice(0, mostNamed);
  const others = titles.size - named.length;
  if (named.length === 0) {
    return 'Something is still to come.';
  }
  const names = others > 0 ? `${named.join(', ')} and ${others} more` : named.join(' and ');
  return `${names} ${titles.size === 1 ? 'is' : 'are'} at work.`;
}

export interface Waiter {
  readonly who: string;
  /** Verb and path. */
  readonly request: string;
}

/** Who outside waits for an answer because time stands still, or nearly so; at other speeds nobody waits long enough to be named. */
export function waiters({ lab }: Pick<ViewState, 'lab'>): readonly Waiter[] {
  if (lab === null || lab === undefined || !(lab.paused || (lab.speed !== 'max' && lab.speed < 1))) {
    return [];
  }
  return lab.waiting.map((text) => {
    const at = text.lastIndexOf(' from ');
    return at < 0 ? { who: 'A client', request: text } : { who: text.slice(at + ' from '.length), request: text.slice(0, at) };
  });
}

export interface Refusal {
  /** What was asked. */
  readonly title: string;
  /** Who said no; empty when nobody answered at all. */
  readonly by: string;
  readonly why: string;
  readonly code: number;
  readonly atUs: Micros;
  /** Where the trace shows it. */
  readonly step: number;
}

export function refusedBy({ by }: Refusal): string {
  return by === '' ? 'The last request reached nobody' : `The last request was refused by the ${by}`;
}

/** Why the newest thing asked from outside was not done; undefined when it was, or when it is not known yet. */
export function lastRefusal({ trace, lab }: Pick<ViewState, 'trace' | 'lab'>): Refusal | undefined {
  if (trace === undefined || trace.root !== lab?.newest) {
    return undefined;
  }
  const asked = trace.steps.findLast((step) => step.told === 'start');
  const request = asked?.requests.at(-1);
  if (asked === undefined || request === undefined || request.endUs < 0 || request.code < 400) {
    return undefined;
  }
  const said = trace.steps.find((step) => step.spans.some((span) => span.kind === 'serve' && span.cause === request.id));
  const words = said?.spans[0]?.decided || request.saw;
  return {
    title: trace.title,
    by: said === undefined ? '' : placeOf(said.spans[0]?.component ?? '').title,
    why: words.replace(/^(Refused|the server refused \(\d+\)): /, ''),
    code: request.code,
    atUs: request.endUs,
    step: said?.number ?? asked.number,
  };
}
