// What may change in volumes, claims and storage classes, and what is warned of.
import { describe, expect, it } from 'vitest';
import { causesOf, refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
const CLASSES = '/apis/storage.k8s.io/v1/storageclasses';

const lab = createApiLab();

describe('storage that changes', () => {
  it('is looked at twice: a volume by its rules, a class by those of new ones too', () => {
    const volume = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } };
    lab.post('/api/v1/persistentvolumes', { metadata: { name: 'v' }, spec: volume });
    const mode =
      'spec.accessModes: Unsupported value: "Never": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"';
    expect(causesOf(lab.patch('/api/v1/persistentvolumes/v', { spec: { accessModes: ['Never'] } }, 'merge'))).toEqual([mode, mode]);
    lab.post(CLASSES, { metadata: { name: 'c' }, provisioner: 'x.y/z' });
    expect(causesOf(lab.patch(`${CLASSES}/c`, { provisioner: '' }, 'merge'))).toEqual([
      'provisioner: Required value',
      'provisioner: Forbidden: updates to provisioner are forbidden.',
    ]);
  });
});

describe('a StorageClass', () => {
  it('names each label of its places once', () => {
    const topology = (...keys: string[]): object => ({ matchLabelExpressions: keys.map((key) => ({ key, values: ['a'] })) });
    const allowedTopologies = [topology('constructor', 'zone'), topology('zone', 'zone'), topology('zone', 'constructor')];
    expect(causesOf(lab.post(CLASSES, { metadata: { name: 'p' }, provisioner: 'x.y/z', allowedTopologies }))).toEqual([
      'allowedTopologies[1].matchLabelExpressions[1].key: Duplicate value: "zone"',
      'allowedTopologies[2].matchLabelExpressions: Duplicate value: ""',
    ]);
  });
});

describe('storage', () => {
  it('warns of what is out of date', () => {
    const spec = {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/a' },
      persistentVolumeReclaimPolicy: 'Recycle',
    };
    expect(lab.post('/api/v1/persistentvolumes', { metadata: { name: 'old' }, spec }).warnings).toEqual([
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
    ]);
  });

  it('a claim grows, if its class lets it, and never shrinks', () => {
    lab.post(CLASSES, { metadata: { name: 'fixed' }, provisioner: 'x.y/z' });
    const spec = { storageClassName: 'fixed', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const created = lab.post(CLAIMS, { metadata: { name: 'data' }, spec });
    expect(created.code).toBe(201);
    const refused = lab.patch(`${CLAIMS}/data`, { spec: { accessModes: ['ReadOnlyMany'] } }, 'merge');
    expect(refusalOf(refused)).toContain('spec is immutable after creation except resources.requests');
    const nameless = lab.post(CLASSES, { metadata: { name: 'none' } });
    expect(refusalOf(nameless)).toBe('StorageClass.storage.k8s.io "none" is invalid: provisioner: Required value');
  });
});
