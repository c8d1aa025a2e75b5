// The patch of apply: what it changes, what it deletes, what it leaves alone.
import { describe, expect, test } from 'vitest';
import { threeWayPatch } from './three-way-patch.ts';

const container = (name: string, extra: object = {}): Record<string, unknown> => ({ name, image: `${name}:1`, ...extra });
const podWith = (...containers: readonly object[]): Record<string, unknown> => ({ spec: { template: { spec: { containers } } } });

describe('three-way patch', () => {
  test('is empty when the live object already says what is wanted', () => {
    const wanted = { spec: { replicas: 3 } };
    expect(threeWayPatch('Deployment', wanted, wanted, { spec: { replicas: 3, paused: false }, status: { replicas: 3 } })).toEqual({});
  });

  test('changes what differs and leaves what nobody applied', () => {
    const patch = threeWayPatch(
      'Deployment',
      { spec: { replicas: 3 } },
      { spec: { replicas: 5 } },
      { spec: { replicas: 3, minReadySeconds: 9 } },
    );
    expect(patch).toEqual({ spec: { replicas: 5 } });
  });

  test('deletes what was applied before and is not wanted any more', () => {
    const patch = threeWayPatch('ConfigMap', { data: { a: '1', b: '2' } }, { data: { a: '1' } }, { data: { a: '1', b: '2', c: '3' } });
    expect(patch).toEqual({ data: { b: null } });
  });

  test('finds the container by its name and keeps the other one', () => {
    const live = podWith(container('web'), container('proxy'));
    const patch = threeWayPatch('Deployment', podWith(container('web')), podWith(container('web', { image: 'web:2' })), live);
    expect(patch).toEqual({
      spec: { template: { spec: { containers: [{ name: 'web', image: 'web:2' }], '$setElementOrder/containers': [{ name: 'web' }] } } },
    });
  });

  test('takes a container out by a delete directive', () => {
    const live = podWith(container('web'), container('old'));
    const patch = threeWayPatch('Deployment', live, podWith(container('web')), live);
    expect(patch).toEqual({
      spec: { template: { spec: { containers: [{ $patch: 'delete', name: 'old' }], '$setElementOrder/containers': [{ name: 'web' }] } } },
    });
  });

  test('keeps only the sent keys of a strategy, so that another type does not inherit its settings', () => {
    const live = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } } } };
    const patch = threeWayPatch('Deployment', {}, { spec: { strategy: { type: 'Recreate' } } }, live);
    expect(patch).toEqual({ spec: { strategy: { type: 'Recreate', $retainKeys: ['type'] } } });
  });

  test('replaces atomic lists whole, and knows whose ports are whose', () => {
    const live = { spec: { ports: [{ port: 80, protocol: 'TCP', nodePort: 30000 }], externalIPs: ['192.0.2.1'] } };
    const wanted = { spec: { ports: [{ port: 80, name: 'http' }], externalIPs: ['192.0.2.2'] } };
    expect(threeWayPatch('Service', {}, wanted, live)).toEqual({
      spec: { ports: [{ port: 80, name: 'http' }], '$setElementOrder/ports': [{ port: 80 }], externalIPs: ['192.0.2.2'] },
    });
    expect(threeWayPatch('EndpointSlice', {}, { ports: [{ port: 81 }] }, { ports: [{ port: 80 }] })).toEqual({ ports: [{ port: 81 }] });
  });

  test('an explicit null removes the field', () => {
    expect(threeWayPatch('Deployment', {}, { spec: { paused: null } }, { spec: { paused: true } })).toEqual({ spec: { paused: null } });
    expect(threeWayPatch('Deployment', {}, { spec: { paused: null } }, { spec: {} })).toEqual({});
  });
});
