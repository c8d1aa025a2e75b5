// Descriptions as kubectl prints them: alignment, ages, and a pod from its real objects in a real cluster.
import { describe, expect, test } from 'vitest';
import { type ApiResponse, createCluster, type ObjectList } from '../../lab-cluster/index.ts';
import type { KubeApi } from '../../lab-cluster/kubectl/kube-api.ts';
import { describe as describeObject } from './describe.ts';
import { ageText, dateText, mapLines, selectorText } from './describe-words.ts';
import { alignTabs } from './tab-writer.ts';

describe('words of descriptions', () => {
  test('cells are as wide as the widest in their block of neighbours', () => {
    expect(alignTabs('Name:\tweb\nNamespace:\tdefault\nPod:\n  A:\tx')).toBe('Name:       web\nNamespace:  default\nPod:\n  A:  x');
  });

  test('ages lose digits as they grow', () => {
    expect([0, 119, 120, 599, 600, 10_799, 10_800, 28_800, 172_800, 700_000].map(ageText)).toEqual([
      '0s',
      '119s',
      '2m',
      '9m59s',
      '10m',
      '179m',
      '3h',
      '8h',
      '2d',
      '8d',
    ]);
  });

  test('dates, labels and selectors', () => {
    expect(dateText('2026-01-01T00:00:03Z')).toBe('Thu, 01 Jan 2026 00:00:03 +0000');
    expect(mapLines('Labels', { b: '2', a: '1' })).toEqual(['Labels:\ta=1', '\tb=2']);
    expect(mapLines('Labels', {})).toEqual(['Labels:\t<none>']);
    expect(selectorText({ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'x', operator: 'In', values: ['a', 'b'] }] })).toBe(
      'app=web,x in (a,b)',
    );
  });
});

/** A cluster with one pod that runs. */
function cluster() {
  const lab = createCluster({ seed: 3 });
  while (!lab.boot().every((step) => step.done)) lab.step();
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'myapp' }, spec: { containers: [{ name: 'app', image: 'nginx' }] } };
  lab.apply({ type: 'api', request: { method: 'POST', path: '/api/v1/namespaces/default/pods', body: pod } });
  lab.runToIdle(lab.nowUs + 60_000_000);
  const api: KubeApi = {
    request: (request): Promise<ApiResponse> => Promise.resolve(lab.read(request)),
    watch: () => ({ cancel: () => undefined }),
  };
  return { lab, api };
}

describe('a description', () => {
  test('of a pod tells where and how it runs, and what happened to it', async () => {
    const { lab, api } = cluster();
    const text = await describeObject(
      api,
      { plural: 'pods', namespace: 'default', name: 'myapp' },
      Date.UTC(2026, 0, 1) + lab.nowUs / 1000,
    );
    expect(text).toMatch(/^Name: +myapp\nNamespace: +default\n/);
    expect(text).toMatch(/\nNode: +node-\d\/[\d.]+\n/);
    expect(text).toMatch(/\n {4}State: +Running\n/);
    expect(text).toMatch(/\n {2}Normal {2}Scheduled +\d+s +default-scheduler +Successfully assigned default\/myapp to node-\d\n/);
  });

  test('of every object there is can be made', async () => {
    const { lab, api } = cluster();
    let described = 0;
    for (const plural of ['nodes', 'namespaces', 'services', 'configmaps', 'serviceaccounts', 'endpointslices']) {
      const path = plural === 'endpointslices' ? '/apis/discovery.k8s.io/v1/endpointslices' : `/api/v1/${plural}`;
      for (const { metadata } of (lab.read({ method: 'GET', path }).body as ObjectList).items) {
        const ref = { plural, name: metadata.name, ...(metadata.namespace !== undefined && { namespace: metadata.namespace }) };
        expect(await describeObject(api, ref, Date.UTC(2026, 0, 1) + lab.nowUs / 1000), `${plural}/${metadata.name}`).toMatch(/^Name: +\S/);
        described++;
      }
    }
    expect(described).toBeGreaterThan(10);
  });

  test('of what is not there is what kubectl says', async () => {
    const { api } = cluster();
    const text = await describeObject(api, { plural: 'pods', namespace: 'default', name: 'nobody' }, 0);
    expect(text).toBe('Error from server (NotFound): pods "nobody" not found\n');
  });
});
