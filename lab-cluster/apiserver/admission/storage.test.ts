// What claims, volumes and Ingresses get when they come, and what a claim may not ask for later.
import { describe, expect, it } from 'vitest';
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim.ts';
import type { Ingress } from '../../api/kinds/ingress.ts';
import { type AdmissionLab, admissionLab, path, refusalOf } from '../../testing/admission-lab.ts';

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';
const CLASSES = '/apis/storage.k8s.io/v1/storageclasses';

function addClass(lab: AdmissionLab, name: string, annotations: object = {}, more: object = {}): void {
  const body = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name, annotations }, provisioner: 'lab/disk', ...more };
  expect(refusalOf(lab.post(CLASSES, body))).toBe('');
}

function claimBody(name: string, spec: object = {}, annotations: object = {}): object {
  const resources = { requests: { storage: '1Gi' } };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, annotations },
    spec: { accessModes: ['ReadWriteOnce'], resources, ...spec },
  };
}

function addClaim(lab: AdmissionLab, ...args: Parameters<typeof claimBody>): PersistentVolumeClaim {
  const answer = lab.post(path('persistentvolumeclaims'), claimBody(...args));
  expect(refusalOf(answer)).toBe('');
  return answer.body as PersistentVolumeClaim;
}

describe('DefaultStorageClass', () => {
  it('names the newest default class, and none where a claim names one, even by an annotation or as empty', () => {
    const lab = admissionLab();
    expect(addClaim(lab, 'early').spec.storageClassName).toBeUndefined();
    addClass(lab, 'plain');
    addClass(lab, 'old', { [IS_DEFAULT]: 'true' });
    lab.run(2000);
    addClass(lab, 'new', { [IS_DEFAULT]: 'true' });
    addClass(lab, 'newer', { [IS_DEFAULT]: 'yes' });
    expect(addClaim(lab, 'a').spec.storageClassName).toBe('new');
    expect(addClaim(lab, 'b', { storageClassName: '' }).spec.storageClassName).toBe('');
    expect(addClaim(lab, 'c', { storageClassName: 'plain' }).spec.storageClassName).toBe('plain');
    expect(addClaim(lab, 'd', {}, { 'volume.beta.kubernetes.io/storage-class': 'plain' }).spec.storageClassName).toBeUndefined();
  });

  it('of equally new ones the first by name', () => {
    const lab = admissionLab();
    for (const name of ['b', 'a', 'c']) addClass(lab, name, { [IS_DEFAULT]: 'true' });
    expect(addClaim(lab, 'x').spec.storageClassName).toBe('a');
  });
});

describe('StorageObjectInUseProtection', () => {
  it('adds its finalizer once, after those that were sent', () => {
    const lab = admissionLab();
    expect(addClaim(lab, 'a').metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } };
    for (const [name, sent, kept] of [
      ['v', ['example.org/mine'], ['example.org/mine', 'kubernetes.io/pv-protection']],
      ['w', ['kubernetes.io/pv-protection'], ['kubernetes.io/pv-protection']],
    ] as const) {
      const body = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name, finalizers: sent }, spec };
      expect(lab.post('/api/v1/persistentvolumes', body).body).toMatchObject({ metadata: { finalizers: kept } });
    }
  });
});

describe('PersistentVolumeClaimResize', () => {
  const grow = (lab: AdmissionLab, name: string, storage: string): string =>
    refusalOf(lab.patch(path('persistentvolumeclaims', name), { spec: { resources: { requests: { storage } } } }, 'merge'));
  const bind = (lab: AdmissionLab, name: string): void => {
    const status = { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } };
    expect(lab.patch(`${path('persistentvolumeclaims', name)}/status`, { status }, 'merge').code).toBe(200);
  };

  it('lets a claim grow when it is bound and its class allows it', () => {
    const lab = admissionLab();
    addClass(lab, 'grows', {}, { allowVolumeExpansion: true });
    addClass(lab, 'fixed');
    for (const storageClassName of ['grows', 'fixed', 'absent']) {
      addClaim(lab, storageClassName, { storageClassName, volumeName: `volume-${storageClassName}` });
      // Validation comes first, and says it in its own words.
      expect(grow(lab, storageClassName, '2Gi')).toContain('spec is immutable after creation except resources.requests');
      bind(lab, storageClassName);
    }
    expect(grow(lab, 'grows', '2Gi')).toBe('');
    expect(grow(lab, 'grows', '2048Mi')).toBe('');
    for (const name of ['fixed', 'absent']) {
      expect(grow(lab, name, '2Gi')).toBe(
        `persistentvolumeclaims "${name}" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize`,
      );
      // What asks for no more is no affair of the class.
      expect(lab.patch(path('persistentvolumeclaims', name), { metadata: { labels: { a: 'b' } } }, 'merge').code).toBe(200);
    }
  });
});

describe('DefaultIngressClass', () => {
  const addIngress = (lab: AdmissionLab, name: string, spec: object = {}, annotations: object = {}): ReturnType<AdmissionLab['post']> => {
    const backend = { service: { name: 'web', port: { number: 80 } } };
    const metadata = { name, annotations };
    const body = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec: { defaultBackend: backend, ...spec } };
    return lab.post('/apis/networking.k8s.io/v1/namespaces/shop/ingresses', body);
  };
  const addIngressClass = (lab: AdmissionLab, name: string): void => {
    const annotations = { 'ingressclass.kubernetes.io/is-default-class': 'true' };
    const body = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name, annotations },
      spec: { controller: 'lab/in' },
    };
    expect(lab.post('/apis/networking.k8s.io/v1/ingressclasses', body).code).toBe(201);
  };
  const classOf = (answer: ReturnType<AdmissionLab['post']>): string | undefined => (answer.body as Ingress).spec.ingressClassName;

  it('names the one default class, and refuses to choose between two', () => {
    const lab = admissionLab();
    expect(classOf(addIngress(lab, 'early'))).toBeUndefined();
    addIngressClass(lab, 'one');
    expect(classOf(addIngress(lab, 'a'))).toBe('one');
    expect(classOf(addIngress(lab, 'b', { ingressClassName: 'two' }))).toBe('two');
    expect(classOf(addIngress(lab, 'c', {}, { 'kubernetes.io/ingress.class': 'old' }))).toBeUndefined();
    expect(classOf(addIngress(lab, 'd', { ingressClassName: 'two' }))).toBe('two');
  });

  it('is the newest of several, and the first by name of equally new ones', () => {
    const lab = admissionLab();
    addIngressClass(lab, 'aged');
    lab.run(1500);
    addIngressClass(lab, 'young');
    expect(classOf(addIngress(lab, 'a'))).toBe('young');
    addIngressClass(lab, 'twin');
    expect(classOf(addIngress(lab, 'b'))).toBe('twin');
  });
});
