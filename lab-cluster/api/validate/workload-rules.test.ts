// Rules of Deployments, ReplicaSets, DaemonSets and StatefulSets. Expected: pkg/apis/apps/validation/validation.go.
import { describe, expect, it } from 'vitest';
import { causesOf, container } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const APPS = '/apis/apps/v1/namespaces/default';
const lab = createApiLab();
const selector = { matchLabels: { a: 'b' } };
const template = { metadata: { labels: { a: 'b' } }, spec: container() };
const causes = (plural: string, spec: object): readonly string[] =>
  causesOf(lab.post(`${APPS}/${plural}`, { metadata: { name: 'x' }, spec: { selector, template, ...spec } }, { dryRun: 'All' }));

describe('a selector', () => {
  const LABEL_VALUE =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
  const broken = { matchLabels: { b: 'x', a: 'no!' } };
  const printed = '{"matchLabels":{"a":"no!","b":"x"}}';
  const first = `spec.selector.matchLabels: Invalid value: "no!": ${LABEL_VALUE}`;

  it.each([
    ['deployments', [first, `spec.selector: Invalid value: ${printed}: invalid label selector`]],
    ['replicasets', [first, `spec.selector: Invalid value: ${printed}: invalid label selector`]],
    ['statefulsets', [first, `spec.selector: Invalid value: ${printed}`]],
    ['daemonsets', [first]],
  ])('of %s that no matcher can be made of hides what it does not match', (plural, expected) => {
    expect(causes(plural, { selector: broken }).map((text) => text.replace(/: $/, ''))).toEqual(expected);
  });

  it('with an expression whose value is no label is none either', () => {
    const matchExpressions = [{ key: 'a', operator: 'In', values: ['b', 'no!'] }];
    expect(causes('deployments', { selector: { matchExpressions } })).toEqual([
      `spec.selector.matchExpressions[0].values[1]: Invalid value: "no!": ${LABEL_VALUE}`,
      'spec.selector: Invalid value: {"matchExpressions":[{"key":"a","operator":"In","values":["b","no!"]}]}: invalid label selector',
    ]);
  });

  it.each([
    ['deployments', 'deployment'],
    ['replicasets', 'deployment'],
    ['daemonsets', 'daemonset'],
    ['statefulsets', 'statefulset'],
  ])('of %s that is empty is refused', (plural, name) => {
    expect(causes(plural, { selector: {} })).toEqual([`spec.selector: Invalid value: {}: empty selector is invalid for ${name}`]);
  });

  it('cannot be changed, and is shown in order', () => {
    lab.post(`${APPS}/deployments`, { metadata: { name: 'kept' }, spec: { selector, template } });
    const labels = { z: '1', a: 'b', m: '2' };
    const patch = { spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } } };
    expect(causesOf(lab.patch(`${APPS}/deployments/kept`, patch, 'merge'))).toEqual([
      'spec.selector: Invalid value: {"matchLabels":{"a":"b","m":"2","z":"1"}}: field is immutable',
    ]);
  });
});

describe('a rolling update', () => {
  const PERCENT =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
  const of = (plural: string, rollingUpdate: object): readonly string[] => {
    const strategy = { type: 'RollingUpdate', rollingUpdate };
    const at = plural === 'deployments' ? 'strategy' : 'updateStrategy';
    return causes(plural, { [at]: strategy }).map((text) => text.replace(`spec.${at}.rollingUpdate.`, ''));
  };

  it.each<[object, readonly string[]]>([
    [{ maxSurge: '0%', maxUnavailable: 1 }, []],
    [{ maxSurge: '200%' }, []],
    [{ maxSurge: 0, maxUnavailable: '0%' }, ['maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0']],
    [{ maxUnavailable: '101%' }, ['maxUnavailable: Invalid value: "101%": must not be greater than 100%']],
    // Go reads the number of a text that is no percentage.
    [{ maxSurge: 0, maxUnavailable: '2' }, [`maxUnavailable: Invalid value: "2": ${PERCENT}`]],
    [
      { maxSurge: 0, maxUnavailable: 'two' },
      [`maxUnavailable: Invalid value: "two": ${PERCENT}`, 'maxUnavailable: Invalid value: "two": may not be 0 when `maxSurge` is 0'],
    ],
    [{ maxSurge: -1 }, ['maxSurge: Invalid value: -1: must be greater than or equal to 0']],
  ])('of a Deployment by %j breaks %j', (rollingUpdate, expected) => {
    expect(of('deployments', rollingUpdate)).toEqual(expected);
  });

  it.each<[object, readonly string[]]>([
    [{ maxUnavailable: 0, maxSurge: '10%' }, []],
    [{ maxUnavailable: 0 }, ['maxUnavailable: Required value: cannot be 0 when maxSurge is 0']],
    [{ maxSurge: 1 }, ['maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero']],
    [{ maxUnavailable: 0, maxSurge: '101%' }, ['maxSurge: Invalid value: "101%": must not be greater than 100%']],
    [{ maxUnavailable: 0, maxSurge: '3' }, [`maxSurge: Invalid value: "3": ${PERCENT}`]],
  ])('of a DaemonSet by %j breaks %j', (rollingUpdate, expected) => {
    expect(of('daemonsets', rollingUpdate)).toEqual(expected);
  });

  it('of a StatefulSet begins at a pod that could be', () => {
    expect(of('statefulsets', { partition: -1 })).toEqual(['partition: Invalid value: -1: must be greater than or equal to 0']);
    // How many at once is not on in 1.34, and not looked at.
    expect(of('statefulsets', { maxUnavailable: '101%' })).toEqual([]);
  });
});

describe('a StatefulSet', () => {
  it.each<[object, readonly string[]]>([
    [{ ordinals: { start: -1 } }, ['spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0']],
    [{ podManagementPolicy: 'Any' }, ["spec.podManagementPolicy: Invalid value: \"Any\": must be 'OrderedReady' or 'Parallel'"]],
    [
      { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Keep' } },
      ['spec.persistentVolumeClaimRetentionPolicy.whenScaled: Unsupported value: "Keep": supported values: "Retain", "Delete"'],
    ],
    [
      { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } },
      [
        'spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":1,"MaxUnavailable":null}: only allowed for updateStrategy \'RollingUpdate\'',
      ],
    ],
    [
      { updateStrategy: { type: 'Recreate' } },
      ['spec.updateStrategy: Invalid value: {"Type":"Recreate","RollingUpdate":null}: must be \'RollingUpdate\' or \'OnDelete\''],
    ],
  ])('with %j breaks %j', (spec, expected) => {
    expect(causes('statefulsets', spec)).toEqual(expected);
  });

  it('may change what makes no other pods of those there are', () => {
    lab.post(`${APPS}/statefulsets`, { metadata: { name: 'kept' }, spec: { selector, template } });
    const change = (spec: object): number => lab.patch(`${APPS}/statefulsets/kept`, { spec }, 'merge').code;
    const allowed = [
      { revisionHistoryLimit: 3 },
      { ordinals: { start: 2 } },
      { minReadySeconds: 5 },
      { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } },
      { updateStrategy: { type: 'OnDelete', rollingUpdate: null } },
    ];
    expect(allowed.map(change)).toEqual(allowed.map(() => 200));
    expect([{ podManagementPolicy: 'Parallel' }, { selector: { matchLabels: { a: 'c' } } }].map(change)).toEqual([422, 422]);
  });
});

describe('a Deployment', () => {
  it.each<[object, readonly string[]]>([
    [
      { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } },
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [{ minReadySeconds: 600 }, ['spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds']],
    [{ revisionHistoryLimit: -1 }, ['spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0']],
    [
      { template: { ...template, spec: { ...container(), restartPolicy: 'Never', activeDeadlineSeconds: 5 } } },
      [
        'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
        'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported',
      ],
    ],
  ])('with %j breaks %j', (spec, expected) => {
    expect(causes('deployments', spec)).toEqual(expected);
  });
});
