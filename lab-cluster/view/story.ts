// A run as text, one line a step: time, actor, what it saw, decided and wrote. What `kubelab run` prints.
import type { SpanRow } from './picture-types.ts';
import { actorTitle, objectTitle } from './actor-words.ts';

const ACTOR_WIDTH = 24;

/** Steps worth a line: those that say something, and what came from outside. */
function isTold(span: SpanRow): boolean {
  if (span.background) return false;
  switch (span.kind) {
    case 'input':
    case 'life':
      return true;
    case 'reconcile':
    case 'sync':
      return span.wrote !== '';
    case 'decide':
    case 'runtime':
    case 'packet':
      return span.saw !== '' || span.decided !== '' || span.wrote !== '';
    case 'request':
    case 'serve':
    case 'commit':
    case 'watch':
      return false;
  }
}

/** `    1.204 s  Scheduler                pod web-x2kqp has no node → node-2 scores best → bound it to node-2`. */
function storyLine(span: SpanRow): string {
  const time = `${(span.startUs / 1_000_000).toFixed(3)} s`.padStart(11);
  const actor = actorTitle(span.component).padEnd(ACTOR_WIDTH);
  return `${time}  ${actor} ${textOf(span)}`;
}

function textOf(span: SpanRow): string {
  const said = span.kind === 'packet' ? [span.decided] : [span.saw, span.decided, span.wrote];
  const parts = said.filter((part) => part !== '').map((part) => part.replace(/\.$/, ''));
  const about = span.object === '' ? span.verb : `${span.verb} ${objectTitle(span.object)}`;
  return parts.length === 0 ? about : parts.join(' → ');
}

export function storyLines(spans: Iterable<SpanRow>): readonly string[] {
  const lines: string[] = [];
  for (const span of spans) if (isTold(span)) lines.push(storyLine(span));
  return lines;
}
