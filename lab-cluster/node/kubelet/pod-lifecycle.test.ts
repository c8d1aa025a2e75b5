// What happens to a pod on its node, in a whole cluster: it starts, crashes, is probed, is deleted, and outlives its kubelet.
import { describe, expect, test } from 'vitest';
import type { KubeEvent } from '../../api/kinds/event.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { Cluster } from '../../index.ts';
import { bootedCluster } from '../../testing/boot.ts';

const SECOND = 1_000_000;

function createPod(cluster: Cluster, name: string, spec: object): void {
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec };
  cluster.apply({ type: 'api', request: { method: 'POST', path: '/api/v1/namespaces/default/pods', body, user: admin } }, (output) => {
    if (output.type === 'api') expect(output.response.code).toBe(201);
  });
}

const admin = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

function deletePod(cluster: Cluster, name: string): void {
  cluster.apply({ type: 'api', request: { method: 'DELETE', path: `/api/v1/namespaces/default/pods/${name}`, user: admin } });
}

function podOf(cluster: Cluster, name: string): Pod | undefined {
  return cluster.objectAt(`pods/default/${name}`) as Pod | undefined;
}

function run(cluster: Cluster, seconds: number): void {
  cluster.runUntil(cluster.nowUs + seconds * SECOND);
}

/** An event's name ends with the instant it was recorded. */
function stampOf(event: KubeEvent): number {
  return Number.parseInt(event.metadata.name.split('.')[1] ?? '0', 16);
}

/** `reason message` of every event about the pod, in order. */
function eventsOf(cluster: Cluster, name: string): string[] {
  const listed = cluster.read({ method: 'GET', path: '/api/v1/namespaces/default/events', user: admin });
  const { items } = listed.body as unknown as { items: KubeEvent[] };
  return items
    .filter((event) => event.involvedObject.name === name)
    .sort((a, b) => stampOf(a) - stampOf(b))
    .map((event) => `${event.reason} ${event.message}`);
}

function condition(pod: Pod | undefined, type: string): string | undefined {
  return pod?.status.conditions?.find((each) => each.type === type)?.status;
}

describe('a pod on its node', () => {
  test('is pulled, started and ready, with the events of a real kubelet', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'web', { containers: [{ name: 'c', image: 'nginx:1.27' }] });
    run(cluster, 10);
    const pod = podOf(cluster, 'web');
    expect(pod?.status.phase).toBe('Running');
    expect(condition(pod, 'Ready')).toBe('True');
    expect(pod?.status.podIP).toMatch(/^10\.244\./);
    expect(pod?.status.containerStatuses?.[0]).toMatchObject({ name: 'c', ready: true, started: true, restartCount: 0 });
    expect(eventsOf(cluster, 'web').map((text) => text.replace(/in [\d.]+m?s \([^)]*\)/, 'in … (…)').replace(/node-\d/, 'node-*'))).toEqual(
      [
        'Scheduled Successfully assigned default/web to node-*',
        'Pulling Pulling image "nginx:1.27"',
        'Pulled Successfully pulled image "nginx:1.27" in … (…). Image size: 72000000 bytes.',
        'Created Created container: c',
        'Started Started container c',
      ],
    );
  });

  test('that crashes is started again at once, then after 10 s, 20 s, 40 s', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'crash', { containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'exit 1'] }] });
    run(cluster, 5);
    expect(podOf(cluster, 'crash')?.status.containerStatuses?.[0]?.restartCount).toBe(1);
    run(cluster, 115);
    const waits = new Set<string>();
    for (const { object, next } of cluster.changesSince(0)) {
      const waiting =
        object === 'pods/default/crash' ? (next as Pod | undefined)?.status.containerStatuses?.[0]?.state?.waiting : undefined;
      if (waiting?.reason === 'CrashLoopBackOff') waits.add(waiting.message?.split(' failed')[0] ?? '');
    }
    expect([...waits].slice(0, 3)).toEqual(['back-off 10s restarting', 'back-off 20s restarting', 'back-off 40s restarting']);
    const status = podOf(cluster, 'crash')?.status;
    expect(status?.containerStatuses?.[0]?.restartCount).toBe(4);
    expect(status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
    expect(status?.phase).toBe('Running');
  });

  test('a crash loop does not keep the lab busy', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'crash', { containers: [{ name: 'c', image: 'kubelab/crash' }] });
    expect(cluster.runToIdle(300 * SECOND)).toBe(true);
  });

  test('of an image nobody has says ErrImagePull and then ImagePullBackOff', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'noimage', { containers: [{ name: 'c', image: 'nginx:does-not-exist' }] });
    run(cluster, 22);
    const text = 'failed to pull and unpack image "docker.io/library/nginx:does-not-exist": failed to resolve reference';
    expect(eventsOf(cluster, 'noimage').join('\n')).toContain(
      `Failed Failed to pull image "nginx:does-not-exist": rpc error: code = NotFound desc = ${text}`,
    );
    expect(podOf(cluster, 'noimage')?.status.containerStatuses?.[0]?.state?.waiting?.reason).toBe('ImagePullBackOff');
    expect(podOf(cluster, 'noimage')?.status.phase).toBe('Pending');
  });

  test('that ends well and is not to be restarted has Succeeded', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'done', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['true'] }] });
    createPod(cluster, 'failed', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['false'] }] });
    run(cluster, 8);
    expect(podOf(cluster, 'done')?.status.phase).toBe('Succeeded');
    expect(podOf(cluster, 'failed')?.status.phase).toBe('Failed');
    expect(podOf(cluster, 'done')?.status.containerStatuses?.[0]?.state?.terminated?.reason).toBe('Completed');
  });

  test('runs its init containers one after another first', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'init', {
      initContainers: [
        { name: 'a', image: 'busybox', command: ['true'] },
        { name: 'b', image: 'busybox', command: ['sh', '-c', 'sleep 1'] },
      ],
      containers: [{ name: 'c', image: 'nginx' }],
    });
    run(cluster, 15);
    const pod = podOf(cluster, 'init');
    expect(condition(pod, 'Ready')).toBe('True');
    expect(pod?.status.initContainerStatuses?.map((status) => status.state?.terminated?.reason)).toEqual(['Completed', 'Completed']);
    const started = eventsOf(cluster, 'init').filter((text) => text.startsWith('Started'));
    expect(started).toEqual(['Started Started container a', 'Started Started container b', 'Started Started container c']);
  });

  test('keeps its sidecar until its main container has ended', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'sidecar', {
      restartPolicy: 'Never',
      initContainers: [{ name: 's', image: 'nginx', restartPolicy: 'Always' }],
      containers: [{ name: 'c', image: 'busybox', command: ['sleep', '3'] }],
    });
    run(cluster, 6);
    expect(podOf(cluster, 'sidecar')?.status.initContainerStatuses?.[0]).toMatchObject({ started: true, ready: true });
    run(cluster, 10);
    expect(podOf(cluster, 'sidecar')?.status.phase).toBe('Succeeded');
    expect(eventsOf(cluster, 'sidecar').at(-1)).toBe('Killing Stopping container s');
  });

  test('whose image is changed gets that container restarted with the new one', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'web', { containers: [{ name: 'c', image: 'nginx:1.27' }] });
    run(cluster, 10);
    const path = '/api/v1/namespaces/default/pods/web';
    const headers = { 'content-type': 'application/strategic-merge-patch+json' };
    const body = { spec: { containers: [{ name: 'c', image: 'nginx:1.28' }] } };
    cluster.apply({ type: 'api', request: { method: 'PATCH', path, headers, body, user: admin } });
    run(cluster, 10);
    const status = podOf(cluster, 'web')?.status.containerStatuses?.[0];
    expect(status).toMatchObject({ image: 'docker.io/library/nginx:1.28', restartCount: 1, ready: true });
    expect(eventsOf(cluster, 'web')).toContain('Killing Container c definition changed, will be restarted');
  });

  test('too big for the node it names is refused by the kubelet', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'big', { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '100' } } }] });
    run(cluster, 5);
    expect(podOf(cluster, 'big')?.status).toMatchObject({
      phase: 'Failed',
      reason: 'OutOfcpu',
      message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 100000, used: 0, capacity: 4000",
    });
  });

  test('is not ready before its readiness probe says so, and is restarted when its liveness probe fails', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'probed', {
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: 'c',
          image: 'busybox',
          command: ['sh', '-c', 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'],
          readinessProbe: { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 },
          livenessProbe: { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 },
        },
      ],
    });
    run(cluster, 4);
    expect(condition(podOf(cluster, 'probed'), 'Ready')).toBe('False');
    run(cluster, 8);
    expect(condition(podOf(cluster, 'probed'), 'Ready')).toBe('True');
    run(cluster, 60);
    expect(eventsOf(cluster, 'probed').join('\n')).toContain('Killing Container c failed liveness probe, will be restarted');
    expect(podOf(cluster, 'probed')?.status.containerStatuses?.[0]?.restartCount).toBe(1);
  });

  test('that is deleted gets SIGTERM, a last status, and is gone', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'web', { containers: [{ name: 'c', image: 'nginx:1.27' }] });
    run(cluster, 10);
    const before = cluster.revision;
    deletePod(cluster, 'web');
    run(cluster, 4);
    expect(podOf(cluster, 'web')).toBeUndefined();
    expect(eventsOf(cluster, 'web').at(-1)).toBe('Killing Stopping container c');
    const changes = cluster.changesSince(before).filter((change) => change.plural === 'pods');
    expect((changes.at(-2)?.next as Pod | undefined)?.status.phase).toBe('Succeeded');
    expect(changes.at(-1)?.next).toBeUndefined();
  });

  test('that ignores SIGTERM is killed when its grace period is over', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'deaf', {
      terminationGracePeriodSeconds: 5,
      containers: [{ name: 'c', image: 'busybox', command: ['sleep', '3600'] }],
    });
    run(cluster, 6);
    deletePod(cluster, 'deaf');
    run(cluster, 4);
    expect(podOf(cluster, 'deaf')?.metadata.deletionTimestamp).toBeDefined();
    run(cluster, 4);
    expect(podOf(cluster, 'deaf')).toBeUndefined();
  });

  test('keeps running while its kubelet is dead, and is taken over by the next one', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'web', { containers: [{ name: 'c', image: 'nginx:1.27' }] });
    run(cluster, 10);
    const node = podOf(cluster, 'web')?.spec.nodeName ?? '';
    const id = podOf(cluster, 'web')?.status.containerStatuses?.[0]?.containerID;
    cluster.apply({ type: 'kill', process: `kubelet/${node}` });
    run(cluster, 5);
    cluster.apply({ type: 'restart', process: `kubelet/${node}` });
    run(cluster, 10);
    const status = podOf(cluster, 'web')?.status;
    expect(status?.containerStatuses?.[0]).toMatchObject({ containerID: id, restartCount: 0, ready: true });
    expect(eventsOf(cluster, 'web').filter((text) => text.startsWith('Started'))).toHaveLength(1);
  });

  test('that ends while the runtime daemon is dead is found ended, at the instant it ended', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'short', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: ['sleep', '10'] }] });
    run(cluster, 5);
    const node = podOf(cluster, 'short')?.spec.nodeName ?? '';
    cluster.apply({ type: 'kill', process: `containerd/${node}` });
    run(cluster, 15);
    cluster.apply({ type: 'restart', process: `containerd/${node}` });
    run(cluster, 8);
    const ended = podOf(cluster, 'short')?.status.containerStatuses?.[0]?.state?.terminated;
    expect(podOf(cluster, 'short')?.status.phase).toBe('Succeeded');
    expect(Date.parse(ended?.finishedAt ?? '') - Date.parse(ended?.startedAt ?? '')).toBe(10_000);
  });

  test('that was deleted while its kubelet was dead is ended by the next one', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'web', { containers: [{ name: 'c', image: 'nginx:1.27' }] });
    run(cluster, 10);
    const node = podOf(cluster, 'web')?.spec.nodeName ?? '';
    cluster.apply({ type: 'kill', process: `kubelet/${node}` });
    deletePod(cluster, 'web');
    run(cluster, 5);
    expect(podOf(cluster, 'web')).toBeDefined();
    cluster.apply({ type: 'restart', process: `kubelet/${node}` });
    run(cluster, 8);
    expect(podOf(cluster, 'web')).toBeUndefined();
  });
});
