// What may still change in a Job, and what its status may say.
import { describe, expect, it } from 'vitest';
import type { ApiResponse } from '../request.ts';
import { container, refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const BATCH = '/apis/batch/v1/namespaces/default';

const template = { spec: { ...container({ image: 'busybox' }), restartPolicy: 'Never' } };

describe('a Job', () => {
  const job = (spec: object): object => ({ metadata: { name: 'j' }, spec: { template, ...spec } });

  it('may be sent elsewhere while it is suspended and has never begun', () => {
    const lab = createApiLab();
    lab.post(`${BATCH}/jobs`, job({ suspend: true }));
    const elsewhere = { spec: { template: { spec: { nodeSelector: { disk: 'ssd' } } } } };
    expect(lab.patch(`${BATCH}/jobs/j`, elsewhere, 'merge').code).toBe(200);
    expect(lab.patch(`${BATCH}/jobs/j`, { spec: { suspend: false } }, 'merge').code).toBe(200);
    const again = { spec: { template: { spec: { nodeSelector: { disk: 'hdd' } } } } };
    expect(refusalOf(lab.patch(`${BATCH}/jobs/j`, again, 'merge'))).toMatch(/spec.template: Invalid value: .*: field is immutable/);
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
    expect(refusalOf(report({ conditions, succeeded: 1 }))).toContain(
      'status.completionTime: Required value: completionTime is required for Complete jobs',
    );
    expect(report({ conditions, succeeded: 1, ...times }).code).toBe(200);
    expect(refusalOf(report({ succeeded: 0 }))).toContain('cannot decrease the succeeded counter');
    expect(refusalOf(report({ conditions: [] }))).toContain('cannot disable the terminal Complete=True condition');
  });

  it('leaves its pods behind where nobody says otherwise, and says so', () => {
    const warned = (query: Record<string, string>): boolean => {
      const lab = createApiLab();
      lab.post(`${BATCH}/jobs`, job({}));
      return (lab.delete(`${BATCH}/jobs/j`, undefined, query).warnings ?? []).some((text) => text.startsWith('child pods are preserved'));
    };
    expect(warned({})).toBe(true);
    expect(warned({ propagationPolicy: 'Background' })).toBe(false);
    expect(warned({ propagationPolicy: 'Orphan' })).toBe(false);
    expect(warned({ orphanDependents: 'false' })).toBe(false);
  });

  it('grows and shrinks when it is indexed, with its parallelism', () => {
    const lab = createApiLab();
    lab.post(`${BATCH}/jobs`, job({ completionMode: 'Indexed', completions: 2, parallelism: 2 }));
    expect(lab.patch(`${BATCH}/jobs/j`, { spec: { completions: 3, parallelism: 3 } }, 'merge').code).toBe(200);
    const alone = lab.patch(`${BATCH}/jobs/j`, { spec: { completions: 4 } }, 'merge');
    expect(refusalOf(alone)).toContain('can only be modified in tandem with spec.parallelism');
  });
});
