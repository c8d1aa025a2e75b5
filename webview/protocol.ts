// The one contract between the cluster view and the extension: both sides compile against it, and both write the clock as it says.
import type { Episode, Explanation, PacketWalk, PictureDelta } from '../lab-cluster/index.ts';
import type { Cursor, LabMethods, LabState } from '../lab-cluster/host/protocol.ts';

/** Lab methods the view may call through the extension; the extension passes them on unchanged. */
export type ViewMethod =
  | 'pause'
  | 'resume'
  | 'step'
  | 'speed'
  | 'skip'
  | 'rewind'
  | 'follow'
  | 'episodes'
  | 'episode'
  | 'spans'
  | 'explain'
  | 'packet'
  | 'activity'
  | 'timeline'
  | 'kill'
  | 'restart';

/** From the view to the extension. */
export type FromView =
  | { readonly type: 'ready' }
  | { readonly type: 'call'; readonly id: number; readonly method: ViewMethod; readonly params: LabMethods[ViewMethod]['params'] }
  /** Things only the editor can do. `object` is `plural/namespace/name`. */
  | { readonly type: 'openYaml'; readonly object: string; readonly timeUs?: number }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'startCluster' }
  | { readonly type: 'openSample' };

/** From the extension to the view. */
export type ToView =
  /** The lab's state, or null while there is no cluster (the empty state). */
  | { readonly type: 'state'; readonly state: LabState | null }
  | { readonly type: 'picture'; readonly delta: PictureDelta; readonly cursor: Cursor }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: string }
  /** The extension asks the view to follow an episode, explain a thing or show a packet walk (CodeLens, commands, tree). */
  | { readonly type: 'showEpisode'; readonly episode: Episode }
  | { readonly type: 'select'; readonly object: string; readonly explanation: Explanation }
  | { readonly type: 'showPacket'; readonly walk: PacketWalk };

/** `00:04:26`; with `precise`, `00:04:26.667`. */
export function clockText(timeUs: number, precise = false): string {
  const ms = Math.floor(timeUs / 1000);
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return precise ? `${text}.${String(ms % 1000).padStart(3, '0')}` : text;
}

/** The lab's time as everybody shows it: milliseconds only where they stand still long enough to be read. */
export function labClock({ timeUs, paused, speed }: Pick<LabState, 'timeUs' | 'paused' | 'speed'>): string {
  return clockText(timeUs, paused || (speed !== 'max' && speed < 1));
}
