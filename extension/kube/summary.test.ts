// The one line of rows and lenses, and its health.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../lab-cluster/index.ts';
import { summarize } from './summary.ts';

const of = (object: object) => summarize({ metadata: { name: 'x' }, ...object } as unknown as KubeObject);
const pod = (status: object, metadata: object = { name: 'x' }) =>
  of({ kind: 'Pod', metadata, spec: { containers: [{ name: 'c' }] }, status });

describe('summary', () => {
  test('of a Deployment counts what is ready, and what of it is new', () => {
    const deployment = (status: object) => of({ kind: 'Deployment', spec: { replicas: 3 }, status });
    expect(deployment({ replicas: 3, readyReplicas: 3, updatedReplicas: 3 })).toMatchObject({ text: '3/3', health: 'ok' });
    expect(deployment({ replicas: 4, readyReplicas: 3, updatedReplicas: 1 })).toMatchObject({ text: '3/3, 1 updated', health: 'busy' });
    expect(deployment({})).toMatchObject({ text: '0/3', health: 'busy' });
    const stuck = { conditions: [{ type: 'Progressing', status: 'False', message: 'deadline exceeded' }] };
    expect(deployment(stuck)).toMatchObject({ health: 'bad', reason: 'deadline exceeded' });
  });

  test('of a pod is what kubectl get prints', () => {
    const ready = { type: 'Ready', status: 'True' };
    const running = { name: 'c', ready: true, restartCount: 0, state: { running: {} } };
    expect(pod({ phase: 'Running', conditions: [ready], containerStatuses: [running] })).toMatchObject({
      text: '1/1 Running',
      health: 'ok',
    });
    const crashing = {
      name: 'c',
      ready: false,
      restartCount: 3,
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s' } },
    };
    expect(pod({ phase: 'Running', containerStatuses: [crashing] })).toEqual({
      text: '0/1 CrashLoopBackOff, 3 restarts',
      health: 'bad',
      reason: 'c: back-off 40s',
    });
    const unscheduled = { type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' };
    expect(pod({ phase: 'Pending', conditions: [unscheduled] })).toMatchObject({ health: 'busy', reason: '0/3 nodes are available' });
    expect(pod({ phase: 'Running' }, { name: 'x', deletionTimestamp: 'now' })).toMatchObject({ text: '0/1 Terminating', health: 'busy' });
  });

  test('of a Service is its address, or that it waits for one', () => {
    const service = (ingress: readonly object[]) =>
      of({ kind: 'Service', spec: { type: 'LoadBalancer', ports: [{ port: 80 }] }, status: { loadBalancer: { ingress } } });
    expect(service([])).toMatchObject({ text: 'LoadBalancer pending', health: 'busy' });
    expect(service([{ ip: '203.0.113.1' }])).toMatchObject({ text: 'LoadBalancer 203.0.113.1:80', health: 'ok' });
  });
});
