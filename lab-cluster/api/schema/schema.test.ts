// How the strict decoder's walk reports, conforms and looks places up.
import { describe, expect, it } from 'vitest';
import { cloneValue } from '../equal.ts';
import { pods } from '../kinds/pod.ts';
import { services } from '../kinds/service.ts';
import { nearestName } from '../nearest-name.ts';
import { checkShape, conformShape, decodeProblem } from './schema.ts';
import { fieldAt, fieldsAt } from './schema-lookup.ts';

function shape(object: unknown) {
  return checkShape(pods, object).map(({ field, message, suggestion }) => [field, message, suggestion]);
}

describe('the strict decoder', () => {
  it('names unknown fields by their exact place, and what was meant', () => {
    expect(shape({ spec: { containers: [{ name: 'c' }, { imagePolicy: 'Always' }] }, stats: {} })).toEqual([
      ['spec.containers[1].imagePolicy', 'unknown field "spec.containers[1].imagePolicy"', 'imagePullPolicy'],
      ['stats', 'unknown field "stats"', 'status'],
    ]);
  });

  it('names wrong types as Go does: the innermost struct, no indexes', () => {
    expect(
      shape({ metadata: { labels: { app: 1 } }, spec: { containers: [{ ports: [{ containerPort: '80' }], command: ['a', 1] }] } }),
    ).toEqual([
      ['metadata.labels.app', 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string', undefined],
      [
        'spec.containers[0].ports[0].containerPort',
        'json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32',
        undefined,
      ],
      [
        'spec.containers[0].command[1]',
        'json: cannot unmarshal number into Go struct field Container.spec.containers.command of type string',
        undefined,
      ],
    ]);
    expect(
      shape({ spec: { restartPolicy: true, hostNetwork: 'yes', terminationGracePeriodSeconds: 2.5 } }).map(([, message]) => message),
    ).toEqual([
      'json: cannot unmarshal bool into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy',
      'json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool',
      'json: cannot unmarshal number 2.5 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64',
    ]);
  });

  it('stops at a quantity or time that is none, before any wrong type', () => {
    const problems = checkShape(pods, { metadata: { creationTimestamp: 'today', labels: 3 } });
    expect(decodeProblem(problems)?.message).toMatch(/^parsing time "today" as /);
    expect(decodeProblem(checkShape(pods, { spec: { overhead: { cpu: true } } }))?.message).toMatch(/^quantities must match/);
  });

  it('changes nothing when it only checks', () => {
    const object = { spec: { hostNetwork: false, containers: null, nope: 1 } };
    const before = cloneValue(object);
    checkShape(pods, object);
    expect(object).toEqual(before);
  });

  it('conforms: no nulls, no meaningless zeros, quantities spelled canonically; and is content with the result', () => {
    const object = {
      metadata: { name: 'p', labels: {}, annotations: null, creationTimestamp: null },
      spec: {
        hostNetwork: false,
        terminationGracePeriodSeconds: 0,
        containers: [
          { name: 'c', resources: { requests: { cpu: 0.5, memory: '1024Mi' } }, ports: [{ containerPort: 0, hostPort: 0 }], env: [] },
        ],
      },
      status: { conditions: [{ type: 'Ready', status: 'True', lastProbeTime: null }] },
    };
    expect(conformShape(pods, object)).toEqual([]);
    const conformed = {
      metadata: { name: 'p' },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'c', resources: { requests: { cpu: '500m', memory: '1Gi' } }, ports: [{ containerPort: 0 }] }],
      },
      status: { conditions: [{ type: 'Ready', status: 'True', lastProbeTime: null, lastTransitionTime: null }] },
    };
    expect(object).toEqual(conformed);
    expect(conformShape(pods, Object.freeze(object))).toEqual([]);
  });

  it('writes the times of structs as null when nobody set them, those behind pointers not at all', () => {
    const object = { metadata: { name: 'n' }, spec: { taints: [{ key: 'k', effect: 'NoSchedule', timeAdded: null }] } };
    expect(conformShape({ apiVersion: 'v1', kind: 'Node' }, object)).toEqual([]);
    expect(object.spec.taints).toEqual([{ key: 'k', effect: 'NoSchedule' }]);
    const event = { metadata: { name: 'e' }, series: { count: 2 } };
    expect(conformShape({ apiVersion: 'v1', kind: 'Event' }, event)).toEqual([]);
    expect(event).toEqual({
      metadata: { name: 'e' },
      series: { count: 2, lastObservedTime: null },
      eventTime: null,
      firstTimestamp: null,
      lastTimestamp: null,
    });
  });

  it('survives keys of Object.prototype', () => {
    const object = JSON.parse('{"constructor": 1, "metadata": {"labels": {"toString": "x"}}, "spec": {"hasOwnProperty": 1}}') as unknown;
    expect(shape(object).map(([field]) => field)).toEqual(['constructor', 'spec.hasOwnProperty']);
  });
});

describe('looking a place up', () => {
  it('sees through lists, maps and indexes', () => {
    expect(fieldAt(pods, ['spec', 'containers', 0, 'ports', 1, 'protocol'])).toMatchObject({
      type: 'string',
      values: ['TCP', 'UDP', 'SCTP'],
    });
    expect(fieldAt(pods, ['spec', 'containers', 0, 'resources', 'limits', 'cpu'])).toMatchObject({ name: 'limits' });
    expect(fieldAt(pods, ['spec', 'nope', 0])).toBeUndefined();
    expect(fieldAt(services, ['spec', 'ports'])).toMatchObject({ type: '[]ServicePort', isList: true, hasFields: true });
  });

  it('offers required fields first', () => {
    expect(
      fieldsAt(pods, ['spec', 'containers', 0])
        .slice(0, 2)
        .map((field) => field.name),
    ).toEqual(['image', 'name']);
    expect(fieldsAt(pods, ['metadata', 'labels'])).toEqual([]);
  });
});

describe('the nearest name', () => {
  it.each([
    ['replica', ['replicas', 'revisionHistoryLimit'], 'replicas'],
    ['emptydir', ['emptyDir', 'downwardAPI'], 'emptyDir'],
    ['imagePolicy', ['image', 'imagePullPolicy'], 'imagePullPolicy'],
    ['tempalte', ['template', 'replicas'], 'template'],
    ['contianerPort', ['containerPort', 'hostPort'], 'containerPort'],
    ['xyz', ['replicas'], undefined],
    ['app', ['matchLabels', 'matchExpressions'], undefined],
  ])('of %s among %j is %s', (written, names, expected) => {
    expect(nearestName(written, names)).toBe(expected);
  });
});
