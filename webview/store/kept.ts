// What outlives the page when it is hidden or reloaded: where a person was and what they had chosen, never the cluster itself.
import type { SpanId } from '../../lab-cluster/index.ts';
import type { Bookmark, Scroll, Selection, Telling, ViewState } from './view-state.ts';

interface Kept {
  readonly selection?: Selection;
  readonly goal?: ViewState['goal'];
  readonly step?: number;
  readonly followed?: boolean;
  readonly root?: SpanId;
  readonly textView?: boolean;
  readonly telling?: Telling;
  readonly bookmarks?: readonly Bookmark[];
  readonly scroll?: Scroll;
}

export function toKept(state: ViewState): Kept {
  return {
    ...(state.selection === undefined ? {} : { selection: state.selection }),
    goal: state.goal,
    step: state.step,
    followed: state.followed,
    ...(state.trace === undefined ? {} : { root: state.trace.root }),
    textView: state.textView,
    telling: state.telling,
    bookmarks: state.bookmarks,
    scroll: state.scroll,
  };
}

/** Reads what was kept; anything that is not what it should be is left out. */
export function loadKept(value: unknown): Partial<ViewState> & { readonly keptRoot?: SpanId } {
  if (typeof value !== 'object' || value === null) {
    return {};
  }
  const kept = value as Kept;
  return {
    ...(kept.selection === undefined ? {} : { selection: kept.selection }),
    ...(kept.goal?.at === 'past' && typeof kept.goal.timeUs === 'number' ? { goal: kept.goal } : {}),
    ...(typeof kept.step === 'number' && kept.followed === true ? { step: kept.step, followed: true } : {}),
    ...(typeof kept.root === 'number' && kept.followed === true ? { keptRoot: kept.root } : {}),
    ...(typeof kept.textView === 'boolean' ? { textView: kept.textView } : {}),
    ...(kept.telling === 'port' || kept.telling === 'office' ? { telling: kept.telling } : {}),
    ...(Array.isArray(kept.bookmarks) ? { bookmarks: kept.bookmarks } : {}),
    ...(isPlace(kept.scroll?.inspector) && isPlace(kept.scroll?.text) ? { scroll: kept.scroll } : {}),
  };
}

function isPlace(place: { readonly key: unknown; readonly top: unknown } | undefined): boolean {
  return typeof place?.key === 'string' && typeof place.top === 'number';
}
