// Live copies: one watch however many hold it, indexes that follow changes, and a lost watch that is opened again.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WatchEvent } from '../../lab-cluster/index.ts';
import type { KubeApi, WatchListener } from '../../lab-cluster/kubectl/kube-api.ts';
import { type Change, LiveStore } from './live-store.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setup() {
  const opened: { readonly path: string; readonly listener: WatchListener; cancelled: boolean }[] = [];
  const api: KubeApi = {
    request: () => Promise.reject(new Error('not asked')),
    watch: (path, listener) => {
      const watch = { path, listener, cancelled: false };
      opened.push(watch);
      return {
        cancel: () => {
          watch.cancelled = true;
        },
      };
    },
  };
  const store = new LiveStore(api);
  const changes: Change[] = [];
  store.onChange((batch) => changes.push(...batch));
  return { store, opened, changes };
}

const pod = (name: string, node?: string): object => ({
  kind: 'Pod',
  metadata: { name, namespace: 'default', uid: name, managedFields: [1], annotations: { long: 'text' } },
  spec: { ...(node && { nodeName: node }), containers: [{ name: 'c', image: 'i', env: [1, 2, 3] }] },
});
const frames = (type: WatchEvent['type'], ...objects: readonly object[]): readonly WatchEvent[] =>
  objects.map((object) => ({ type, object }) as WatchEvent);

describe('live store', () => {
  test('opens one watch for all holders, and closes it with the last', () => {
    const { store, opened } = setup();
    const first = store.hold('pods');
    const second = store.hold('pods');
    expect(opened).toEqual([]);
    store.connect();
    expect(opened.map((watch) => watch.path)).toEqual(['/api/v1/pods']);
    first.dispose();
    first.dispose();
    expect(opened[0]?.cancelled).toBe(false);
    second.dispose();
    expect(opened[0]?.cancelled).toBe(true);
  });

  test('claims that something is absent only once it has seen what is there, and no longer when the cluster is gone', () => {
    const { store, opened } = setup();
    const listed: string[] = [];
    store.onListed((plural) => listed.push(plural));
    store.hold('pods');
    store.connect();
    expect(store.isListed('pods')).toBe(false);
    opened[0]?.listener.frames([]);
    expect(store.isListed('pods')).toBe(true);
    opened[0]?.listener.frames(frames('ADDED', pod('a')));
    expect(listed).toEqual(['pods']);
    store.disconnect();
    expect(store.isListed('pods')).toBe(false);
    store.connect();
    opened[1]?.listener.frames([]);
    expect(listed).toEqual(['pods', 'pods']);
  });

  test('keeps short objects under namespace and node, and moves them when they change', () => {
    const { store, opened } = setup();
    store.hold('pods');
    store.connect();
    const [watch] = opened;
    watch?.listener.frames(frames('ADDED', pod('a'), pod('b', 'node-1')));
    expect(store.get('pods', 'default/a')).not.toHaveProperty('metadata.managedFields');
    expect(store.countInNamespace('pods', 'default')).toBe(2);
    expect(store.onNode('node-1').map((object) => object.metadata.name)).toEqual(['b']);
    watch?.listener.frames(frames('MODIFIED', pod('a', 'node-1')));
    expect(store.onNode('node-1').map((object) => object.metadata.name)).toEqual(['b', 'a']);
    expect(store.newest('pods', 'default', 1).map((object) => object.metadata.name)).toEqual(['a']);
    watch?.listener.frames(frames('DELETED', pod('b', 'node-1')));
    expect(store.onNode('node-1')).toHaveLength(1);
  });

  test('a watch that closed is opened again, and what it does not show any more is dropped as lost', () => {
    const { store, opened, changes } = setup();
    store.hold('pods');
    store.connect();
    opened[0]?.listener.frames(frames('ADDED', pod('a'), pod('b')));
    opened[0]?.listener.closed();
    vi.advanceTimersByTime(500);
    expect(opened).toHaveLength(2);
    opened[1]?.listener.frames(frames('ADDED', pod('b')));
    vi.advanceTimersByTime(1000);
    expect(store.list('pods').map((object) => object.metadata.name)).toEqual(['b']);
    expect(changes.at(-1)).toMatchObject({ type: 'deleted', lost: true });
  });

  test('without a cluster it knows nothing, and tells that everything has gone', () => {
    const { store, opened, changes } = setup();
    store.hold('pods');
    store.connect();
    opened[0]?.listener.frames(frames('ADDED', pod('a')));
    store.disconnect();
    expect(store.count('pods')).toBe(0);
    expect(changes.at(-1)).toMatchObject({ type: 'deleted' });
    expect(opened[0]?.cancelled).toBe(true);
  });
});
