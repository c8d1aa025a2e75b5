// How the view's state changes: one pure function over typed actions.
import type { Episode, Explanation, Micros, PacketWalk, PictureDelta } from '../../lab-cluster/index.ts';
import type { Cursor, LabState } from '../../lab-cluster/host/protocol.ts';
import type { Level } from '../layout/level.ts';
import type { Activity } from './activity.ts';
import { buildTrace } from './build-trace.ts';
import { applyDelta, emptyPicture } from './picture.ts';
import type { TraceModel } from './trace-model.ts';
import { type Bookmark, initialState, type Scroll, type Selection, type Telling, type Timeline, type ViewState } from './view-state.ts';

export type Action =
  | { readonly do: 'lab'; readonly state: LabState | null }
  | { readonly do: 'picture'; readonly delta: PictureDelta; readonly cursor: Cursor }
  | { readonly do: 'goal'; readonly goal: Cursor }
  | { readonly do: 'episode'; readonly episode: Episode; readonly follow: boolean }
  | { readonly do: 'step'; readonly step: number }
  | { readonly do: 'unfollow' }
  | { readonly do: 'playing'; readonly playing: boolean }
  | { readonly do: 'select'; readonly selection: Selection | undefined }
  | { readonly do: 'explained'; readonly key: string; readonly explanation: Explanation | undefined }
  | { readonly do: 'walk'; readonly walk: PacketWalk | undefined }
  | { readonly do: 'timeline'; readonly timeline: Timeline }
  | { readonly do: 'bookmark'; readonly bookmark: Bookmark }
  | { readonly do: 'forgetAfter'; readonly timeUs: Micros }
  | { readonly do: 'level'; readonly level: Level }
  | { readonly do: 'activity'; readonly activity: Activity }
  | { readonly do: 'textView'; readonly on: boolean }
  | { readonly do: 'telling'; readonly telling: Telling }
  | { readonly do: 'scroll'; readonly place: keyof Scroll; readonly key: string; readonly top: number }
  | { readonly do: 'announce'; readonly text: string }
  | { readonly do: 'problem'; readonly text: string }
  | { readonly do: 'restore'; readonly part: Partial<ViewState> };

export function reduce(state: ViewState, action: Action): ViewState {
  switch (action.do) {
    case 'lab':
      return applyLab(state, action.state);
    case 'picture':
      return { ...state, picture: applyDelta(state.picture, action.delta), hasPicture: true, cursor: action.cursor };
    case 'goal':
      return { ...state, goal: action.goal, playing: action.goal.at === 'past' && state.playing };
    case 'episode':
      return applyEpisode(state, buildTrace(action.episode), action.follow);
    case 'step':
      return applyStep(state, action.step);
    case 'unfollow':
      return { ...state, followed: false, step: 0, playing: false, walk: undefined };
    case 'playing':
      return { ...state, playing: action.playing };
    case 'select':
      return { ...state, selection: action.selection };
    case 'explained':
      return { ...state, explained: action.key, explanation: action.explanation };
    case 'walk':
      return { ...state, walk: action.walk, selection: undefined, followed: false, step: 0, playing: false };
    case 'timeline':
      return { ...state, timeline: action.timeline };
    case 'bookmark':
      return { ...state, bookmarks: toggleBookmark(state.bookmarks, action.bookmark) };
    case 'forgetAfter':
      return { ...state, bookmarks: state.bookmarks.filter((mark) => mark.timeUs <= action.timeUs), trace: undefined };
    case 'level':
      return state.level === action.level ? state : { ...state, level: action.level };
    case 'activity':
      return { ...state, activity: action.activity };
    case 'textView':
      return { ...state, textView: action.on };
    case 'telling':
      return { ...state, telling: action.telling };
    case 'scroll':
      return { ...state, scroll: { ...state.scroll, [action.place]: { key: action.key, top: action.top } } };
    case 'announce':
      return { ...state, announcement: action.text };
    case 'problem':
      return { ...state, problem: action.text };
    case 'restore':
      return { ...state, ...action.part };
  }
}

/** A lab that is gone takes everything about it along; what the person prefers stays. */
function applyLab(state: ViewState, lab: LabState | null): ViewState {
  if (lab === null || lab.phase === 'starting') {
    return { ...initialState, lab, textView: state.textView, telling: state.telling, picture: lab === null ? emptyPicture : state.picture };
  }
  const problem = lab.phase === 'running' ? state.problem : '';
  return { ...state, lab, problem };
}

function applyEpisode(state: ViewState, trace: TraceModel, follow: boolean): ViewState {
  const same = state.trace?.root === trace.root;
  const followed = follow || (same && state.followed);
  // Who stands at the newest step of a request that goes on stays at its newest step.
  const atEnd = !same || state.step === 0 || (state.goal.at === 'live' && state.step >= (state.trace?.steps.length ?? 0));
  return {
    ...state,
    trace,
    followed,
    step: followed ? Math.min(atEnd ? trace.steps.length : state.step, trace.steps.length) : 0,
    walk: same || (!follow && !isPacketTrace(state.trace)) || isPacketTrace(trace) ? state.walk : undefined,
  };
}

/** A packet is shown until something else is done: then stage and inspector go on with the trace. */
function isPacketTrace(trace: TraceModel | undefined): boolean {
  return trace?.steps.some((step) => step.spans.some((span) => span.kind === 'packet')) ?? false;
}

function applyStep(state: ViewState, step: number): ViewState {
  const last = state.trace?.steps.length ?? 0;
  if (last === 0) {
    return state;
  }
  return { ...state, followed: true, step: Math.max(1, Math.min(last, step)), selection: undefined, walk: undefined };
}

function toggleBookmark(bookmarks: readonly Bookmark[], bookmark: Bookmark): readonly Bookmark[] {
  const without = bookmarks.filter((other) => other.timeUs !== bookmark.timeUs);
  const next = without.length < bookmarks.length ? without : [...bookmarks, bookmark];
  return [...next].sort((a, b) => a.timeUs - b.timeUs);
}
