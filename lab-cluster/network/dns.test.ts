// Names of Services resolve as the cluster DNS specification says.
import { expect, test } from 'vitest';
import type { EndpointSlice } from '../api/kinds/endpoint-slice.ts';
import type { Service, ServiceSpec } from '../api/kinds/service.ts';
import { type DnsZone, answerName, searchNames } from './dns.ts';

const meta = { uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', namespace: 'shop' };

function zone(spec: Partial<ServiceSpec>): DnsZone {
  const service: Service = { apiVersion: 'v1', kind: 'Service', metadata: { ...meta, name: 'web' }, spec, status: { loadBalancer: {} } };
  const slice: EndpointSlice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...meta, name: 'web-abc' },
    addressType: 'IPv4',
    endpoints: [
      { addresses: ['10.244.2.2'], conditions: { ready: true }, hostname: 'web-1' },
      { addresses: ['10.244.1.2'], conditions: { ready: true }, hostname: 'web-0' },
      { addresses: ['10.244.3.2'], conditions: { ready: false }, hostname: 'web-2' },
    ],
  };
  return { service: (namespace, name) => (namespace === 'shop' && name === 'web' ? service : undefined), slices: () => [slice] };
}

const name = 'web.shop.svc.cluster.local';

test('a Service answers with its ClusterIP', () => {
  expect(answerName(zone({ clusterIP: '10.96.0.20' }), name)).toEqual({ code: 'NOERROR', name, addresses: ['10.96.0.20'] });
});

test('a headless Service answers with its ready pods, and each pod has its own name', () => {
  const headless = zone({ clusterIP: 'None' });
  expect(answerName(headless, name)).toMatchObject({ addresses: ['10.244.1.2', '10.244.2.2'] });
  expect(answerName(headless, `web-1.${name}`)).toMatchObject({ addresses: ['10.244.2.2'] });
  expect(answerName(headless, `web-9.${name}`)).toMatchObject({ code: 'NXDOMAIN' });
  expect(answerName(zone({ clusterIP: 'None', publishNotReadyAddresses: true }), name)).toMatchObject({ addresses: { length: 3 } });
});

test('an ExternalName stands for another domain', () => {
  expect(answerName(zone({ type: 'ExternalName', externalName: 'example.org' }), name)).toMatchObject({
    code: 'CNAME',
    target: 'example.org',
  });
});

test('other names do not exist', () => {
  for (const other of [
    'web',
    'web.shop',
    'shop.svc.cluster.local',
    'web.blog.svc.cluster.local',
    'example.org',
    'a.b.c.d.svc.cluster.local',
  ]) {
    expect(answerName(zone({ clusterIP: '10.96.0.20' }), other)).toEqual({ code: 'NXDOMAIN', name: other });
  }
});

test('a short name is tried in the pod’s own namespace first', () => {
  expect(searchNames('web', 'shop')).toEqual([name, 'web.svc.cluster.local', 'web.cluster.local', 'web']);
  expect(searchNames('example.org.', 'shop')).toEqual(['example.org']);
});
