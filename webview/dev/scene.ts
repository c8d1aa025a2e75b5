// What the development page plays instead of a lab: pictures, a trace and explanations, written by hand or recorded from a real one.
import type { ClusterPicture, Episode, Explanation, Micros, PacketWalk, SpanRow } from '../../lab-cluster/index.ts';
import type { LabState } from '../../lab-cluster/host/protocol.ts';
import type { Timeline } from '../store/view-state.ts';

export interface Scene {
  readonly lab: LabState | null;
  readonly live: ClusterPicture | undefined;
  /** Pictures at earlier instants, oldest first; the newest one not after an instant answers for it. */
  readonly pasts: readonly { readonly timeUs: Micros; readonly picture: ClusterPicture }[];
  readonly episode: Episode | undefined;
  readonly timeline: Timeline;
  /** By `span N` or `object NAME`. */
  readonly explanations: Readonly<Record<string, Explanation>>;
  readonly walk?: PacketWalk;
  /** What `spans` answers, for the activity of many pods. */
  readonly spans?: readonly SpanRow[];
}

export function labState(part: Partial<LabState>): LabState {
  return {
    phase: 'running',
    paused: false,
    speed: 1,
    idle: true,
    timeUs: 0,
    revision: 0,
    newest: 0,
    waiting: [],
    failure: '',
    boot: [],
    ...part,
  };
}
