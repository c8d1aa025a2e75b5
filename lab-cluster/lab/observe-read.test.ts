// Observers read the store as it is, and as it was at a revision.
import { describe, expect, test } from 'vitest';
import { createCluster, type ObjectList } from '../index.ts';

describe('reading from outside of time', () => {
  const lab = createCluster({ seed: 3 });
  while (!lab.boot().every((step) => step.done)) lab.step();
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'myapp' }, spec: { containers: [{ name: 'app', image: 'nginx' }] } };
  lab.apply({ type: 'api', request: { method: 'POST', path: '/api/v1/namespaces/default/pods', body: pod } });
  lab.runToIdle(lab.nowUs + 60_000_000);
  const at = (resourceVersion: string) =>
    lab.read({
      method: 'GET',
      path: '/api/v1/namespaces/default/pods',
      query: { fieldSelector: 'metadata.name=myapp', resourceVersion, resourceVersionMatch: 'Exact' },
    });

  test('an exact list shows an object as that revision had it', () => {
    const changes = lab.changesSince(0).filter(({ object }) => object === 'pods/default/myapp');
    expect(changes.length).toBeGreaterThan(2);
    for (const { revision, next } of changes) {
      const list = at(String(revision)).body as ObjectList;
      expect(list.metadata.resourceVersion).toBe(String(revision));
      expect(list.items).toEqual([next]);
    }
    const before = at(String((changes[0]?.revision ?? 0) - 1)).body as ObjectList;
    expect(before.items).toEqual([]);
  });

  test('a revision that has not come yet is refused', () => {
    expect(at(String(lab.revision + 1)).code).toBe(504);
  });

  test('pages fit together, and are those the API server gives', () => {
    const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    const roles = (query: Readonly<Record<string, string>>) => ({ method: 'GET', path, query }) as const;
    const first = lab.read(roles({ limit: '3' })).body as ObjectList;
    expect(first.items).toHaveLength(3);
    const second = lab.read(roles({ limit: '1000', continue: first.metadata.continue ?? '' })).body as ObjectList;
    expect(second.items).toHaveLength(first.metadata.remainingItemCount ?? 0);
    expect(second.metadata.continue).toBeUndefined();
    let travelled: unknown;
    lab.apply({ type: 'api', request: roles({ limit: '3' }) }, (output) => {
      if (output.type === 'api' && output.fault === undefined) travelled = output.response.body;
    });
    lab.runToIdle(lab.nowUs + 1_000_000);
    expect(travelled).toEqual(first);
    expect(lab.read(roles({ continue: 'no token' })).code).toBe(400);
  });
});
