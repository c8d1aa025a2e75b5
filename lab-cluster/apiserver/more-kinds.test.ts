// Kinds beyond the workloads' own: what is there from the start, what is found out anew, and what may change in what is there.
import { beforeEach, describe, expect, it } from 'vitest';
import type { ComponentStatus } from '../api/kinds/component-status.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { ApiResponse, ObjectList } from '../api/request.ts';
import type { Status } from '../api/status.ts';
import { type ApiLab, createApiLab } from '../testing/api-lab.ts';

const PODS = '/api/v1/namespaces/default/pods';
const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
const CLASSES = '/apis/storage.k8s.io/v1/storageclasses';

let lab: ApiLab;

beforeEach(() => {
  lab = createApiLab();
  lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
});

function namesIn(path: string): readonly string[] {
  return (lab.get(path).body as unknown as ObjectList).items.map(({ metadata }) => metadata.name);
}

function messageOf(response: ApiResponse): string {
  return (response.body as unknown as Status).message ?? '';
}

describe('objects of the API server itself', () => {
  it('are there once it has started', () => {
    expect(namesIn('/apis/apiregistration.k8s.io/v1/apiservices')).toContain('v1.apps');
    expect(namesIn('/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas')).toHaveLength(11);
    expect(namesIn('/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations')).toHaveLength(8);
    expect(namesIn('/apis/networking.k8s.io/v1/servicecidrs')).toEqual(['kubernetes']);
  });

  it('say who answers, and warn that nobody should ask this way', () => {
    const answer = lab.get('/api/v1/componentstatuses');
    const items = (answer.body as unknown as ObjectList<ComponentStatus>).items;
    expect(items.map(({ metadata, conditions }) => [metadata.name, conditions?.[0]?.status])).toEqual([
      ['scheduler', 'False'],
      ['controller-manager', 'False'],
      ['etcd-0', 'True'],
    ]);
    expect(answer.warnings).toEqual(['v1 ComponentStatus is deprecated in v1.19+']);
    expect(lab.get('/api/v1/componentstatuses/nobody').code).toBe(404);
  });
});

describe('an address of a Service', () => {
  const addresses = '/apis/networking.k8s.io/v1/ipaddresses';
  const services = '/api/v1/namespaces/default/services';

  it('is written down while the Service has it', () => {
    expect(namesIn(addresses)).toEqual(['10.96.0.1']);
    lab.post(services, { metadata: { name: 'web' }, spec: { clusterIP: '10.96.0.77', ports: [{ port: 80 }] } });
    lab.post(services, { metadata: { name: 'dry' }, spec: { clusterIP: '10.96.0.78', ports: [{ port: 80 }] } }, { dryRun: 'All' });
    expect(namesIn(addresses)).toEqual(['10.96.0.1', '10.96.0.77']);
    const named = { type: 'ExternalName', externalName: 'example.org', clusterIP: null, clusterIPs: null };
    expect(lab.patch(`${services}/web`, { spec: named }, 'merge').code).toBe(200);
    expect(namesIn(addresses)).toEqual(['10.96.0.1']);
    lab.patch(`${services}/web`, { spec: { type: 'ClusterIP', externalName: null, clusterIP: '10.96.0.79' } }, 'merge');
    expect(namesIn(addresses)).toEqual(['10.96.0.1', '10.96.0.79']);
    lab.delete(`${services}/web`);
    expect(namesIn(addresses)).toEqual(['10.96.0.1']);
  });
});

describe('a running pod', () => {
  beforeEach(() => {
    const resources = { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } };
    lab.post(PODS, { metadata: { name: 'web' }, spec: { containers: [{ name: 'c', image: 'nginx', resources }] } });
  });

  it('is resized through its own subresource, and nothing else changes there', () => {
    const resized = { name: 'c', image: 'other', resources: { requests: { cpu: '150m' } } };
    const answer = lab.patch(`${PODS}/web/resize`, { spec: { containers: [resized] } }, 'strategic');
    const { spec, metadata } = answer.body as unknown as Pod;
    expect([answer.code, spec.containers[0]?.resources?.requests?.['cpu'], spec.containers[0]?.image]).toEqual([200, '150m', 'nginx']);
    expect(metadata.generation).toBe(2);
    const gone = lab.patch(`${PODS}/web/resize`, [{ op: 'remove', path: '/spec/containers/0/resources/limits' }], 'json');
    expect(messageOf(gone)).toBe('Pod "web" is invalid: spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed');
  });

  it('gets containers to look around, which then stay as they are', () => {
    const debug = { spec: { ephemeralContainers: [{ name: 'debug', image: 'busybox' }] } };
    const answer = lab.patch(`${PODS}/web/ephemeralcontainers`, debug, 'strategic');
    expect([answer.code, (answer.body as unknown as Pod).spec.ephemeralContainers?.[0]?.terminationMessagePolicy]).toEqual([200, 'File']);
    const gone = lab.patch(`${PODS}/web/ephemeralcontainers`, [{ op: 'remove', path: '/spec/ephemeralContainers' }], 'json');
    expect(messageOf(gone)).toContain('existing ephemeral containers "debug" may not be removed');
  });

  it('shows what nobody may change as Go prints it', () => {
    const answer = lab.patch(`${PODS}/web`, { spec: { restartPolicy: 'Never' } }, 'strategic');
    expect(messageOf(answer)).toContain('"RestartPolicy": "Never"');
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
    expect(messageOf(refused)).toContain('spec is immutable after creation except resources.requests');
    const nameless = lab.post(CLASSES, { metadata: { name: 'none' } });
    expect(messageOf(nameless)).toBe('StorageClass.storage.k8s.io "none" is invalid: provisioner: Required value');
  });
});
