// Rules of Jobs and CronJobs, one broken at a time and in company. Expected: pkg/apis/batch/validation/validation.go.
import { describe, expect, it } from 'vitest';
import type { ApiResponse } from '../request.ts';
import { causesOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const BATCH = '/apis/batch/v1/namespaces/default';
const lab = createApiLab();
const containers = [{ name: 'c', image: 'busybox' }];
const template = { spec: { restartPolicy: 'Never', containers, initContainers: [{ name: 'i', image: 'busybox' }] } };
const causes = (plural: string, name: string, spec: object): readonly string[] =>
  causesOf(lab.post(`${BATCH}/${plural}`, { metadata: { name }, spec }, { dryRun: 'All' }));
const job = (spec: object, name = 'j'): readonly string[] => causes('jobs', name, { template, ...spec });
const indexed = { completionMode: 'Indexed', completions: 5 };

describe('a Job', () => {
  it.each<[object, readonly string[]]>([
    [{ parallelism: -1 }, ['spec.parallelism: Invalid value: -1: must be greater than or equal to 0']],
    [{ backoffLimitPerIndex: 1 }, ['spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode']],
    [
      { maxFailedIndexes: 1 },
      [
        'spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified',
        'spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode',
      ],
    ],
    [
      { ...indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 6 },
      ['spec.maxFailedIndexes: Invalid value: 6: must be less than or equal to completions'],
    ],
    [
      { completionMode: 'Indexed', completions: 100_001, parallelism: 10_001, backoffLimitPerIndex: 1 },
      [
        'spec.maxFailedIndexes: Required value: must be specified when completions is above 100000',
        'spec.parallelism: Invalid value: 10001: must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index',
      ],
    ],
    [{ completionMode: 'indexed' }, ['spec.completionMode: Unsupported value: "indexed": supported values: "NonIndexed", "Indexed"']],
    [
      { podReplacementPolicy: 'Never' },
      ['spec.podReplacementPolicy: Unsupported value: "Never": supported values: "Failed", "TerminatingOrFailed"'],
    ],
    [
      { podFailurePolicy: { rules: [] }, podReplacementPolicy: 'TerminatingOrFailed' },
      ['spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"'],
    ],
  ])('with %j breaks %j', (spec, expected) => {
    expect(job(spec)).toEqual(expected);
  });

  it('has a name its last pod can be called after', () => {
    const name = 'a'.repeat(60);
    expect(job({ completionMode: 'Indexed', completions: 1000 }, name)).toEqual([
      `metadata.name: Invalid value: "${name}": will not able to create pod with invalid DNS label: ${name}-999`,
    ]);
    expect(job({ completionMode: 'Indexed', completions: 100 }, name)).toEqual([]);
  });

  it.each(['example.com/x', `a.b/${'c'.repeat(60)}`, 'kueue', 'example.com/'])('may be managed by %s, or is told why not', (managedBy) => {
    const found = job({ managedBy });
    if (managedBy === 'example.com/x') expect(found).toEqual([]);
    else expect(found).toEqual([expect.stringMatching(/^spec\.managedBy: /) as string]);
  });

  it('must not restart pods forever, nor restart what a failure policy judges', () => {
    const at = 'spec.template.spec.restartPolicy';
    const restarting = (restartPolicy: string, more: object = {}): readonly string[] =>
      job({ template: { spec: { containers, restartPolicy } }, ...more });
    expect(restarting('Always')).toEqual([`${at}: Required value: valid values: "OnFailure", "Never"`]);
    expect(restarting('OnFailure', { podFailurePolicy: { rules: [] } })).toEqual([
      `${at}: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified`,
    ]);
  });
});

describe('a rule about failed pods', () => {
  const rule = (...rules: object[]): readonly string[] =>
    job({ podFailurePolicy: { rules } }).map((text) => text.replace('spec.podFailurePolicy.', ''));
  const codes = (onExitCodes: object): readonly string[] =>
    rule({ action: 'FailJob', onExitCodes }).map((text) => text.replace('rules[0].onExitCodes.', ''));

  it.each<[object, readonly string[]]>([
    [{ operator: 'In', values: [1, 2] }, []],
    [{ operator: 'NotIn', values: [0], containerName: 'i' }, []],
    [{ operator: 'In', values: [0] }, ['values[0]: Invalid value: 0: must not be 0 for the In operator']],
    [{ operator: 'In' }, ['values: Invalid value: null: at least one value is required']],
    [{ operator: 'In', values: [3, 1, 3] }, ['values[2]: Duplicate value: 3', 'values: Invalid value: [3,1,3]: must be ordered']],
    [{ values: [1] }, ['operator: Required value: valid values: ["In" "NotIn"]']],
    [{ operator: 'Is', values: [1] }, ['operator: Unsupported value: "Is": supported values: "In", "NotIn"']],
    [
      { operator: 'In', values: [1], containerName: 'x' },
      ['containerName: Invalid value: "x": must be one of the container or initContainer names in the pod template'],
    ],
  ])('with exit codes %j breaks %j', (onExitCodes, expected) => {
    expect(codes(onExitCodes)).toEqual(expected);
  });

  it('says what is to be done, about one thing', () => {
    const onExitCodes = { operator: 'In', values: [1] };
    const onPodConditions = [{ type: 'DisruptionTarget' }];
    expect(rule({ onExitCodes })).toEqual(['rules[0].action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]']);
    expect(rule({ action: 'FailIndex', onExitCodes })).toEqual([
      'rules[0].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
    ]);
    expect(rule({ action: 'Ignore' })).toEqual(['rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required']);
    expect(rule({ action: 'Ignore', onExitCodes, onPodConditions })).toEqual([
      'rules[0]: Invalid value: specifying both OnExitCodes and OnPodConditions is not supported',
    ]);
    expect(rule({ action: 'Ignore', onPodConditions })).toEqual([]);
    expect(rule({ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'true' }] })).toEqual([
      'rules[0].onPodConditions[0].status: Unsupported value: "true": supported values: "False", "True", "Unknown"',
    ]);
  });
});

describe('a rule about success', () => {
  const AT = 'spec.successPolicy.rules';
  const rules = (...all: object[]): readonly string[] =>
    job({ ...indexed, successPolicy: { rules: all } }).map((text) => text.replace(AT, 'rules'));

  it.each<[object, readonly string[]]>([
    [{ succeededIndexes: '0,2-4', succeededCount: 2 }, []],
    [{}, ['rules[0]: Required value: at least one of succeededCount or succeededIndexes must be specified']],
    [
      { succeededCount: 6 },
      ['rules[0].succeededCount: Invalid value: 6: must be less than or equal to 5 (the number of specified completions)'],
    ],
    [
      { succeededIndexes: '0-1', succeededCount: 3 },
      [
        'rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)',
      ],
    ],
    [
      { succeededIndexes: '3-5' },
      ['rules[0].succeededIndexes: Invalid value: "3-5": error parsing succeededIndexes: too large index: "5"'],
    ],
    [
      { succeededIndexes: '1,1' },
      ['rules[0].succeededIndexes: Invalid value: "1,1": error parsing succeededIndexes: non-increasing order, previous: 1, current: 1'],
    ],
    [
      { succeededIndexes: '1-2-3' },
      [
        'rules[0].succeededIndexes: Invalid value: "1-2-3": error parsing succeededIndexes: the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by \'-\'',
      ],
    ],
  ])('of %j breaks %j', (rule, expected) => {
    expect(rules(rule)).toEqual(expected);
  });

  it('is for indexed Jobs, and there is at least one', () => {
    expect(job({ successPolicy: { rules: [{ succeededCount: 1 }] } })).toEqual([
      expect.stringMatching(/^spec\.successPolicy: Invalid value: \{.*\}: requires indexed completion mode$/) as string,
    ]);
    expect(rules()).toEqual(['rules: Required value: at least one rules must be specified when the successPolicy is specified']);
  });
});

describe('what is reported of a Job', () => {
  lab.post(`${BATCH}/jobs`, { metadata: { name: 'told' }, spec: { template, parallelism: 2 } });
  const startTime = '2026-01-01T00:00:00Z';
  const being = (...types: string[]): object => ({ conditions: types.map((type) => ({ type, status: 'True' })) });
  const report = (status: object): ApiResponse =>
    lab.patch(`${BATCH}/jobs/told/status`, { status: { startTime, ...status } }, 'merge', { dryRun: 'All' });

  it.each<[object, readonly string[]]>([
    [being('FailureTarget', 'Failed'), []],
    [being('Failed'), ['status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition']],
    [
      { ...being('Complete'), completionTime: startTime },
      ['status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition'],
    ],
    [
      { ...being('FailureTarget', 'Failed'), terminating: 1, active: 1 },
      [
        'status.active: Invalid value: 1: active>0 is invalid for finished job',
        'status.terminating: Invalid value: 1: terminating>0 is invalid for finished job',
      ],
    ],
    [{ active: 1, ready: 1, terminating: 3 }, []],
    [{ active: 1, ready: 2 }, ['status.ready: Invalid value: 2: cannot set more ready pods than active']],
    [{ ready: 1 }, ['status.ready: Invalid value: 1: cannot set more ready pods than active']],
  ])('as %j breaks %j', (status, expected) => {
    expect(causesOf(report(status))).toEqual(expected);
  });
});

describe('a CronJob', () => {
  const cron = (spec: object, name = 'c'): readonly string[] =>
    causes('cronjobs', name, { schedule: '0 0 * * *', jobTemplate: { spec: { template } }, ...spec });

  it.each<[object, readonly string[]]>([
    [{ schedule: '' }, ['spec.schedule: Required value']],
    [{ schedule: '* * *' }, ['spec.schedule: Invalid value: "* * *": expected exactly 5 fields, found 3: [* * *]']],
    [
      { schedule: 'TZ=Europe/Berlin 0 0 * * *' },
      ['spec.schedule: Invalid value: "TZ=Europe/Berlin 0 0 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead'],
    ],
    [
      { schedule: 'CRON_TZ=Nowhere 0 0 * * *' },
      [
        'spec.schedule: Invalid value: "CRON_TZ=Nowhere 0 0 * * *": provided bad location Nowhere: unknown time zone Nowhere',
        'spec.schedule: Invalid value: "CRON_TZ=Nowhere 0 0 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
      ],
    ],
    [{ timeZone: '' }, ['spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string']],
    [{ timeZone: 'Europe/../Berlin' }, ['spec.timeZone: Invalid value: "Europe/../Berlin": unknown time zone Europe/../Berlin']],
    [
      { timeZone: 'Local' },
      ['spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'],
    ],
    [
      { timeZone: 'local' },
      [
        'spec.timeZone: Invalid value: "local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
        'spec.timeZone: Invalid value: "local": unknown time zone local',
      ],
    ],
    [
      { concurrencyPolicy: 'Maybe' },
      ['spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"'],
    ],
    [
      { jobTemplate: { spec: { template, manualSelector: true, selector: { matchLabels: { b: '2', a: '1' } } } } },
      [
        'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"1","b":"2"}}: `selector` will be auto-generated',
        'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
      ],
    ],
    [
      { startingDeadlineSeconds: -1, failedJobsHistoryLimit: -1 },
      [
        'spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0',
        'spec.failedJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
      ],
    ],
  ])('with %j breaks %j', (spec, expected) => {
    expect(cron(spec)).toEqual(expected);
  });

  it('leaves room in its name for the names of its Jobs', () => {
    const name = 'a'.repeat(53);
    expect(cron({}, name)).toEqual([`metadata.name: Invalid value: "${name}": must be no more than 52 characters`]);
    expect(cron({}, name.slice(1))).toEqual([]);
  });
});
