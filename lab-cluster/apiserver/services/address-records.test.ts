// The IPAddress that is written down for every address a Service has.
import { describe, expect, it } from 'vitest';
import type { ObjectList } from '../../api/request.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const lab = createApiLab();
const namesIn = (path: string): readonly string[] =>
  (lab.get(path).body as unknown as ObjectList).items.map(({ metadata }) => metadata.name);

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
