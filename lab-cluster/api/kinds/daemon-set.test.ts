// How a DaemonSet counts its templates, and how it may be updated.
import { describe, expect, it } from 'vitest';
import type { ApiResponse } from '../request.ts';
import type { KubeObject } from '../object.ts';
import { container, refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const APPS = '/apis/apps/v1/namespaces/default';

const selector = { matchLabels: { a: 'b' } };
const template = (image = 'nginx'): object => ({ metadata: { labels: { a: 'b' } }, spec: container({ image }) });

describe('a DaemonSet', () => {
  it('counts its templates in an annotation that nobody else can write', () => {
    const lab = createApiLab();
    lab.post(`${APPS}/daemonsets`, { metadata: { name: 'd' }, spec: { selector, template: template() } });
    const patch = {
      spec: { template: template('nginx:2') },
      metadata: { annotations: { 'deprecated.daemonset.template.generation': '9' } },
    };
    const changed = lab.patch(`${APPS}/daemonsets/d`, patch, 'merge').body as KubeObject;
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
    expect(refusalOf(rolling(0, 0))).toContain('rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0');
    expect(refusalOf(rolling(1, 1))).toContain('maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero');
  });
});
