// What a Node keeps, forgets and must not change.
import { describe, expect, it } from 'vitest';
import { causesOf, refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const lab = createApiLab();

describe('a Node', () => {
  it('keeps its external id, and forgets where its configuration once came from', () => {
    const configSource = { configMap: { namespace: 'a', name: 'b', kubeletConfigKey: 'c' } };
    const created = lab.post('/api/v1/nodes', { metadata: { name: 'n' }, spec: { configSource } });
    expect([created.code, (created.body as { spec?: object }).spec]).toEqual([
      201,
      expect.not.objectContaining({ configSource }) as object,
    ]);
    expect(refusalOf(lab.patch('/api/v1/nodes/n', { spec: { externalID: 'x' } }, 'merge'))).toBe(
      'Node "n" is invalid: spec.externalID: Forbidden: may not be updated',
    );
  });

  it('is looked at twice when it changes', () => {
    lab.post('/api/v1/nodes', { metadata: { name: 't' } });
    const taints = [{ key: 'k', effect: 'Never' }];
    const rule = 'metadata.taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"';
    expect(causesOf(lab.patch('/api/v1/nodes/t', { spec: { taints } }, 'merge'))).toEqual([rule, rule]);
  });
});
