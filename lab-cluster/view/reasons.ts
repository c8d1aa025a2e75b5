// "Why is it so?": the chain of causes behind a step or an object's state, nearest first.
import type { SpanId } from '../sim/sim.ts';
import { actorTitle, objectTitle } from './actor-words.ts';
import type { SpanRow } from './picture-types.ts';

export interface Reason {
  readonly text: string;
  readonly span: SpanId;
}

/** Nobody reads more than these nearest ones, and the very first. */
const MOST_REASONS = 10;
/** A chain of causes is never that long; a longer one would be a circle. */
const MOST_STEPS = 2000;

/** The step itself is not among its reasons. `span` gives steps by number, as long as they are kept. */
export function causesOf(start: SpanRow, span: (id: SpanId) => SpanRow | undefined): readonly Reason[] {
  const reasons: Reason[] = [];
  let below = start;
  let said = '';
  let tries = 1;
  for (let step = 0; step < MOST_STEPS && below.cause !== 0; step++) {
    const cause = span(below.cause);
    if (cause === undefined) {
      reasons.push({ text: 'What came before is no longer in the trace', span: below.cause });
      break;
    }
    const text = reasonText(cause, below);
    below = cause;
    if (text === '') continue;
    // One component at the same object again and again is one reason: it keeps trying.
    const who = `${cause.kind} ${cause.component} ${cause.object}`;
    tries = who === said ? tries + 1 : 1;
    if (tries > 1) repeatLast(reasons, tries);
    else reasons.push({ text, span: cause.id });
    said = who;
  }
  return reasons.length <= MOST_REASONS ? reasons : [...reasons.slice(0, MOST_REASONS - 1), ...reasons.slice(-1)];
}

function repeatLast(reasons: Reason[], tries: number): void {
  const last = reasons.pop();
  if (last !== undefined) reasons.push({ ...last, text: `${last.text.replace(/ \(try \d+\)$/, '')} (try ${tries})` });
}

/** Steps that only carry something further (serve, commit, watch) are no reasons of their own. */
function reasonText(span: SpanRow, below: SpanRow): string {
  switch (span.kind) {
    case 'serve':
    case 'commit':
    case 'watch':
      return '';
    case 'request':
      // A request made by a step that is itself in the chain would say the same thing twice.
      return below.kind === 'serve' && span.cause === 0
        ? `${actorTitle(span.component)} asked to ${span.verb} ${objectTitle(span.object)}`
        : '';
    case 'input':
      return `You: ${span.verb} ${objectTitle(span.object)}`.trim();
    case 'reconcile':
    case 'decide':
    case 'sync':
    case 'runtime':
    case 'packet':
    case 'life':
      return `${actorTitle(span.component)}: ${said(span)}`;
  }
}

function said({ wrote, decided, saw, verb, object }: SpanRow): string {
  return (wrote || decided || saw || `${verb} ${objectTitle(object)}`).replace(/\.$/, '');
}
