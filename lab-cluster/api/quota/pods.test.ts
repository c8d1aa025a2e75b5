// When a change of a pod gives back what a quota counted.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../object.ts';
import { podEvaluator } from './pods.ts';

const pod = (cpu: string, phase = 'Running', more: object = {}): KubeObject =>
  ({
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }], ...more },
    status: { phase },
  }) as unknown as KubeObject;
const releases = (next: KubeObject, previous: KubeObject): boolean | undefined => podEvaluator.releases?.(next, previous, 0);

describe('a pod gives back what it took', () => {
  test('when it ends', () => {
    expect(releases(pod('1', 'Succeeded'), pod('1'))).toBe(true);
    expect(releases(pod('1', 'Running'), pod('1', 'Pending'))).toBe(false);
  });

  test('when it is made smaller, as a whole too', () => {
    expect(releases(pod('500m'), pod('1'))).toBe(true);
    expect(releases(pod('1', 'Running', { resources: { requests: { cpu: '2' } } }), pod('1'))).toBe(true);
    expect(releases(pod('1', 'Running', { nodeName: 'n' }), pod('1'))).toBe(false);
  });
});
