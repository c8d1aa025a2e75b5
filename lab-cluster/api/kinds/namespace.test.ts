// A Namespace's phase and finalizers, which its own subresources change.
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';
import type { KubeObject } from '../object.ts';

const lab = createApiLab();

describe('a Namespace', () => {
  it('is in the phase that its deletion says', () => {
    lab.post('/api/v1/namespaces', { metadata: { name: 'n' } });
    expect(refusalOf(lab.patch('/api/v1/namespaces/n/status', { status: { phase: 'Terminating' } }, 'merge'))).toBe(
      'Namespace "n" is invalid: status.Phase: Invalid value: "Terminating": may only be \'Active\' if `deletionTimestamp` is empty',
    );
  });

  it('carries its name as a label, also when the name was made for it', () => {
    const { body } = lab.post('/api/v1/namespaces', { metadata: { generateName: 'g-' } });
    const { name, labels } = (body as KubeObject).metadata;
    expect(name).toMatch(/^g-[a-z0-9]{5}$/);
    expect(labels).toEqual({ 'kubernetes.io/metadata.name': name });
  });

  it('is finalized by names that carry a domain, each at its place', () => {
    lab.post('/api/v1/namespaces', { metadata: { name: 'f' } });
    const finalized = lab.put('/api/v1/namespaces/f/finalize', { metadata: { name: 'f' }, spec: { finalizers: ['kubernetes', 'mine'] } });
    expect(refusalOf(finalized)).toBe(
      'Namespace "f" is invalid: spec.finalizers[1]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    );
  });
});
