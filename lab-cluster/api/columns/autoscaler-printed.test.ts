// The row of a HorizontalPodAutoscaler with every kind of metric. Expected: formatHPAMetrics of pkg/printers/internalversion.
import { describe, expect, it } from 'vitest';
import { printedRow, secondsAgo } from '../../testing/printed-row.ts';
import { horizontalPodAutoscalersV1 } from '../kinds/horizontal-pod-autoscaler-v1.ts';
import { horizontalPodAutoscalers } from '../kinds/horizontal-pod-autoscaler.ts';

const cpu = (target: object, current?: object) =>
  both('Resource', 'resource', { name: 'cpu', target }, current && { name: 'cpu', current });

interface Metric {
  readonly spec: object;
  readonly status: object | undefined;
}

function both(type: string, field: string, spec: object, status?: object): Metric {
  return { spec: { type, [field]: spec }, status: status && { type, [field]: status } };
}

const source = (type: string, target: object, current?: object): Metric =>
  both(type, type.toLowerCase(), { metric: { name: 'm' }, target }, current && { metric: { name: 'm' }, current });

function targets(...metrics: readonly Metric[]): unknown {
  const spec = { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 5, metrics: metrics.map((one) => one.spec) };
  const currentMetrics = metrics.flatMap((one) => one.status ?? []);
  return printedRow(horizontalPodAutoscalers, { spec, status: { currentMetrics } })['Targets'];
}

describe('an autoscaler', () => {
  it('is one row, the same in both versions', () => {
    const metadata = { name: 'web', creationTimestamp: secondsAgo(3700) };
    const { spec: metric, status: current } = cpu({ averageUtilization: 80 }, { averageUtilization: 10, averageValue: '10m' });
    const spec = { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 2, maxReplicas: 9, metrics: [metric] };
    const object = { metadata, spec, status: { currentReplicas: 3, currentMetrics: [current] } };
    const row = { Name: 'web', Reference: 'Deployment/web', Targets: 'cpu: 10%/80%', MinPods: '2', MaxPods: 9, Replicas: 3, Age: '61m' };
    expect(printedRow(horizontalPodAutoscalers, object)).toEqual(row);
    expect(printedRow(horizontalPodAutoscalersV1, object)).toEqual(row);
  });

  it('without a minimum, a metric or a status has words for that', () => {
    const row = printedRow(horizontalPodAutoscalers, { spec: { scaleTargetRef: { kind: 'StatefulSet', name: 'db' }, maxReplicas: 1 } });
    expect(row).toMatchObject({ Reference: 'StatefulSet/db', Targets: '<none>', MinPods: '<unset>', Replicas: 0, Age: '<unknown>' });
  });

  it.each([
    ['cpu: <unknown>/80%', cpu({ averageUtilization: 80 })],
    ['cpu: <unknown>/80%', cpu({ averageUtilization: 80 }, { averageValue: '3m' })],
    ['cpu: 0%/80%', cpu({ averageUtilization: 80 }, { averageUtilization: 0 })],
    ['cpu: 7%/<auto>', cpu({}, { averageUtilization: 7 })],
    ['cpu: <unknown>/500m', cpu({ averageValue: '500m' })],
    ['cpu: 200m/500m', cpu({ averageValue: '500m' }, { averageValue: '200m' })],
    ['cpu: <nil>/500m', cpu({ averageValue: '500m' }, {})],
    ['10m/5', source('Pods', { averageValue: '5' }, { averageValue: '10m' })],
    ['<unknown>/5', source('Pods', { averageValue: '5' })],
    ['10m/5 (avg)', source('External', { averageValue: '5' }, { averageValue: '10m' })],
    ['<unknown>/5 (avg)', source('External', { averageValue: '5' }, { value: '1' })],
    ['1/5', source('External', { value: '5' }, { value: '1' })],
    ['<nil>/5', source('External', { value: '5' }, {})],
    ['<unknown>/5', source('External', { value: '5' })],
    ['1/5', source('Object', { value: '5' }, { value: '1' })],
    ['1/5 (avg)', source('Object', { averageValue: '5' }, { averageValue: '1' })],
    ['<unknown type>', { spec: { type: 'Weather' }, status: undefined }],
  ])('prints %s', (text, metric) => {
    expect(targets(metric)).toBe(text);
  });

  it('prints one container’s resource like a whole pod’s', () => {
    const metric = (target: object, current?: object) =>
      both(
        'ContainerResource',
        'containerResource',
        { name: 'memory', container: 'c', target },
        current && { name: 'memory', container: 'c', current },
      );
    expect(targets(metric({ averageUtilization: 60 }, { averageUtilization: 12 }))).toBe('memory: 12%/60%');
    expect(targets(metric({ averageValue: '1Gi' }, { averageValue: '200Mi' }))).toBe('memory: 200Mi/1Gi');
    expect(targets(metric({ averageValue: '1Gi' }))).toBe('memory: <unknown>/1Gi');
  });

  it('shows two and counts the others', () => {
    const one = cpu({ averageUtilization: 80 }, { averageUtilization: 1 });
    expect(targets(one, one)).toBe('cpu: 1%/80%, cpu: 1%/80%');
    expect(targets(one, one, one, one)).toBe('cpu: 1%/80%, cpu: 1%/80% + 2 more...');
  });
});
