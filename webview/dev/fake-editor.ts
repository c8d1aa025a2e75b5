// Plays a scene to the view as the extension would: answers calls, and sends pictures for wherever the cursor is put.
import type { ClusterPicture, SpanRow } from '../../lab-cluster/index.ts';
import type { Cursor, LabMethods, LabState } from '../../lab-cluster/host/protocol.ts';
import type { FromView, ToView } from '../protocol.ts';
import type { EditorApi } from '../store/host-link.ts';
import { nothing } from './rows.ts';
import type { Scene } from './scene.ts';

export function createFakeEditor(scene: Scene): EditorApi & { send(message: ToView): void } {
  let lab: LabState | null = scene.lab;
  let kept: unknown;
  const send = (message: ToView) => queueMicrotask(() => dispatchEvent(new MessageEvent('message', { data: message })));

  function pictureAt(cursor: Cursor): ClusterPicture | undefined {
    return cursor.at === 'live' ? scene.live : (scene.pasts.filter((past) => past.timeUs <= cursor.timeUs).at(-1)?.picture ?? scene.live);
  }

  function change(part: Partial<LabState>): LabState | null {
    lab = lab === null ? null : { ...lab, ...part };
    send({ type: 'state', state: lab });
    return lab;
  }

  function answer(message: FromView & { readonly type: 'call' }): unknown {
    const params = message.params as { readonly [name: string]: string | number | boolean | object | undefined };
    switch (message.method) {
      case 'follow': {
        const cursor = (params['cursor'] as Cursor | undefined) ?? { at: 'live' };
        const picture = params['on'] === true ? pictureAt(cursor) : undefined;
        if (picture !== undefined) {
          send({ type: 'picture', delta: { ...picture, reset: true }, cursor });
        }
        return null;
      }
      case 'episodes':
        return scene.episode === undefined
          ? []
          : [{ root: scene.episode.root, title: scene.episode.title, startUs: scene.episode.startUs }];
      case 'episode':
        return scene.episode;
      case 'timeline':
        return { ...scene.timeline, traceHash: '' };
      case 'spans':
        return scene.spans ?? [];
      case 'activity':
        return activityOf(scene.spans ?? [], message.params as LabMethods['activity']['params']);
      case 'explain': {
        const { span, object } = message.params as LabMethods['explain']['params'];
        const key = span === undefined ? `object ${object ?? ''}` : `span ${span}`;
        return scene.explanations[key] ?? { ...nothing, saw: 'Nothing recorded of this in the scene.' };
      }
      case 'packet':
        return scene.walk;
      case 'pause':
        return change({ paused: true });
      case 'resume':
        return change({ paused: false });
      case 'speed':
        return change({ speed: params['speed'] as LabState['speed'] });
      default:
        return lab;
    }
  }

  return {
    send,
    postMessage(message) {
      if (message.type === 'ready') {
        send({ type: 'state', state: lab });
      } else if (message.type === 'call') {
        send({ type: 'result', id: message.id, result: answer(message) });
      }
    },
    getState: () => kept,
    setState(state) {
      kept = state;
    },
  };
}

/** A scene's spans counted as the lab would, the last bin ending with the newest of them. */
function activityOf(spans: readonly SpanRow[], { binUs, binCount }: LabMethods['activity']['params']): LabMethods['activity']['result'] {
  const toUs = spans.reduce((newest, { startUs }) => Math.max(newest, startUs), 0) + 1;
  const rows = new Map<string, number[]>();
  for (const { component, startUs } of spans) {
    const bin = Math.floor((startUs - toUs + binUs * binCount) / binUs);
    if (bin < 0) continue;
    const bins = rows.get(component) ?? new Array<number>(binCount).fill(0);
    bins[bin] = (bins[bin] ?? 0) + 1;
    rows.set(component, bins);
  }
  return { toUs, rows: [...rows].map(([component, bins]) => ({ component, bins })) };
}
