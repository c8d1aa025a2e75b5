// One stored object seen and written through two versions: nothing of it is lost on the way, whichever way is taken.
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../api/object.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const V1 = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers';
const V2 = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers';
const CORE_EVENTS = '/api/v1/namespaces/default/events';
const EVENTS = '/apis/events.k8s.io/v1/namespaces/default/events';

type Any = KubeObject & {
  readonly spec: Record<string, unknown>;
  readonly status: Record<string, unknown>;
  readonly items: readonly Any[];
};

const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const memory = { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } } };
const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };

function autoscaler(version: 'v1' | 'v2', spec: object): object {
  return { apiVersion: `autoscaling/${version}`, kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec };
}

describe('an autoscaler', () => {
  it('written as v1 is a cpu metric in v2, and reads back as it was written', () => {
    const lab = createApiLab();
    const created = lab.post(V1, autoscaler('v1', { scaleTargetRef: target, maxReplicas: 5, targetCPUUtilizationPercentage: 50 }));
    expect(created.code).toBe(201);
    expect(created.body).toMatchObject({
      apiVersion: 'autoscaling/v1',
      spec: { minReplicas: 1, maxReplicas: 5, targetCPUUtilizationPercentage: 50 },
      status: { currentReplicas: 0, desiredReplicas: 0 },
    });
    const stored = lab.get(`${V2}/web`).body as Any;
    expect(stored.spec['metrics']).toEqual([cpu]);
    expect(stored.metadata.uid).toBe((created.body as Any).metadata.uid);
  });

  it('without a target aims at 80 % of cpu in both versions', () => {
    const lab = createApiLab();
    const created = lab.post(V1, autoscaler('v1', { scaleTargetRef: target, maxReplicas: 5 })).body as Any;
    expect(created.spec['targetCPUUtilizationPercentage']).toBe(80);
  });

  it('keeps through v1 what v1 cannot say, in annotations that v2 does not show', () => {
    const lab = createApiLab();
    const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } };
    lab.post(V2, autoscaler('v2', { scaleTargetRef: target, maxReplicas: 5, metrics: [memory, cpu], behavior }));
    const before = lab.get(`${V2}/web`).body as Any;
    const old = lab.get(`${V1}/web`).body as Any;
    expect(old.spec['targetCPUUtilizationPercentage']).toBe(50);
    expect(JSON.parse(old.metadata.annotations?.['autoscaling.alpha.kubernetes.io/metrics'] ?? '')).toEqual([
      { type: 'Resource', resource: { name: 'memory', targetAverageValue: '100Mi' } },
    ]);
    const put = lab.put(`${V1}/web`, { ...old, spec: { ...old.spec, maxReplicas: 7 } });
    expect(put.code).toBe(200);
    const after = lab.get(`${V2}/web`).body as Any;
    expect(after.spec).toEqual({ ...before.spec, maxReplicas: 7 });
    expect(after.metadata.annotations).toBeUndefined();
  });

  it('says in annotations what metrics of every type want, and what they are', () => {
    const lab = createApiLab();
    const metric = { name: 'm', selector: { matchLabels: { a: 'b' } } };
    const metrics = (word: string): object[] => [
      { type: 'Object', object: { describedObject: { kind: 'Service', name: 's' }, metric, [word]: amount(word, { value: '1' }) } },
      { type: 'Pods', pods: { metric, [word]: amount(word, { averageValue: '2' }) } },
      { type: 'Resource', resource: { name: 'memory', [word]: amount(word, { averageValue: '3' }) } },
      {
        type: 'ContainerResource',
        containerResource: { name: 'cpu', container: 'c', [word]: amount(word, { averageUtilization: 4, averageValue: '5' }) },
      },
      { type: 'External', external: { metric, [word]: amount(word, { averageValue: '6' }) } },
    ];
    const amount = (word: string, told: { averageUtilization?: number; averageValue?: string; value?: string }): object => {
      if (word === 'current') return told;
      const { averageUtilization, ...rest } = told;
      if (averageUtilization !== undefined) return { type: 'Utilization', averageUtilization };
      return { type: rest.value === undefined ? 'AverageValue' : 'Value', ...rest };
    };
    expect(lab.post(V2, autoscaler('v2', { scaleTargetRef: target, maxReplicas: 5, metrics: metrics('target') })).code).toBe(201);
    const status = { currentReplicas: 1, desiredReplicas: 1, currentMetrics: metrics('current') };
    expect(lab.patch(`${V2}/web/status`, { status }, 'merge').code).toBe(200);
    const { annotations = {} } = (lab.get(`${V1}/web`).body as Any).metadata;
    const selector = '{"matchLabels":{"a":"b"}}';
    expect(annotations['autoscaling.alpha.kubernetes.io/metrics']).toBe(
      `[{"type":"Object","object":{"target":{"kind":"Service","name":"s"},"metricName":"m","targetValue":"1","selector":${selector}}},` +
        `{"type":"Pods","pods":{"metricName":"m","targetAverageValue":"2","selector":${selector}}},` +
        '{"type":"Resource","resource":{"name":"memory","targetAverageValue":"3"}},' +
        '{"type":"ContainerResource","containerResource":{"name":"cpu","targetAverageUtilization":4,"container":"c"}},' +
        `{"type":"External","external":{"metricName":"m","metricSelector":${selector},"targetAverageValue":"6"}}]`,
    );
    expect(annotations['autoscaling.alpha.kubernetes.io/current-metrics']).toBe(
      `[{"type":"Object","object":{"target":{"kind":"Service","name":"s"},"metricName":"m","currentValue":"1","selector":${selector}}},` +
        `{"type":"Pods","pods":{"metricName":"m","currentAverageValue":"2","selector":${selector}}},` +
        '{"type":"Resource","resource":{"name":"memory","currentAverageValue":"3"}},' +
        '{"type":"ContainerResource","containerResource":{"name":"cpu","currentAverageUtilization":4,"currentAverageValue":"5","container":"c"}},' +
        `{"type":"External","external":{"metricName":"m","metricSelector":${selector},"currentValue":"0","currentAverageValue":"6"}}]`,
    );
  });

  it('is patched in the version of its patcher', () => {
    const lab = createApiLab();
    lab.post(V2, autoscaler('v2', { scaleTargetRef: target, maxReplicas: 5, metrics: [memory, cpu] }));
    const patched = lab.patch(`${V1}/web`, { spec: { targetCPUUtilizationPercentage: 70 } }, 'merge').body as Any;
    expect(patched.apiVersion).toBe('autoscaling/v1');
    const metrics = (lab.get(`${V2}/web`).body as Any).spec['metrics'];
    expect(metrics).toEqual([
      memory,
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
    ]);
  });

  it('is refused in the words of the stored version', () => {
    const lab = createApiLab();
    const refused = lab.post(V1, autoscaler('v1', { scaleTargetRef: target, maxReplicas: 5, targetCPUUtilizationPercentage: -1 }));
    expect(refused.code).toBe(422);
    expect(refused.body).toMatchObject({
      message: expect.stringContaining('spec.metrics[0].resource.target.averageUtilization: Invalid value: -1: must be greater than 0'),
    });
  });

  it('is listed, watched, printed and deleted in either version', () => {
    const lab = createApiLab();
    const watched = lab.watch(V1);
    lab.run(50);
    lab.post(V2, autoscaler('v2', { scaleTargetRef: target, maxReplicas: 5 }));
    lab.settle();
    expect(watched.events.map(({ type, object }) => [type, (object as Any).apiVersion])).toEqual([['ADDED', 'autoscaling/v1']]);
    const list = lab.get(V1).body as unknown as Any;
    expect(list.apiVersion).toBe('autoscaling/v1');
    expect(list.items.map((item) => item.apiVersion)).toEqual(['autoscaling/v1']);
    const table = lab.ask({ method: 'GET', path: V1, headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } });
    expect(table.body).toMatchObject({ rows: [{ cells: ['web', 'Deployment/web', 'cpu: <unknown>/80%', '1', 5, 0, expect.any(String)] }] });
    expect(lab.delete(`${V1}/web`).code).toBe(200);
    lab.settle();
    expect(lab.get(`${V2}/web`).code).toBe(404);
    expect(watched.events.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
  });
});

describe('an event', () => {
  const note = {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { name: 'e', namespace: 'default' },
    eventTime: '2026-01-01T00:00:00.000000Z',
    reportingController: 'example.com/tester',
    reportingInstance: 'tester-0',
    action: 'Testing',
    reason: 'Tested',
    regarding: { kind: 'Pod', namespace: 'default', name: 'p' },
    note: 'It was tested.',
    type: 'Normal',
  };

  it('written through events.k8s.io has the core group’s names in the core group', () => {
    const lab = createApiLab();
    expect(lab.post(EVENTS, note).body).toMatchObject({ ...note, deprecatedFirstTimestamp: null, deprecatedSource: {} });
    expect(lab.get(`${CORE_EVENTS}/e`).body).toMatchObject({
      apiVersion: 'v1',
      involvedObject: note.regarding,
      message: note.note,
      reportingComponent: note.reportingController,
      firstTimestamp: null,
    });
    expect((lab.get(EVENTS, { fieldSelector: 'regarding.name=p' }).body as unknown as Any).items).toHaveLength(1);
    expect((lab.get(CORE_EVENTS, { fieldSelector: 'involvedObject.name=q' }).body as unknown as Any).items).toHaveLength(0);
    expect(lab.get(EVENTS, { fieldSelector: 'involvedObject.name=p' }).code).toBe(400);
  });

  it('is held to stricter rules there', () => {
    const lab = createApiLab();
    const loose = { ...note, eventTime: undefined, type: 'Odd', deprecatedCount: 2 };
    expect(lab.post(EVENTS, loose).body).toMatchObject({
      message:
        'Event "e" is invalid: [eventTime: Required value, type: Invalid value: "": has invalid value: Odd, count: Invalid value: "": needs to be unset]',
    });
    const core = { apiVersion: 'v1', kind: 'Event', metadata: { name: 'e' }, involvedObject: note.regarding, type: 'Odd', count: 2 };
    expect(lab.post(CORE_EVENTS, core).code).toBe(201);
    const changed = { ...(lab.get(`${EVENTS}/e`).body as object), note: 'Something else.' };
    expect(lab.put(`${EVENTS}/e`, changed).body).toMatchObject({
      message: expect.stringContaining('message: Invalid value: "Something else.": field is immutable'),
    });
  });
});
