// What a StatefulSet may be and may become.
import { describe, expect, it } from 'vitest';
import { causesOf, container, refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const APPS = '/apis/apps/v1/namespaces/default';

const selector = { matchLabels: { a: 'b' } };
const template = (image = 'nginx'): object => ({ metadata: { labels: { a: 'b' } }, spec: container({ image }) });

const lab = createApiLab();

describe('a StatefulSet', () => {
  const set = (more: object): object => ({
    metadata: { name: 's' },
    spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: container() }, ...more },
  });

  it('names a service that could be, and says what is wrong with its claims before its counts', () => {
    const claims = [{ metadata: { name: 'd' }, spec: { resources: { requests: { storage: '1Gi' } } } }];
    const answer = lab.post(`${APPS}/statefulsets`, set({ serviceName: 'a.b', replicas: -1, volumeClaimTemplates: claims }));
    expect(causesOf(answer)).toEqual([
      'spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required',
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.serviceName: Invalid value: "a.b": must not contain dots',
    ]);
  });

  it('that changes what it may not is told that, and nothing of what it would be', () => {
    lab.post(`${APPS}/statefulsets`, set({ serviceName: 'ok' }));
    expect(causesOf(lab.patch(`${APPS}/statefulsets/s`, { spec: { serviceName: 'a.b' } }, 'merge'))).toEqual([
      expect.stringMatching(/^spec: Forbidden: updates to statefulset spec for fields other than/) as string,
    ]);
  });

  it('keeps what its pods and claims were made by', () => {
    const spec = { serviceName: 's', selector, template: template() };
    expect(lab.post(`${APPS}/statefulsets`, { metadata: { name: 'kept' }, spec }).code).toBe(201);
    expect(lab.patch(`${APPS}/statefulsets/kept`, { spec: { replicas: 3 } }, 'merge').code).toBe(200);
    expect(refusalOf(lab.patch(`${APPS}/statefulsets/kept`, { spec: { serviceName: 't' } }, 'merge'))).toMatch(
      /spec: Forbidden: updates to statefulset spec for fields other than 'replicas'/,
    );
  });

  it('is no host name with dots', () => {
    const refused = lab.post(`${APPS}/statefulsets`, { metadata: { name: 'a.b' }, spec: { selector, template: template() } });
    expect(refusalOf(refused)).toContain('metadata.name: Invalid value: "a.b": must not contain dots');
  });
});
