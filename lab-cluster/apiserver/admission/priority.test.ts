// How a pod gets its priority, and what it may not say itself.
import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/kinds/pod.ts';
import { type AdmissionLab, admissionLab, container, path, refusalOf } from '../../testing/admission-lab.ts';

const CLASSES = '/apis/scheduling.k8s.io/v1/priorityclasses';

function addClass(lab: AdmissionLab, name: string, value: number, more: object = {}): string {
  return refusalOf(lab.post(CLASSES, { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, ...more }));
}

describe('Priority', () => {
  it('every cluster has the two system classes', () => {
    const lab = admissionLab();
    const pod = lab.createPod({ ...container(), priorityClassName: 'system-node-critical' }).body as Pod;
    expect(pod.spec.priority).toBe(2_000_001_000);
  });

  it('takes number and policy from the class', () => {
    const lab = admissionLab();
    expect(addClass(lab, 'polite', 1000, { preemptionPolicy: 'Never' })).toBe('');
    const { spec } = lab.createPod({ ...container(), priorityClassName: 'polite' }).body as Pod;
    expect([spec.priority, spec.preemptionPolicy]).toEqual([1000, 'Never']);
    expect(lab.tryPod({ ...container(), priorityClassName: 'polite', priority: 7 }, { name: 'q' })).toBe(
      'pods "q" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 1000 from the given PriorityClass name',
    );
    expect(lab.tryPod({ ...container(), preemptionPolicy: 'Never' }, { name: 'q' })).toBe(
      'pods "q" is forbidden: the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name',
    );
  });

  it('uses the global default, of which there is one', () => {
    const lab = admissionLab();
    expect(addClass(lab, 'usual', 5, { globalDefault: true })).toBe('');
    const { spec } = lab.createPod(container()).body as Pod;
    expect([spec.priorityClassName, spec.priority]).toEqual(['usual', 5]);
    expect(addClass(lab, 'other', 6, { globalDefault: true })).toBe(
      'priorityclasses.scheduling.k8s.io "other" is forbidden: PriorityClass usual is already marked as default. Only one default can exist',
    );
  });

  it('a class that is not there is refused', () => {
    expect(admissionLab().tryPod({ ...container(), priorityClassName: 'none' })).toBe(
      'pods "p" is forbidden: no PriorityClass with name none was found',
    );
  });

  it('a class cannot change its number, and system names are reserved', () => {
    const lab = admissionLab();
    addClass(lab, 'fixed', 1);
    expect(refusalOf(lab.patch(`${CLASSES}/fixed`, { value: 2 }, 'merge'))).toBe(
      'PriorityClass.scheduling.k8s.io "fixed" is invalid: value: Forbidden: may not be changed in an update.',
    );
    expect(addClass(lab, 'system-mine', 1)).toBe(
      'PriorityClass.scheduling.k8s.io "system-mine" is invalid: metadata.name: Forbidden: priority class names with \'system-\' prefix are reserved for system use only. error: system-mine is not a known system priority class',
    );
  });

  it('who puts a pod without its priority keeps it', () => {
    const lab = admissionLab();
    const pod = lab.createPod(container()).body as Pod;
    const { priority: _, preemptionPolicy: __, ...spec } = pod.spec;
    const answer = lab.put(path('pods', 'p'), { ...pod, spec });
    expect([answer.code, (answer.body as Pod).spec.priority]).toEqual([200, 0]);
  });
});
