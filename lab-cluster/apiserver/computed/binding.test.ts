// POST /bindings does what pods/binding does, for whoever still asks that way.
import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/kinds/pod.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const NAMESPACE = '/api/v1/namespaces/default';

describe('a binding', () => {
  it('sends the pod it names to a node, once', () => {
    const lab = createApiLab();
    lab.post(`${NAMESPACE}/serviceaccounts`, { metadata: { name: 'default' } });
    lab.post(`${NAMESPACE}/pods`, { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } });
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'p' }, target: { kind: 'Node', name: 'node-1' } };
    expect(lab.post(`${NAMESPACE}/bindings`, binding)).toMatchObject({ code: 201, body: { status: 'Success' } });
    expect((lab.get(`${NAMESPACE}/pods/p`).body as Pod).spec.nodeName).toBe('node-1');
    expect(lab.post(`${NAMESPACE}/bindings`, binding)).toMatchObject({
      code: 409,
      body: { message: expect.stringContaining('pod p is already assigned to node "node-1"') },
    });
    expect(lab.get(`${NAMESPACE}/bindings`).code).toBe(405);
  });
});
