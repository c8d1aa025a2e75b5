// What of a Job may still change. Expected: ValidateJobSpecUpdate of pkg/apis/batch/validation and the options of its strategy.
import { describe, expect, it } from 'vitest';
import { causesOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const JOBS = '/apis/batch/v1/namespaces/default/jobs';
const lab = createApiLab();
const zone = (...values: string[]): object => ({
  requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values }] }] },
});
const apart = {
  requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { a: 'b' } } }],
};
const pod = (more: object = {}): object => ({ spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }], ...more } });
const indexed = { completionMode: 'Indexed', completions: 4, parallelism: 4 };

let jobs = 0;
/** The rules that break when a Job that was `before` is patched; what it is printed as is left out. */
function changing(before: object, patch: object): readonly string[] {
  const name = `j-${jobs++}`;
  expect(lab.post(JOBS, { metadata: { name }, spec: { template: pod(), ...before } }).code).toBe(201);
  const answer = lab.patch(`${JOBS}/${name}`, { spec: patch }, 'merge');
  return causesOf(answer).map((text) => text.replace(/Invalid value: .*: field/, 'field'));
}

describe('a Job', () => {
  it.each<[object, object]>([
    [{}, { parallelism: 7 }],
    [{}, { backoffLimit: 0, activeDeadlineSeconds: 5, ttlSecondsAfterFinished: 9 }],
    [{}, { suspend: true }],
    [{}, { podReplacementPolicy: 'Failed' }],
    [{ ...indexed, backoffLimitPerIndex: 1 }, { maxFailedIndexes: 2 }],
    [indexed, { completions: 2, parallelism: 2 }],
  ])('that is %j may become %j', (before, patch) => {
    expect(changing(before, patch)).toEqual([]);
  });

  it.each<[object, object, string]>([
    [{ completions: 2 }, { completions: 3 }, 'spec.completions: field is immutable'],
    [{ completions: 2 }, { completions: null, parallelism: 2 }, 'spec.completions: field is immutable'],
    [
      {},
      { selector: { matchLabels: { more: 'x' } }, template: { metadata: { labels: { more: 'x' } } } },
      'spec.selector: field is immutable',
    ],
    [{}, { template: pod({ nodeSelector: { disk: 'ssd' } }) }, 'spec.template: field is immutable'],
    [{ completions: 4 }, { completionMode: 'Indexed' }, 'spec.completionMode: field is immutable'],
    [indexed, { backoffLimitPerIndex: 2 }, 'spec.backoffLimitPerIndex: field is immutable'],
    [{}, { managedBy: 'example.com/other' }, 'spec.managedBy: field is immutable'],
    [indexed, { successPolicy: { rules: [{ succeededCount: 1 }] } }, 'spec.successPolicy: field is immutable'],
    [
      { podReplacementPolicy: 'Failed' },
      { podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] } },
      'spec.podFailurePolicy: field is immutable',
    ],
    [indexed, { completions: 3 }, 'spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism'],
  ])('that is %j may not become %j', (before, patch, rule) => {
    expect(changing(before, patch)).toContain(rule);
  });
});

describe('a suspended Job that never ran', () => {
  const affine = (affinity: object): object => ({ suspend: true, template: pod({ affinity }) });

  it.each<[object, object]>([
    [{ suspend: true }, pod({ nodeSelector: { disk: 'ssd' }, tolerations: [{ key: 'k', operator: 'Exists' }] })],
    [{ suspend: true }, { metadata: { labels: { team: 'a' }, annotations: { note: 'b' } } }],
    [{ suspend: true }, pod({ schedulingGates: [{ name: 'example.com/wait' }] })],
    [{ suspend: true }, pod({ affinity: { nodeAffinity: zone('a') } })],
    [affine({ nodeAffinity: zone('a') }), pod({ affinity: { nodeAffinity: zone('b') } })],
    [affine({ nodeAffinity: zone('a') }), pod({ affinity: null })],
    [affine({ nodeAffinity: zone('a'), podAntiAffinity: apart }), pod({ affinity: { nodeAffinity: null } })],
  ])('of %j may get its pods placed by %j', (before, template) => {
    expect(changing(before, { template })).toEqual([]);
  });

  it.each<[object, object]>([
    [{ suspend: true }, pod({ containers: [{ name: 'c', image: 'busybox:2' }] })],
    [{ suspend: true }, pod({ priorityClassName: 'system-node-critical' })],
    [{ suspend: true }, pod({ affinity: { podAntiAffinity: apart } })],
    [affine({ nodeAffinity: zone('a'), podAntiAffinity: apart }), pod({ affinity: null })],
  ])('of %j may not get other pods by %j', (before, template) => {
    expect(changing(before, { template })).toEqual(['spec.template: field is immutable']);
  });

  it('may not, once it has begun', () => {
    lab.post(JOBS, { metadata: { name: 'begun' }, spec: { suspend: true, template: pod() } });
    lab.patch(`${JOBS}/begun/status`, { status: { startTime: '2026-01-01T00:00:00Z' } }, 'merge');
    const answer = lab.patch(`${JOBS}/begun`, { spec: { template: pod({ nodeSelector: { disk: 'ssd' } }) } }, 'merge');
    expect(causesOf(answer)).toEqual([expect.stringMatching(/^spec\.template: .*: field is immutable$/) as string]);
  });
});
