// A kubelet reads what its own pods use, writes what is its own, and is told why not elsewhere.
import { describe, expect, test } from 'vitest';
import { createApiLab } from '../../testing/api-lab.ts';

const lab = createApiLab();
const kubelet = { name: 'system:node:node-1', groups: ['system:nodes'] };
const CORE = '/api/v1/namespaces/default';

lab.post(`${CORE}/serviceaccounts`, { metadata: { name: 'robot' } });
for (const name of ['mine', 'other']) lab.post(`${CORE}/secrets`, { metadata: { name } });
const containers = [{ name: 'c', image: 'i', envFrom: [{ secretRef: { name: 'mine' } }] }];
const volumes = [{ name: 'v', projected: { sources: [{ configMap: { name: 'projected' } }] } }];
lab.post(`${CORE}/pods`, { metadata: { name: 'web' }, spec: { serviceAccountName: 'robot', containers, volumes } });

const ask = (method: 'GET' | 'POST' | 'DELETE', path: string, more: { body?: unknown; query?: Record<string, string> } = {}) =>
  lab.ask({ method, path, user: kubelet, ...more });
const why = (response: { body?: unknown }): string => (response.body as { message: string }).message.split(': ').slice(2).join(': ');

describe('a kubelet', () => {
  test('sees nothing of a pod that is not on its node', () => {
    expect(why(ask('GET', `${CORE}/secrets/mine`))).toBe("no relationship found between node 'node-1' and this object");
    expect(ask('GET', `${CORE}/pods/web`).code).toBe(403);
    expect(ask('POST', `${CORE}/serviceaccounts/robot/token`, { body: {} }).code).toBe(403);
  });

  test('sees what a pod on its node uses, and nothing else', () => {
    lab.post(`${CORE}/pods/web/binding`, { metadata: { name: 'web' }, target: { kind: 'Node', name: 'node-1' } });
    expect(ask('GET', `${CORE}/secrets/mine`).code).toBe(200);
    expect(ask('GET', `${CORE}/configmaps/projected`).code).toBe(404);
    expect(ask('GET', `${CORE}/pods/web`).code).toBe(200);
    const { uid } = (lab.get(`${CORE}/pods/web`).body as { metadata: { uid: string } }).metadata;
    const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'web', uid };
    expect(ask('POST', `${CORE}/serviceaccounts/robot/token`, { body: { spec: { boundObjectRef } } }).code).toBe(201);
    expect(ask('GET', `${CORE}/secrets/other`).code).toBe(403);
    expect(why(ask('GET', `${CORE}/secrets`))).toBe('No Object name found');
    expect(lab.ask({ method: 'GET', path: `${CORE}/secrets/mine`, user: { ...kubelet, name: 'system:node:node-2' } }).code).toBe(403);
  });

  test('lists the pods of its node only', () => {
    expect(why(ask('GET', '/api/v1/pods'))).toBe('can only list/watch pods with spec.nodeName field selector');
    expect(ask('GET', '/api/v1/pods', { query: { fieldSelector: 'spec.nodeName=node-1' } }).code).toBe(200);
    expect(ask('GET', '/api/v1/pods', { query: { fieldSelector: 'spec.nodeName=node-2' } }).code).toBe(403);
  });

  test('reads its own Node only, and renews its own lease only', () => {
    expect(ask('GET', '/api/v1/nodes/node-1').code).toBe(404);
    expect(why(ask('GET', '/api/v1/nodes/node-2'))).toBe("node 'node-1' cannot read 'node-2', only its own Node object");
    expect(why(ask('GET', '/api/v1/nodes'))).toBe("node 'node-1' cannot read all nodes, only its own Node object");
    expect(ask('GET', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-2').code).toBe(403);
    expect(ask('GET', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1').code).toBe(404);
  });

  test('loses sight of it all when the pod is gone', () => {
    lab.delete(`${CORE}/pods/web`, { gracePeriodSeconds: 0 });
    expect(ask('GET', `${CORE}/secrets/mine`).code).toBe(403);
  });
});
