// Everything the view knows, as one immutable value; how it changes is in reduce.ts.
import type { Explanation, Micros, PacketWalk } from '../../lab-cluster/index.ts';
import type { Cursor, LabState } from '../../lab-cluster/host/protocol.ts';
import { clockText, labClock } from '../protocol.ts';
import type { Level } from '../layout/level.ts';
import type { Activity } from './activity.ts';
import { emptyPicture, type Picture } from './picture.ts';
import type { TraceModel } from './trace-model.ts';

export type Telling = 'plain' | 'port' | 'office';

/** What a person has pointed at. An object is `plural/namespace/name` or `plural/name`. */
export type Selection = { readonly kind: 'object'; readonly object: string } | { readonly kind: 'component'; readonly component: string };

export interface Bookmark {
  readonly revision: number;
  readonly timeUs: Micros;
}

export interface Timeline {
  readonly fromUs: Micros;
  readonly toUs: Micros;
  readonly revisions: readonly { readonly revision: number; readonly timeUs: Micros }[];
}

/** Places that scroll; each remembers where it was for the thing it showed. */
export interface Scroll {
  readonly inspector: { readonly key: string; readonly top: number };
  readonly text: { readonly key: string; readonly top: number };
}

export interface ViewState {
  /** undefined until the extension has spoken; null while there is no cluster. */
  readonly lab: LabState | null | undefined;
  readonly picture: Picture;
  /** False until the first picture has come. */
  readonly hasPicture: boolean;
  /** Where the picture on screen stands. */
  readonly cursor: Cursor;
  /** Where it was asked to stand; it differs from `cursor` until the answer has come. */
  readonly goal: Cursor;
  readonly trace: TraceModel | undefined;
  /** True when a person follows the trace step by step: the path on the stage is lit. */
  readonly followed: boolean;
  /** Current step of the followed trace; 0 when none is. */
  readonly step: number;
  /** True while the recorded steps are being played one after the other. */
  readonly playing: boolean;
  readonly selection: Selection | undefined;
  readonly explanation: Explanation | undefined;
  /** What the explanation belongs to; it is dropped when this no longer matches. */
  readonly explained: string;
  readonly walk: PacketWalk | undefined;
  readonly timeline: Timeline;
  readonly bookmarks: readonly Bookmark[];
  /** Level of detail on screen; at that of tiles the trace shows activity instead of one episode. */
  readonly level: Level;
  readonly activity: Activity | undefined;
  readonly textView: boolean;
  readonly telling: Telling;
  /** How far the inspector and the text view are scrolled, by what they show. */
  readonly scroll: Scroll;
  /** Said to a screen reader, politely, once. */
  readonly announcement: string;
  /** The last thing that went wrong, in a sentence; empty when nothing did. */
  readonly problem: string;
}

export const live: Cursor = { at: 'live' };

export const initialState: ViewState = {
  lab: undefined,
  picture: emptyPicture,
  hasPicture: false,
  cursor: live,
  goal: live,
  trace: undefined,
  followed: false,
  step: 0,
  playing: false,
  selection: undefined,
  explanation: undefined,
  explained: '',
  walk: undefined,
  timeline: { fromUs: 0, toUs: 0, revisions: [] },
  bookmarks: [],
  level: 'names',
  activity: undefined,
  textView: false,
  telling: 'plain',
  scroll: { inspector: { key: '', top: 0 }, text: { key: '', top: 0 } },
  announcement: '',
  problem: '',
};

export function isPast(state: ViewState): boolean {
  return state.goal.at === 'past' || state.cursor.at === 'past';
}

/** The instant on screen, as the bar above the picture writes it: the lab's own, or the cursor's. */
export function shownClock({ goal, lab }: Pick<ViewState, 'goal' | 'lab'>): string {
  return goal.at === 'past' ? clockText(goal.timeUs, true) : lab ? labClock(lab) : '';
}
