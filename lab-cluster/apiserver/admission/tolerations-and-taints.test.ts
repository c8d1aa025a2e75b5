// What new pods and new nodes get so that a lost node is left, and a new one is not used too early.
import { describe, expect, it } from 'vitest';
import type { KubeNode } from '../../api/kinds/node.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import { type AdmissionLab, admissionLab, container, path, refusalOf } from '../../testing/admission-lab.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const fiveMinutes = (key: string): object => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });

function tolerationsOf(lab: AdmissionLab, name: string, tolerations?: readonly object[]): readonly object[] | undefined {
  const spec = { ...container(), ...(tolerations === undefined ? {} : { tolerations }) };
  return (lab.createPod(spec, { name }).body as Pod).spec.tolerations;
}

describe('DefaultTolerationSeconds', () => {
  it('gives five minutes for what a pod says nothing of', () => {
    const lab = admissionLab();
    expect(tolerationsOf(lab, 'a')).toEqual([fiveMinutes(NOT_READY), fiveMinutes(UNREACHABLE)]);
    const own = { key: UNREACHABLE, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
    expect(tolerationsOf(lab, 'b', [own])).toEqual([own, fiveMinutes(NOT_READY)]);
    const anyEffect = { key: NOT_READY, operator: 'Exists' };
    expect(tolerationsOf(lab, 'c', [anyEffect])).toEqual([anyEffect, fiveMinutes(UNREACHABLE)]);
    const everything = { operator: 'Exists' };
    expect(tolerationsOf(lab, 'd', [everything])).toEqual([everything]);
    const elsewhere = { key: NOT_READY, operator: 'Exists', effect: 'NoSchedule' };
    expect(tolerationsOf(lab, 'e', [elsewhere])).toEqual([elsewhere, fiveMinutes(NOT_READY), fiveMinutes(UNREACHABLE)]);
  });

  it('gives them back when a pod is replaced by one without', () => {
    const lab = admissionLab();
    const pod = lab.createPod(container()).body as Pod;
    const { tolerations: before, ...spec } = pod.spec;
    const answer = lab.put(path('pods', 'p'), { ...pod, metadata: { ...pod.metadata, labels: { seen: 'yes' } }, spec });
    expect(refusalOf(answer)).toBe('');
    expect((answer.body as Pod).spec.tolerations).toEqual(before);
    expect(before).toHaveLength(2);
  });
});

describe('TaintNodesByCondition', () => {
  const add = (lab: AdmissionLab, name: string, spec: object = {}): KubeNode =>
    lab.post('/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec }).body as KubeNode;

  it('keeps pods off a node that has just come, once', () => {
    const lab = admissionLab();
    const notReady = { key: NOT_READY, effect: 'NoSchedule' };
    expect(add(lab, 'a').spec?.taints).toEqual([notReady]);
    const other = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };
    expect(add(lab, 'b', { taints: [other] }).spec?.taints).toEqual([other, notReady]);
    expect(add(lab, 'c', { taints: [notReady] }).spec?.taints).toEqual([notReady]);
    // A taint of this name with another effect is another taint.
    const gone = { key: NOT_READY, effect: 'NoExecute' };
    expect(add(lab, 'd', { taints: [gone] }).spec?.taints).toEqual([gone, notReady]);
  });
});
