// What a ReplicationController takes from its template, how it is scaled, and what its deletion leaves.
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../object.ts';
import { container } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const CORE = '/api/v1/namespaces/default';

type Controller = KubeObject & { readonly spec: Readonly<Record<string, unknown>> };

const template = { metadata: { labels: { a: 'b' } }, spec: container() };

describe('a ReplicationController', () => {
  it('takes selector and labels from its template, and is scaled like the others', () => {
    const lab = createApiLab();
    const made = lab.post(`${CORE}/replicationcontrollers`, { metadata: { name: 'r' }, spec: { template } }).body as Controller;
    expect(made.spec['selector']).toEqual({ a: 'b' });
    expect(made.metadata.labels).toEqual({ a: 'b' });
    const path = `${CORE}/replicationcontrollers/r/scale`;
    const scaled = lab.patch(path, { spec: { replicas: 0 } }, 'merge').body as Controller;
    expect(scaled).toMatchObject({ apiVersion: 'autoscaling/v1', kind: 'Scale', spec: {}, status: { replicas: 0, selector: 'a=b' } });
    expect(scaled.spec['replicas']).toBeUndefined();
  });

  it('deleted without a word leaves its pods alone', () => {
    const lab = createApiLab();
    lab.post(`${CORE}/replicationcontrollers`, { metadata: { name: 'r' }, spec: { template } });
    lab.delete(`${CORE}/replicationcontrollers/r`);
    expect((lab.get(`${CORE}/replicationcontrollers/r`).body as Controller).metadata.finalizers).toEqual(['orphan']);
  });
});
