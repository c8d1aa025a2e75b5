// What a pod takes over from its RuntimeClass.
import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/kinds/pod.ts';
import { type AdmissionLab, admissionLab, container } from '../../testing/admission-lab.ts';

function labWith(more: object): AdmissionLab {
  const lab = admissionLab();
  const body = { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'walled' }, handler: 'walled', ...more };
  expect(lab.post('/apis/node.k8s.io/v1/runtimeclasses', body).code).toBe(201);
  return lab;
}

describe('RuntimeClass', () => {
  it('adds overhead, node selector and tolerations', () => {
    const toleration = { key: 'walled', operator: 'Exists', effect: 'NoSchedule' };
    const lab = labWith({
      overhead: { podFixed: { memory: '120Mi' } },
      scheduling: { nodeSelector: { walls: 'yes' }, tolerations: [toleration] },
    });
    const { spec } = lab.createPod({ ...container(), runtimeClassName: 'walled', nodeSelector: { disk: 'ssd' } }).body as Pod;
    expect(spec.overhead).toEqual({ memory: '120Mi' });
    expect(spec.nodeSelector).toEqual({ disk: 'ssd', walls: 'yes' });
    expect(spec.tolerations).toContainEqual(toleration);
    expect(lab.tryPod({ ...container(), runtimeClassName: 'walled', nodeSelector: { walls: 'no' } }, { name: 'q' })).toBe(
      'pods "q" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[walls] = yes; pod.spec.nodeSelector[walls] = no',
    );
    expect(lab.tryPod({ ...container(), runtimeClassName: 'walled', overhead: { memory: '1Mi' } }, { name: 'q' })).toBe(
      "pods \"q\" is forbidden: pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
    );
  });

  it('refuses what is not there, and overhead without a class', () => {
    const lab = admissionLab();
    expect(lab.tryPod({ ...container(), runtimeClassName: 'none' })).toBe(
      'pods "p" is forbidden: pod rejected: RuntimeClass "none" not found',
    );
    expect(lab.tryPod({ ...container(), overhead: { cpu: '1m' } })).toBe(
      'pods "p" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    );
  });
});
