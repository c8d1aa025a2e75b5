// What the server keeps, counts, refuses and warns of for workloads, where no recorded request says it.
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../api/object.ts';
import type { ApiResponse } from '../api/request.ts';
import { createApiLab } from '../testing/api-lab.ts';

const APPS = '/apis/apps/v1/namespaces/default';
const BATCH = '/apis/batch/v1/namespaces/default';
const CORE = '/api/v1/namespaces/default';

type Any = KubeObject & { readonly spec: Record<string, unknown>; readonly status: Record<string, unknown> };

const selector = { matchLabels: { a: 'b' } };
const template = (image = 'nginx', restartPolicy = 'Always'): object => ({
  metadata: { labels: { a: 'b' } },
  spec: { restartPolicy, containers: [{ name: 'c', image }] },
});

function message(response: ApiResponse): string {
  return (response.body as { message?: string }).message ?? '';
}

describe('a DaemonSet', () => {
  it('counts its templates in an annotation that nobody else can write', () => {
    const lab = createApiLab();
    lab.post(`${APPS}/daemonsets`, { metadata: { name: 'd' }, spec: { selector, template: template() } });
    const patch = {
      spec: { template: template('nginx:2') },
      metadata: { annotations: { 'deprecated.daemonset.template.generation': '9' } },
    };
    const changed = lab.patch(`${APPS}/daemonsets/d`, patch, 'merge').body as Any;
    expect(changed.metadata.annotations?.['deprecated.daemonset.template.generation']).toBe('2');
    expect(changed.metadata.generation).toBe(2);
  });

  it('must let something be missing or too many, and only one of the two', () => {
    const lab = createApiLab();
    const rolling = (maxUnavailable: number, maxSurge: number): ApiResponse =>
      lab.post(`${APPS}/daemonsets`, {
        metadata: { name: 'd' },
        spec: { selector, template: template(), updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } } },
      });
    expect(message(rolling(0, 0))).toContain('rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0');
    expect(message(rolling(1, 1))).toContain('maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero');
  });
});

describe('a StatefulSet', () => {
  it('keeps what its pods and claims were made by', () => {
    const lab = createApiLab();
    const spec = { serviceName: 's', selector, template: template() };
    expect(lab.post(`${APPS}/statefulsets`, { metadata: { name: 's' }, spec }).code).toBe(201);
    expect(lab.patch(`${APPS}/statefulsets/s`, { spec: { replicas: 3 } }, 'merge').code).toBe(200);
    expect(message(lab.patch(`${APPS}/statefulsets/s`, { spec: { serviceName: 't' } }, 'merge'))).toMatch(
      /spec: Forbidden: updates to statefulset spec for fields other than 'replicas'/,
    );
  });

  it('is no host name with dots', () => {
    const lab = createApiLab();
    const refused = lab.post(`${APPS}/statefulsets`, { metadata: { name: 'a.b' }, spec: { selector, template: template() } });
    expect(message(refused)).toContain('metadata.name: Invalid value: "a.b": must not contain dots');
  });
});

describe('a Job', () => {
  const job = (spec: object): object => ({ metadata: { name: 'j' }, spec: { template: template('busybox', 'Never'), ...spec } });

  it('may be sent elsewhere while it is suspended and has never begun', () => {
    const lab = createApiLab();
    lab.post(`${BATCH}/jobs`, job({ suspend: true }));
    const elsewhere = { spec: { template: { spec: { nodeSelector: { disk: 'ssd' } } } } };
    expect(lab.patch(`${BATCH}/jobs/j`, elsewhere, 'merge').code).toBe(200);
    expect(lab.patch(`${BATCH}/jobs/j`, { spec: { suspend: false } }, 'merge').code).toBe(200);
    const again = { spec: { template: { spec: { nodeSelector: { disk: 'hdd' } } } } };
    expect(message(lab.patch(`${BATCH}/jobs/j`, again, 'merge'))).toMatch(/spec.template: Invalid value: .*: field is immutable/);
  });

  it('once finished stays finished', () => {
    const lab = createApiLab();
    lab.post(`${BATCH}/jobs`, job({}));
    const times = { startTime: '2026-01-01T00:00:00Z', completionTime: '2026-01-01T00:00:05Z' };
    const conditions = [
      { type: 'SuccessCriteriaMet', status: 'True' },
      { type: 'Complete', status: 'True' },
    ];
    const report = (status: object): ApiResponse => lab.patch(`${BATCH}/jobs/j/status`, { status }, 'merge');
    expect(message(report({ conditions, succeeded: 1 }))).toContain(
      'status.completionTime: Required value: completionTime is required for Complete jobs',
    );
    expect(report({ conditions, succeeded: 1, ...times }).code).toBe(200);
    expect(message(report({ succeeded: 0 }))).toContain('cannot decrease the succeeded counter');
    expect(message(report({ conditions: [] }))).toContain('cannot disable the terminal Complete=True condition');
  });

  it('grows and shrinks when it is indexed, with its parallelism', () => {
    const lab = createApiLab();
    lab.post(`${BATCH}/jobs`, job({ completionMode: 'Indexed', completions: 2, parallelism: 2 }));
    expect(lab.patch(`${BATCH}/jobs/j`, { spec: { completions: 3, parallelism: 3 } }, 'merge').code).toBe(200);
    const alone = lab.patch(`${BATCH}/jobs/j`, { spec: { completions: 4 } }, 'merge');
    expect(message(alone)).toContain('can only be modified in tandem with spec.parallelism');
  });
});

describe('a ReplicationController', () => {
  it('takes selector and labels from its template, and is scaled like the others', () => {
    const lab = createApiLab();
    const made = lab.post(`${CORE}/replicationcontrollers`, { metadata: { name: 'r' }, spec: { template: template() } }).body as Any;
    expect(made.spec['selector']).toEqual({ a: 'b' });
    expect(made.metadata.labels).toEqual({ a: 'b' });
    const path = `${CORE}/replicationcontrollers/r/scale`;
    const scaled = lab.patch(path, { spec: { replicas: 0 } }, 'merge').body as Any;
    expect(scaled).toMatchObject({ apiVersion: 'autoscaling/v1', kind: 'Scale', spec: {}, status: { replicas: 0, selector: 'a=b' } });
    expect(scaled.spec['replicas']).toBeUndefined();
  });

  it('deleted without a word leaves its pods alone', () => {
    const lab = createApiLab();
    lab.post(`${CORE}/replicationcontrollers`, { metadata: { name: 'r' }, spec: { template: template() } });
    lab.delete(`${CORE}/replicationcontrollers/r`);
    expect((lab.get(`${CORE}/replicationcontrollers/r`).body as Any).metadata.finalizers).toEqual(['orphan']);
  });
});
