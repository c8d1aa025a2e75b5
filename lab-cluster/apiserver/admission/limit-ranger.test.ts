// What LimitRanger fills in and refuses, in the words upstream's own tests expect.
import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/kinds/pod.ts';
import { type AdmissionLab, admissionLab, container, path } from '../../testing/admission-lab.ts';

function labWith(limits: readonly object[]): AdmissionLab {
  const lab = admissionLab();
  const range = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'limits' }, spec: { limits } };
  expect(lab.post(path('limitranges'), range).code).toBe(201);
  return lab;
}

const resources = (requests: object | undefined, limits?: object): object => ({ resources: { requests, limits } });

describe('LimitRanger', () => {
  it('gives a container its defaults and says so in an annotation', () => {
    const lab = labWith([{ type: 'Container', default: { cpu: '200m', memory: '512Mi' }, defaultRequest: { cpu: '100m' } }]);
    const pod = lab.createPod({ ...container(), initContainers: [{ name: 'i', image: 'busybox', ...resources({ cpu: '10m' }) }] })
      .body as Pod;
    expect(pod.spec.containers[0]?.resources).toEqual({
      requests: { cpu: '100m', memory: '512Mi' },
      limits: { cpu: '200m', memory: '512Mi' },
    });
    expect(pod.spec.initContainers?.[0]?.resources?.requests).toEqual({ cpu: '10m', memory: '512Mi' });
    expect(pod.metadata.annotations?.['kubernetes.io/limit-ranger']).toBe(
      'LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c; memory request for init container i; cpu, memory limit for init container i',
    );
  });

  it.each([
    ['min', { min: { cpu: '50m' } }, resources({ cpu: '40m' }), 'minimum cpu usage per Container is 50m, but request is 40m'],
    ['max', { max: { cpu: '1' } }, resources({ cpu: '500m' }, { cpu: '2' }), 'maximum cpu usage per Container is 1, but limit is 2'],
    [
      'ratio',
      { maxLimitRequestRatio: { cpu: '1500m' } },
      resources({ cpu: '50m' }, { cpu: '100m' }),
      'cpu max limit to request ratio per Container is 1500m, but provided ratio is 2.000000',
    ],
    [
      'ratio without a limit',
      { maxLimitRequestRatio: { memory: '2' } },
      resources({ memory: '1Gi' }),
      'memory max limit to request ratio per Container is 2, but no limit is specified or limit is 0',
    ],
    [
      'several at once',
      { max: { cpu: '1', memory: '1Gi' } },
      resources({}, { cpu: '2', memory: '2Gi' }),
      '[maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Container is 1Gi, but limit is 2Gi]',
    ],
  ])('holds containers to %s', (_, bounds, more, expected) => {
    expect(labWith([{ type: 'Container', ...bounds }]).tryPod(container(more))).toBe(`pods "p" is forbidden: ${expected}`);
  });

  it('counts a whole pod for limits of type Pod', () => {
    const lab = labWith([{ type: 'Pod', max: { memory: '1Gi' } }]);
    const two = ['a', 'b'].map((name) => ({ name, image: 'nginx', ...resources({ memory: '600Mi' }, { memory: '600Mi' }) }));
    expect(lab.tryPod({ containers: two })).toBe('pods "p" is forbidden: maximum memory usage per Pod is 1Gi, but limit is 1200Mi');
    expect(lab.tryPod(container())).toBe('pods "p" is forbidden: maximum memory usage per Pod is 1Gi.  No limit is specified');
  });

  it('lets a pod speak for its containers', () => {
    const lab = labWith([{ type: 'Pod', min: { cpu: '1' }, max: { cpu: '4' } }]);
    const whole = (request: string, limit: string): object => ({
      ...container(resources({ cpu: '100m' })),
      resources: { requests: { cpu: request }, limits: { cpu: limit } },
    });
    expect(lab.tryPod(whole('2', '4'))).toBe('');
    expect(lab.tryPod(whole('500m', '5'), { name: 'q' })).toBe(
      'pods "q" is forbidden: [minimum cpu usage per Pod is 1, but request is 500m, maximum cpu usage per Pod is 4, but limit is 5]',
    );
  });

  it('does not count what a runtime costs', () => {
    const lab = labWith([{ type: 'Pod', max: { memory: '1Gi' } }]);
    lab.post('/apis/node.k8s.io/v1/runtimeclasses', {
      metadata: { name: 'walled' },
      handler: 'walled',
      overhead: { podFixed: { memory: '900Mi' } },
    });
    const spec = { ...container(resources({ memory: '1Gi' }, { memory: '1Gi' })), runtimeClassName: 'walled' };
    expect(lab.tryPod(spec)).toBe('');
  });

  it('knows of a claim its requests only', () => {
    const lab = labWith([{ type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '2Gi' } }]);
    const claim = (storage: string): unknown =>
      lab.post(path('persistentvolumeclaims'), {
        metadata: { name: 'c' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
      }).body;
    expect(claim('512Mi')).toMatchObject({
      message: 'persistentvolumeclaims "c" is forbidden: minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 512Mi',
    });
    expect(claim('3Gi')).toMatchObject({
      message: 'persistentvolumeclaims "c" is forbidden: maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi',
    });
  });

  it('a resize gives a container what it lacks, and the pod before stays as it was', () => {
    const lab = admissionLab();
    lab.createPod(container(resources({ cpu: '100m' })));
    const before = lab.get(path('pods', 'p')).body as Pod;
    const limits = [{ type: 'Container', default: { memory: '512Mi' }, max: { cpu: '1' } }];
    lab.post(path('limitranges'), { metadata: { name: 'limits' }, spec: { limits } });
    const resize = (cpu: string) =>
      lab.patch(
        path('pods', 'p/resize'),
        { spec: { containers: [{ name: 'c', resources: { requests: { cpu: '50m' }, limits: { cpu } } }] } },
        'strategic',
      );
    expect(resize('2').body).toMatchObject({
      message: 'pods "p" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
    });
    const { spec, metadata } = resize('200m').body as Pod;
    expect(spec.containers[0]?.resources).toEqual({
      requests: { cpu: '50m', memory: '512Mi' },
      limits: { cpu: '200m', memory: '512Mi' },
    });
    expect(metadata.annotations?.['kubernetes.io/limit-ranger']).toBeUndefined();
    expect(before.spec.containers[0]?.resources).toEqual({ requests: { cpu: '100m' } });
  });
});
