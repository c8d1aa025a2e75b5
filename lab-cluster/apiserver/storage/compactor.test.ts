// Old revisions are forgotten as upstream does it: what is still being read says so with 410, and nothing that is there is lost.
import { describe, expect, test } from 'vitest';
import { readStore } from '../../etcd/data.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Status } from '../../api/status.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const FIVE_MINUTES_MS = 300_000;
const configMap = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
const compacted = (lab: ApiLab): number => readStore(lab.controlPlane.disk)?.compactRevision ?? -1;
const versionOf = (body: unknown): string => (body as KubeObject).metadata.resourceVersion ?? '';

describe('compaction', () => {
  test('begins with the second interval, and keeps one interval of history', () => {
    const lab = createApiLab({ compactionIntervalMs: FIVE_MINUTES_MS });
    const first = Number(versionOf(lab.post(MAPS, configMap('a')).body));
    lab.run(FIVE_MINUTES_MS + 1_000);
    expect(compacted(lab)).toBe(0);
    const second = Number(versionOf(lab.post(MAPS, configMap('b')).body));
    lab.run(FIVE_MINUTES_MS);
    expect(compacted(lab)).toBeGreaterThanOrEqual(first);
    expect(compacted(lab)).toBeLessThan(second);
    lab.run(FIVE_MINUTES_MS);
    expect(compacted(lab)).toBeGreaterThanOrEqual(second);
    expect(lab.get(`${MAPS}/a`).code).toBe(200);
  });

  test('a page of a forgotten revision is refused with a way to go on, an exact list and a watch without', () => {
    const lab = createApiLab({ compactionIntervalMs: FIVE_MINUTES_MS });
    for (let i = 0; i < 150; i++) lab.post(MAPS, configMap(`m-${i}`));
    const page = lab.get(MAPS, { limit: '2' }).body as { metadata: { continue: string; resourceVersion: string } };
    lab.run(2 * FIVE_MINUTES_MS + 2_000);
    // The watch cache forgets when something new comes, by age and not by what etcd keeps.
    for (let i = 0; i < 3; i++) lab.patch(`${MAPS}/m-${i}`, { data: { changed: 'yes' } }, 'merge');
    const next = lab.get(MAPS, { limit: '2', continue: page.metadata.continue });
    expect(next).toMatchObject({ code: 410, body: { reason: 'Expired' } });
    const again = (next.body as Status & { metadata: { continue: string } }).metadata.continue;
    expect((lab.get(MAPS, { limit: '2', continue: again }).body as unknown as { items: KubeObject[] }).items).toHaveLength(2);
    const exact = { resourceVersion: page.metadata.resourceVersion, resourceVersionMatch: 'Exact', limit: '2' };
    expect(lab.get(MAPS, exact)).toMatchObject({
      code: 410,
      body: { reason: 'Expired', message: 'The resourceVersion for the provided list is too old.' },
    });
    const watch = lab.watch(MAPS, { resourceVersion: '2' });
    lab.run(100);
    expect(watch.events).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
    expect(watch.closed).toBe(true);
  });

  test('a server that starts again takes up where the last one was', () => {
    const lab = createApiLab({ compactionIntervalMs: FIVE_MINUTES_MS });
    lab.run(2 * FIVE_MINUTES_MS + 2_000);
    const before = compacted(lab);
    expect(before).toBeGreaterThan(0);
    lab.kernel.kill('kube-apiserver');
    lab.kernel.restart('kube-apiserver');
    lab.run(5_000);
    const made = Number(versionOf(lab.post(MAPS, configMap('later')).body));
    lab.run(FIVE_MINUTES_MS);
    expect(compacted(lab)).toBe(before);
    lab.run(FIVE_MINUTES_MS);
    expect(compacted(lab)).toBeGreaterThanOrEqual(made);
  });

  test('without an interval everything is kept', () => {
    const lab = createApiLab();
    lab.run(10 * FIVE_MINUTES_MS);
    expect(compacted(lab)).toBe(0);
  });
});
