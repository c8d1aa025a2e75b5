// What namespaces allow while they end, and which never do.
import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/kinds/pod.ts';
import type { Status } from '../../api/status.ts';
import { admissionLab, container, path, refusalOf } from '../../testing/admission-lab.ts';

const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' } };

describe('NamespaceLifecycle', () => {
  it('a namespace that ends takes nothing new, but lets what is there change and go', () => {
    const lab = admissionLab();
    lab.post(path('configmaps'), map);
    lab.createPod(container());
    lab.delete('/api/v1/namespaces/shop');
    const { body, code } = lab.post(path('configmaps'), { ...map, metadata: { name: 'n' } });
    const why = 'unable to create new content in namespace shop because it is being terminated';
    expect([code, (body as Status).message]).toEqual([403, `configmaps "n" is forbidden: ${why}`]);
    expect((body as Status).details?.causes).toEqual([
      { reason: 'NamespaceTerminating', message: 'namespace shop is being terminated', field: 'metadata.namespace' },
    ]);
    const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'p' } };
    expect(refusalOf(lab.post(path('pods', 'p/eviction'), eviction))).toBe(`pods "p" is forbidden: ${why}`);
    // The pod was not told that it is evicted.
    expect((lab.get(path('pods', 'p')).body as Pod).status.conditions ?? []).toEqual([]);
    expect(lab.patch(path('configmaps', 'm'), { data: { a: 'b' } }, 'merge').code).toBe(200);
    expect(lab.delete(path('configmaps', 'm')).code).toBe(200);
  });

  it('some never go, and one that is missing holds nothing', () => {
    const lab = admissionLab();
    for (const name of ['default', 'kube-system', 'kube-public']) {
      expect(refusalOf(lab.delete(`/api/v1/namespaces/${name}`))).toBe(
        `namespaces "${name}" is forbidden: this namespace may not be deleted`,
      );
    }
    expect(refusalOf(lab.post('/api/v1/namespaces/none/configmaps', map))).toBe('namespaces "none" not found');
  });
});
