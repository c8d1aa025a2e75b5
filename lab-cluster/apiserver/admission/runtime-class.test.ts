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

  it('merges tolerations: what another says anyway is left out', () => {
    const all = { operator: 'Exists', effect: 'NoExecute' };
    const lab = labWith({ scheduling: { tolerations: [all, { key: 'a', operator: 'Equal', value: '1', effect: 'NoSchedule' }] } });
    const own = { key: 'a', operator: 'Exists' };
    const { spec } = lab.createPod({ ...container(), runtimeClassName: 'walled', tolerations: [own] }).body as Pod;
    // The two that every pod gets are for NoExecute as well, and end after five minutes.
    expect(spec.tolerations).toEqual([own, all]);
  });

  it('an empty overhead is none', () => {
    const lab = labWith({ overhead: { podFixed: { cpu: '10m' } } });
    const { spec } = lab.createPod({ ...container(), runtimeClassName: 'walled', overhead: {} }).body as Pod;
    expect(spec.overhead).toEqual({ cpu: '10m' });
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
