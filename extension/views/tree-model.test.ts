// The explorer's rows, and that a change touches only the rows it has to.
import { describe, expect, test } from 'vitest';
import type { ComponentRow, KubeObject, WatchEvent } from '../../lab-cluster/index.ts';
import type { KubeApi, WatchListener } from '../../lab-cluster/kubectl/kube-api.ts';
import { type Change, LiveStore } from '../kube/live-store.ts';
import { TreeModel, treeSource, watchedByTree } from './tree-model.ts';

/** A store fed by hand through the watches it opens. */
function setup() {
  const listeners = new Map<string, WatchListener>();
  const api: KubeApi = {
    request: () => Promise.reject(new Error('not asked')),
    watch: (path, listener) => {
      listeners.set(path.split('/').at(-1) ?? '', listener);
      return { cancel: () => undefined };
    },
  };
  const store = new LiveStore(api);
  const components: ComponentRow[] = [
    { name: 'kube-apiserver', host: 'control-plane', up: true, restarts: 0, watches: [], controllers: [] },
    { name: 'kubelet/node-1', host: 'node-1', up: false, restarts: 1, watches: [], controllers: [] },
  ];
  const model = new TreeModel(treeSource(store, () => components));
  store.connect();
  store.hold(...watchedByTree);
  let affected: ReadonlySet<string> = new Set();
  store.onChange((changes: readonly Change[]) => {
    affected = model.affected(changes);
  });
  const send = (plural: string, type: WatchEvent['type'], ...objects: readonly object[]): ReadonlySet<string> => {
    listeners.get(plural)?.frames(objects.map((object) => ({ type, object }) as WatchEvent));
    return affected;
  };
  return { model, send, store };
}

const meta = (name: string, owner?: readonly [kind: string, name: string]): object => ({
  name,
  namespace: 'default',
  uid: `uid-${name}`,
  ...(owner && { ownerReferences: [{ kind: owner[0], name: owner[1], uid: `uid-${owner[1]}`, controller: true }] }),
});
const deployment = (ready: number): object => ({
  kind: 'Deployment',
  metadata: meta('web'),
  spec: { replicas: 3 },
  status: { readyReplicas: ready, replicas: 3, updatedReplicas: 3 },
});
const replicaSet: object = { kind: 'ReplicaSet', metadata: meta('web-1', ['Deployment', 'web']), spec: { replicas: 3 }, status: {} };
const pod = (name: string, node?: string): KubeObject =>
  ({
    kind: 'Pod',
    metadata: meta(name, ['ReplicaSet', 'web-1']),
    spec: { containers: [{ name: 'c' }], ...(node && { nodeName: node }) },
    status: { phase: 'Pending' },
  }) as unknown as KubeObject;

function standing() {
  const tree = setup();
  tree.send(
    'namespaces',
    'ADDED',
    { kind: 'Namespace', metadata: { name: 'kube-system' } },
    { kind: 'Namespace', metadata: { name: 'default' } },
  );
  tree.send('nodes', 'ADDED', { kind: 'Node', metadata: { name: 'node-1' }, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
  tree.send('deployments', 'ADDED', deployment(1));
  tree.send('replicasets', 'ADDED', replicaSet);
  return tree;
}

describe('explorer tree', () => {
  test('goes from namespaces over workloads and replica sets to pods', () => {
    const { model, send } = standing();
    send('pods', 'ADDED', pod('web-1-a', 'node-1'));
    expect(model.children()).toEqual(['section:control-plane', 'section:nodes', 'section:namespaces']);
    expect(model.children('section:namespaces')).toEqual(['namespace:default', 'namespace:kube-system']);
    expect(model.children('namespace:default')).toEqual(['group:default/workloads']);
    expect(model.children('group:default/workloads')).toEqual(['object::deployments/default/web']);
    expect(model.children('object::deployments/default/web')).toEqual(['object::replicasets/default/web-1']);
    expect(model.children('object::replicasets/default/web-1')).toEqual(['object::pods/default/web-1-a']);
    expect(model.children('node:node-1')).toEqual(['component:kubelet/node-1', 'object:node-1:pods/default/web-1-a']);
  });

  test('says how a workload is doing', () => {
    const { model, send } = standing();
    expect(model.row('object::deployments/default/web')).toMatchObject({ label: 'web', description: '1/3', health: 'busy' });
    send('deployments', 'MODIFIED', deployment(3));
    expect(model.row('object::deployments/default/web')).toMatchObject({ description: '3/3', health: 'ok', context: 'object.deployments' });
  });

  test('shows a component that is down, and offers another menu for it', () => {
    const { model } = standing();
    expect(model.row('component:kubelet/node-1')).toMatchObject({ description: 'down', health: 'bad', context: 'component.down' });
    expect(model.row('component:kube-apiserver')).toMatchObject({ description: '', context: 'component.up' });
  });

  test('a new pod touches its replica set only; its node when it is placed; then just its own rows', () => {
    const { send } = standing();
    expect([...send('pods', 'ADDED', pod('web-1-a'))]).toEqual(['object::replicasets/default/web-1']);
    expect([...send('pods', 'MODIFIED', pod('web-1-a', 'node-1'))]).toEqual(['object::pods/default/web-1-a', 'node:node-1']);
    expect([...send('pods', 'MODIFIED', pod('web-1-a', 'node-1'))]).toEqual([
      'object::pods/default/web-1-a',
      'object:node-1:pods/default/web-1-a',
    ]);
  });

  test('a pod says under its replica set only what the rows above do not, and a screen reader its whole name', () => {
    const { model, send } = standing();
    send('pods', 'ADDED', pod('web-1-a', 'node-1'));
    expect(model.row('object::pods/default/web-1-a')).toMatchObject({ label: '…-a', spoken: 'web-1-a', description: '0/1 Pending' });
    expect(model.row('object:node-1:pods/default/web-1-a')).toMatchObject({ label: 'web-1-a', spoken: 'web-1-a' });
    expect(model.row('object::pods/default/web-1-a')?.tooltip).toMatch(/^web-1-a\n/);
  });

  test('a node that becomes NotReady touches its pods, which then say so', () => {
    const { model, send } = standing();
    send('pods', 'ADDED', pod('web-1-a', 'node-1'), pod('web-1-b'));
    const node = (ready: string, at: number): object => ({
      kind: 'Node',
      metadata: { name: 'node-1' },
      status: { conditions: [{ type: 'Ready', status: ready, lastHeartbeatTime: at }] },
    });
    expect([...send('nodes', 'MODIFIED', node('True', 1))]).toEqual(['node:node-1']);
    const rows = ['object::pods/default/web-1-a', 'object:node-1:pods/default/web-1-a'];
    expect([...send('nodes', 'MODIFIED', node('Unknown', 1))]).toEqual(['node:node-1', 'section:nodes', ...rows]);
    expect(model.row(rows[0] ?? '')).toMatchObject({ description: 'node NotReady, 0/1 Pending', health: 'bad' });
    expect(model.row(rows[1] ?? '')).toMatchObject({ description: '0/1 Pending', health: 'bad' });
    expect(model.row('object::pods/default/web-1-b')).toMatchObject({ health: 'busy' });
  });

  test('thousands of pods are counted, not listed', () => {
    const { model, send } = standing();
    send('pods', 'ADDED', ...Array.from({ length: 10_000 }, (_, index) => pod(`web-1-${index}`, 'node-1')));
    const children = model.children('object::replicasets/default/web-1');
    expect(children).toHaveLength(301);
    expect(model.row(children.at(-1) ?? '')).toMatchObject({ label: '9700 more' });
  });

  test('a row whose object has gone is no row any more', () => {
    const { model, send } = standing();
    send('deployments', 'DELETED', deployment(1));
    expect(model.row('object::deployments/default/web')).toBeUndefined();
    expect(model.children('group:default/workloads')).toEqual([]);
  });
});
