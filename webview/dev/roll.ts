// A rolling update of a thousand pods, ten deltas a second, to measure how the view keeps up.
import type { PodRow } from '../../lab-cluster/index.ts';
import type { ToView } from '../protocol.ts';
import type { Scene } from './scene.ts';

export function rollPods(scene: Scene, editor: { send(message: ToView): void }): void {
  const rows = [...(scene.live?.pods ?? [])];
  let revision = scene.live?.revision ?? 0;
  let at = 0;
  setInterval(() => {
    const changed: PodRow[] = [];
    for (let count = 0; count < 40; count++) {
      const index = (at + count) % rows.length;
      const row = rows[index];
      if (row !== undefined) {
        const next: PodRow = row.ready
          ? { ...row, ready: false, status: 'ContainerCreating', containers: [{ name: 'c0', state: 'waiting' }] }
          : { ...row, ready: true, status: 'Running', containers: [{ name: 'c0', state: 'ready' }] };
        rows[index] = next;
        changed.push(next);
      }
    }
    at = (at + 25) % rows.length;
    revision += changed.length;
    editor.send({
      type: 'picture',
      delta: { revision, timeUs: (scene.live?.timeUs ?? 0) + revision * 1000, reset: false, pods: changed },
      cursor: { at: 'live' },
    });
  }, 100);
}
