// The one line of rows and lenses, and its health.
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../lab-cluster/index.ts';
import type { Node, Pod } from './shapes.ts';
import { summarize, summarizePod } from './summary.ts';
import { trim } from './trim.ts';

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

  test('of a pod says how far its init containers are, also of what the editor keeps of it', () => {
    const init = (state: object, conditions: readonly object[] = []) =>
      summarize(
        trim('pods', {
          kind: 'Pod',
          metadata: { name: 'x' },
          spec: { initContainers: [{ name: 'i' }, { name: 's', restartPolicy: 'Always' }], containers: [{ name: 'c' }] },
          status: {
            phase: 'Pending',
            conditions,
            initContainerStatuses: [{ name: 'i', ready: false, restartCount: 0, state }],
            containerStatuses: [{ name: 'c', ready: false, restartCount: 0, state: { waiting: { reason: 'PodInitializing' } } }],
          },
        } as unknown as KubeObject),
      );
    expect(init({ running: {} })).toMatchObject({ text: '0/2 Init:0/2', health: 'busy' });
    expect(init({ waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } })).toMatchObject({
      text: '0/2 Init:CrashLoopBackOff',
      health: 'bad',
      reason: 'i: back-off 10s',
    });
    expect(init({ terminated: { exitCode: 0 } }, [{ type: 'Initialized', status: 'True' }])).toMatchObject({
      text: '0/2 PodInitializing',
      health: 'busy',
    });
  });

  test('of a pod on a node that is NotReady begins with that, whatever its kubelet said last', () => {
    const running = { name: 'c', ready: true, restartCount: 0, state: { running: {} } };
    const on = (ready: string, phase = 'Running') =>
      summarizePod(
        {
          kind: 'Pod',
          metadata: { name: 'x' },
          spec: { nodeName: 'n', containers: [{ name: 'c' }] },
          status: { phase, conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [running] },
        } as unknown as Pod,
        { kind: 'Node', metadata: { name: 'n' }, status: { conditions: [{ type: 'Ready', status: ready }] } } as unknown as Node,
      );
    expect(on('True')).toMatchObject({ text: '1/1 Running', health: 'ok', reason: '' });
    for (const lost of ['Unknown', 'False']) expect(on(lost)).toMatchObject({ text: 'node NotReady, 1/1 Running', health: 'bad' });
    expect(on('Unknown').reason).toMatch(/^n is NotReady/);
    expect(on('Unknown', 'Succeeded')).toMatchObject({ health: 'ok' });
  });

  test('of a Service is its address, or that it waits for one', () => {
    const service = (ingress: readonly object[]) =>
      of({ kind: 'Service', spec: { type: 'LoadBalancer', ports: [{ port: 80 }] }, status: { loadBalancer: { ingress } } });
    expect(service([])).toMatchObject({ text: 'LoadBalancer pending', health: 'busy' });
    expect(service([{ ip: '203.0.113.1' }])).toMatchObject({ text: 'LoadBalancer 203.0.113.1:80', health: 'ok' });
  });
});
