// What quotas refuse, in upstream's words, and what they write down.
import { describe, expect, it } from 'vitest';
import type { ResourceQuota } from '../../api/kinds/resource-quota.ts';
import { type AdmissionLab, admissionLab, container, path, refusalOf } from '../../testing/admission-lab.ts';

const zeros = (hard: object): object => Object.fromEntries(Object.keys(hard).map((name) => [name, '0']));

/** There is no controller in this lab: the status is written by hand. */
function labWith(hard: object, spec: object = {}, name = 'q', lab: AdmissionLab = admissionLab()): AdmissionLab {
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec: { hard, ...spec } };
  expect(lab.post(path('resourcequotas'), quota).code).toBe(201);
  expect(lab.patch(path('resourcequotas', `${name}/status`), { status: { hard, used: zeros(hard) } }, 'merge').code).toBe(200);
  return lab;
}

const usedOf = (lab: AdmissionLab, name = 'q'): unknown => (lab.get(path('resourcequotas', name)).body as ResourceQuota).status.used;
const asking = (requests: object, limits?: object): object => container({ resources: { requests, limits } });

describe('ResourceQuota', () => {
  it('writes down what is taken, and refuses what would be too much', () => {
    const lab = labWith({ pods: '2', 'requests.cpu': '1' });
    expect(lab.tryPod(asking({ cpu: '100m' }), { name: 'a' })).toBe('');
    expect(usedOf(lab)).toEqual({ pods: '1', 'requests.cpu': '100m' });
    expect(lab.tryPod(asking({ cpu: '2' }), { name: 'big' })).toBe(
      'pods "big" is forbidden: exceeded quota: q, requested: requests.cpu=2, used: requests.cpu=100m, limited: requests.cpu=1',
    );
    expect(lab.tryPod(asking({ cpu: '100m' }), { name: 'b' })).toBe('');
    expect(lab.tryPod(asking({ cpu: '1' }), { name: 'c' })).toBe(
      'pods "c" is forbidden: exceeded quota: q, requested: pods=1,requests.cpu=1, used: pods=2,requests.cpu=200m, limited: pods=2,requests.cpu=1',
    );
    expect(usedOf(lab)).toEqual({ pods: '2', 'requests.cpu': '200m' });
  });

  it('every container must say what is limited', () => {
    const lab = labWith({ 'limits.cpu': '1', 'requests.memory': '1Gi' });
    const two = {
      containers: ['a', 'b'].map((name) => ({ name, image: 'nginx', resources: name === 'a' ? { limits: { cpu: '1' } } : {} })),
    };
    expect(lab.tryPod(two)).toBe('pods "p" is forbidden: failed quota: q: must specify limits.cpu for: b; requests.memory for: a,b');
  });

  it('a change that brings an object under a quota costs that quota everything', () => {
    const scopeSelector = { matchExpressions: [{ scopeName: 'VolumeAttributesClass', operator: 'In', values: ['gold'] }] };
    const lab = labWith({ 'requests.storage': '1Gi' }, { scopeSelector });
    const claim = {
      metadata: { name: 'c' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } }, volumeName: 'v' },
    };
    expect(refusalOf(lab.post(path('persistentvolumeclaims'), claim))).toBe('');
    lab.patch(path('persistentvolumeclaims', 'c/status'), { status: { phase: 'Bound' } }, 'merge');
    const changed = lab.patch(path('persistentvolumeclaims', 'c'), { spec: { volumeAttributesClassName: 'gold' } }, 'merge');
    expect(refusalOf(changed)).toBe(
      'persistentvolumeclaims "c" is forbidden: exceeded quota: q, requested: requests.storage=2Gi, used: requests.storage=0, limited: requests.storage=1Gi',
    );
  });

  it('counts objects by both of their names, and a dry run counts nothing', () => {
    const lab = labWith({ 'count/configmaps': '1', secrets: '0' });
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
    expect(lab.post(path('configmaps'), map, { dryRun: 'All' }).code).toBe(201);
    expect(usedOf(lab)).toEqual({ 'count/configmaps': '0', secrets: '0' });
    expect(lab.post(path('configmaps'), map).code).toBe(201);
    expect(refusalOf(lab.post(path('configmaps'), { ...map, metadata: { name: 'b' } }))).toBe(
      'configmaps "b" is forbidden: exceeded quota: q, requested: count/configmaps=1, used: count/configmaps=1, limited: count/configmaps=1',
    );
    expect(refusalOf(lab.post(path('secrets'), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }))).toBe(
      'secrets "s" is forbidden: exceeded quota: q, requested: secrets=1, used: secrets=0, limited: secrets=0',
    );
  });

  it('charges the difference when a service becomes dearer', () => {
    const lab = labWith({ 'services.nodeports': '1' });
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: {
        ports: [
          { port: 80, name: 'a' },
          { port: 81, name: 'b' },
        ],
      },
    };
    expect(lab.post(path('services'), service).code).toBe(201);
    expect(refusalOf(lab.patch(path('services', 's'), { spec: { type: 'NodePort' } }, 'merge'))).toBe(
      'services "s" is forbidden: exceeded quota: q, requested: services.nodeports=2, used: services.nodeports=0, limited: services.nodeports=1',
    );
  });

  it.each([
    ['BestEffort', {}, {}],
    ['Terminating', { activeDeadlineSeconds: 5 }, {}],
    ['PriorityClass', { priorityClassName: 'system-node-critical' }, {}],
    ['NotBestEffort', asking({ cpu: '1m' }), {}],
  ])('a quota of scope %s is about such pods only', (scope, inside) => {
    const lab = labWith({ pods: '0' }, { scopes: [scope] });
    const outside = scope === 'BestEffort' ? asking({ cpu: '1m' }) : container();
    expect(lab.tryPod(outside, { name: 'out' })).toBe('');
    expect(lab.tryPod({ ...container(), ...inside })).toBe(
      'pods "p" is forbidden: exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0',
    );
  });

  it('a scope selector chooses by the name of the priority class', () => {
    const scopeSelector = { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['system-cluster-critical'] }] };
    const lab = labWith({ pods: '0' }, { scopeSelector });
    expect(lab.tryPod({ ...container(), priorityClassName: 'system-node-critical' }, { name: 'a' })).toBe('');
    expect(lab.tryPod({ ...container(), priorityClassName: 'system-cluster-critical' })).toContain('exceeded quota: q');
  });

  it('two at the same instant do not both get the last place', () => {
    const lab = labWith({ pods: '1' });
    const codes: number[] = [];
    for (const name of ['a', 'b', 'c']) {
      const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: container() };
      lab.send({ method: 'POST', path: path('pods'), body, user: { name: 'admin', groups: ['system:masters'] } }, ({ code }) =>
        codes.push(code),
      );
    }
    lab.settle();
    expect(codes.sort()).toEqual([201, 403, 403]);
    expect(usedOf(lab)).toEqual({ pods: '1' });
  });
});
