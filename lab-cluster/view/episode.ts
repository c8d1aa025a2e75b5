// An episode: everything one outside input set off, in causal order. Routine work that happened meanwhile is not in it.
import type { Episode, SpanRow } from './picture-types.ts';
import { objectTitle } from './actor-words.ts';

/** `later` are the foreground steps after the root, oldest first; a step always comes after its cause. */
export function collectEpisode(root: SpanRow, later: Iterable<SpanRow>, limit: number): Episode {
  const spans: SpanRow[] = [root];
  const members = new Set([root.id]);
  const lists = new HeldLists();
  let truncated = false;
  for (const span of later) {
    if (span.background || span.id === root.id || isRoutine(span)) continue;
    if (lists.hold(span, members)) continue;
    const due = lists.release(span.cause);
    if (due.length === 0 && !members.has(span.cause)) continue;
    for (const told of [...due, span]) {
      if (spans.length < limit) spans.push(told);
      else truncated = true;
      members.add(told.id);
    }
    if (truncated) break;
  }
  spans.sort((one, other) => one.startUs - other.startUs || one.id - other.id);
  return { root: root.id, title: episodeTitle(root), startUs: root.startUs, spans, truncated };
}

/** Leases are renewed whatever happens. */
function isRoutine({ object }: SpanRow): boolean {
  return object.startsWith('leases/');
}

/**
 * Whoever starts, or loses its API server, asks for everything there is, again and again until it is answered: some hundred steps
 * of which most bring nothing new. A list is told together with the first thing that came of it, or not at all.
 */
class HeldLists {
  /** The steps of each list so far, by the number of each of them. */
  readonly #held = new Map<number, SpanRow[]>();

  /** True for a list that one of the members caused, and for its way to the API server. */
  hold(span: SpanRow, members: ReadonlySet<number>): boolean {
    const isList = span.kind === 'watch' && span.verb === 'list' && members.has(span.cause);
    const list = isList ? [] : span.kind === 'request' || span.kind === 'serve' ? this.#held.get(span.cause) : undefined;
    // A request of somebody who acts on the list is not the one that asks for it.
    if (list === undefined || (!isList && span.verb !== 'list')) return false;
    list.push(span);
    this.#held.set(span.id, list);
    return true;
  }

  /** The list that this cause is part of, if it is still held. */
  release(cause: number): readonly SpanRow[] {
    const list = this.#held.get(cause) ?? [];
    for (const { id } of list) this.#held.delete(id);
    return list;
  }
}

/** `apply deployments/default/web` becomes "apply Deployment web". */
export function episodeTitle({ verb, object }: SpanRow): string {
  return object === '' ? verb : `${verb} ${objectTitle(object)}`;
}
