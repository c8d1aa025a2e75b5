// What kubectl get pods prints, what a pod asks for, when it is ready, and how its template is named.
import { describe, expect, it } from 'vitest';
import type { Container } from './container.ts';
import { type ContainerStatus, type Pod, type PodStatus, pods } from '../kinds/pod.ts';
import { printedReadiness, printedRestarts, printedStatus } from '../columns/pod-printed.ts';
import { podRequests, qosClassOf } from './pod-resources.ts';
import type { PodSpec, PodTemplateSpec } from './pod-spec.ts';
import { isPodAvailable, isPodReady, podTemplateHash } from './pod-template.ts';
import { timestamp } from '../time.ts';

const SECOND = 1_000_000;

function pod(status: PodStatus, spec: Partial<PodSpec> = {}, deleting = false): Pod {
  const metadata = { name: 'p', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: timestamp(0) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: deleting ? { ...metadata, deletionTimestamp: timestamp(30 * SECOND) } : metadata,
    spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
    status,
  };
}

function status(state: ContainerStatus['state'], fields: Partial<ContainerStatus> = {}): ContainerStatus {
  return { name: 'c', image: 'nginx', imageID: '', ready: false, restartCount: 0, ...(state === undefined ? {} : { state }), ...fields };
}

describe('the STATUS column', () => {
  const running = { running: { startedAt: timestamp(0) } };
  const done = { terminated: { exitCode: 0, reason: 'Completed' } };
  it.each<[string, Pod]>([
    ['Pending', pod({ phase: 'Pending' })],
    ['ContainerCreating', pod({ phase: 'Pending', containerStatuses: [status({ waiting: { reason: 'ContainerCreating' } })] })],
    ['ImagePullBackOff', pod({ phase: 'Pending', containerStatuses: [status({ waiting: { reason: 'ImagePullBackOff' } })] })],
    ['CrashLoopBackOff', pod({ phase: 'Running', containerStatuses: [status({ waiting: { reason: 'CrashLoopBackOff' } })] })],
    ['Running', pod({ phase: 'Running', containerStatuses: [status(running, { ready: true })] })],
    ['Terminating', pod({ phase: 'Running', containerStatuses: [status(running)] }, {}, true)],
    ['Completed', pod({ phase: 'Succeeded', containerStatuses: [status(done)] }, {}, true)],
    ['Error', pod({ phase: 'Failed', containerStatuses: [status({ terminated: { exitCode: 1, reason: 'Error' } })] })],
    ['ExitCode:3', pod({ phase: 'Failed', containerStatuses: [status({ terminated: { exitCode: 3 } })] })],
    ['Signal:9', pod({ phase: 'Failed', containerStatuses: [status({ terminated: { exitCode: 137, signal: 9 } })] })],
    ['Evicted', pod({ phase: 'Failed', reason: 'Evicted' })],
    ['NotReady', pod({ phase: 'Running', containerStatuses: [status(done), status(running, { ready: true })] })],
    ['Init:0/1', pod({ phase: 'Pending', initContainerStatuses: [status(running, { name: 'i' })] }, { initContainers: [{ name: 'i' }] })],
    [
      'Init:CrashLoopBackOff',
      pod(
        { phase: 'Pending', initContainerStatuses: [status({ waiting: { reason: 'CrashLoopBackOff' } }, { name: 'i' })] },
        { initContainers: [{ name: 'i' }] },
      ),
    ],
    [
      'PodInitializing',
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [status(done, { name: 'i' })],
          containerStatuses: [status({ waiting: { reason: 'PodInitializing' } })],
        },
        { initContainers: [{ name: 'i' }] },
      ),
    ],
    ['SchedulingGated', pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] })],
  ])('says %s', (word, one) => {
    expect(printedStatus(one)).toBe(word);
  });

  it('READY and RESTARTS count containers and say when the last one came back', () => {
    const one = pod({
      phase: 'Running',
      containerStatuses: [
        status(running, { ready: true, restartCount: 2, lastState: { terminated: { exitCode: 1, finishedAt: timestamp(60 * SECOND) } } }),
      ],
    });
    expect(printedReadiness(one)).toBe('1/1');
    expect(printedRestarts(one, 84 * SECOND)).toBe('2 (24s ago)');
    expect(printedRestarts(pod({}), 0)).toBe('0');
  });
});

describe('readiness', () => {
  it('a pod is available once it has been ready for long enough', () => {
    const one = pod({ conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: timestamp(10 * SECOND) }] });
    expect(isPodReady(one)).toBe(true);
    expect(isPodAvailable(one, 0, 10 * SECOND)).toBe(true);
    expect(isPodAvailable(one, 5, 14 * SECOND)).toBe(false);
    expect(isPodAvailable(one, 5, 15 * SECOND)).toBe(true);
  });
});

describe('requests', () => {
  const asking = (cpu: string, more: Partial<Container> = {}): Container => ({ name: 'c', resources: { requests: { cpu } }, ...more });

  it('are those of the containers together, or of the largest init container if that is more, sidecars counted with both', () => {
    expect(podRequests({ containers: [asking('100m'), asking('200m')] })).toEqual({ cpu: 300 });
    expect(podRequests({ containers: [asking('100m')], initContainers: [asking('1'), asking('500m')] })).toEqual({ cpu: 1000 });
    const spec = { containers: [asking('100m')], initContainers: [asking('200m', { restartPolicy: 'Always' }), asking('300m')] };
    expect(podRequests(spec)).toEqual({ cpu: 500 });
  });

  it('give the quality of service', () => {
    const whole = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1000m', memory: '1Gi' } };
    expect(qosClassOf({ containers: [{ name: 'c' }] })).toBe('BestEffort');
    expect(qosClassOf({ containers: [asking('100m')] })).toBe('Burstable');
    expect(qosClassOf({ containers: [{ name: 'c', resources: whole }] })).toBe('Guaranteed');
    expect(qosClassOf({ containers: [{ name: 'c', resources: whole }, { name: 'd' }] })).toBe('Burstable');
  });
});

describe('the template hash', () => {
  const template = (image: string): PodTemplateSpec => ({
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'c', image }] },
  });

  it('is the same for equal templates, whatever the order of their keys, and another for others', () => {
    const turned: PodTemplateSpec = { spec: { containers: [{ image: 'nginx:1', name: 'c' }] }, metadata: { labels: { app: 'web' } } };
    expect(podTemplateHash(template('nginx:1'))).toBe(podTemplateHash(turned));
    expect(podTemplateHash(template('nginx:1'))).not.toBe(podTemplateHash(template('nginx:2')));
    expect(podTemplateHash(template('nginx:1'), 1)).not.toBe(podTemplateHash(template('nginx:1')));
    expect(podTemplateHash(template('nginx:1'))).toMatch(/^[bcdf-hj-np-tv-z2-9]{6,10}$/);
  });
});

describe('deleting a pod', () => {
  it('waits for the node as long as the pod asks, and not at all where no node has it', () => {
    const grace = pods.deletionGraceSeconds;
    const scheduled = pod({ phase: 'Running' }, { nodeName: 'node-1', terminationGracePeriodSeconds: 12 });
    expect(grace?.(scheduled, undefined)).toBe(12);
    expect(grace?.(scheduled, 3)).toBe(3);
    expect(grace?.(scheduled, 0)).toBe(0);
    expect(grace?.(scheduled, -1)).toBe(1);
    expect(grace?.(pod({ phase: 'Pending' }), undefined)).toBe(0);
    expect(grace?.(pod({ phase: 'Failed' }, { nodeName: 'node-1' }), undefined)).toBe(0);
  });
});
