// An episode: everything one outside input set off, in causal order. Routine work that happened meanwhile is not in it.
import type { Episode, SpanRow } from './picture-types.ts';
import { objectTitle } from './actor-words.ts';

/** `later` are the foreground steps after the root, oldest first; a step always comes after its cause. */
export function collectEpisode(root: SpanRow, later: Iterable<SpanRow>, limit: number): Episode {
  const spans: SpanRow[] = [root];
  const members = new Set([root.id]);
  let truncated = false;
  for (const span of later) {
    if (span.background || span.id === root.id || !members.has(span.cause)) continue;
    if (isRoutine(span)) continue;
    if (spans.length >= limit) {
      truncated = true;
      break;
    }
    members.add(span.id);
    spans.push(span);
  }
  return { root: root.id, title: episodeTitle(root), startUs: root.startUs, spans, truncated };
}

/** Leases are renewed whatever happens. */
function isRoutine({ object }: SpanRow): boolean {
  return object.startsWith('leases/');
}

/** `apply deployments/default/web` becomes "apply Deployment web". */
export function episodeTitle({ verb, object }: SpanRow): string {
  return object === '' ? verb : `${verb} ${objectTitle(object)}`;
}
