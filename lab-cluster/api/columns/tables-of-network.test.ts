// Rows of what gives pods addresses and lets them be reached. Expected: printers.go of pkg/printers/internalversion.
import { describe, expect, it } from 'vitest';
import { printedRow, secondsAgo } from '../../testing/printed-row.ts';
import { endpointSlices } from '../kinds/endpoint-slice.ts';
import { endpoints } from '../kinds/endpoints.ts';
import { ingressClasses } from '../kinds/ingress-class.ts';
import { ingresses } from '../kinds/ingress.ts';
import { ipAddresses } from '../kinds/ip-address.ts';
import { networkPolicies } from '../kinds/network-policy.ts';
import { serviceCidrs } from '../kinds/service-cidr.ts';
import { services } from '../kinds/service.ts';

const metadata = { name: 'x', creationTimestamp: secondsAgo(90) };
const lb = (...ingress: object[]) => ({ loadBalancer: { ingress } });

describe('the row of a Service', () => {
  const row = (spec: object, status: object = { loadBalancer: {} }) => printedRow(services, { metadata, spec, status });
  const external = (spec: object, status?: object) => row(spec, status)['External-IP'];

  it('is whole', () => {
    const ports = [
      { port: 80, protocol: 'TCP', nodePort: 30080 },
      { port: 53, protocol: 'UDP' },
    ];
    const selector = { app: 'web', 'app.kubernetes.io/name': 'shop' };
    expect(row({ type: 'NodePort', clusterIP: '10.96.0.7', clusterIPs: ['10.96.0.7', 'fd00::7'], ports, selector })).toEqual({
      ...{ Name: 'x', Type: 'NodePort', 'Cluster-IP': '10.96.0.7', 'External-IP': '<none>', 'Port(s)': '80:30080/TCP,53/UDP', Age: '90s' },
      Selector: 'app.kubernetes.io/name=shop,app=web',
    });
  });

  it('has words for what it has not', () => {
    const headless = row({ type: 'ClusterIP', clusterIP: 'None', clusterIPs: ['None'] });
    expect(headless).toMatchObject({ 'Cluster-IP': 'None', 'External-IP': '<none>', 'Port(s)': '<none>', Selector: '<none>' });
    expect(row({ type: 'ExternalName', externalName: 'db.example.com' })).toMatchObject({
      'Cluster-IP': '<none>',
      'External-IP': 'db.example.com',
      'Port(s)': '<none>',
    });
    expect(row({ type: 'Elsewhere' })['External-IP']).toBe('<unknown>');
  });

  it.each([
    ['192.0.2.1,192.0.2.2', { type: 'ClusterIP', externalIPs: ['192.0.2.1', '192.0.2.2'] }, undefined],
    ['192.0.2.1', { type: 'NodePort', externalIPs: ['192.0.2.1'] }, lb({ ip: '203.0.113.1' })],
    ['<pending>', { type: 'LoadBalancer' }, undefined],
    ['<pending>', { type: 'LoadBalancer' }, lb({})],
    ['203.0.113.1,lb.example.com', { type: 'LoadBalancer' }, lb({ hostname: 'lb.example.com' }, { ip: '203.0.113.1' })],
    ['203.0.113.1', { type: 'LoadBalancer' }, lb({ ip: '203.0.113.1', hostname: 'lb' }, { ip: '203.0.113.1' })],
    ['203.0.113.1,192.0.2.1', { type: 'LoadBalancer', externalIPs: ['192.0.2.1'] }, lb({ ip: '203.0.113.1' })],
    ['192.0.2.1', { type: 'LoadBalancer', externalIPs: ['192.0.2.1'] }, undefined],
  ])('is reached from outside at %s: %j', (text, spec, status) => {
    expect(external(spec, status)).toBe(text);
  });

  it('shows long names whole', () => {
    const hostname = 'a-very-long-name.elb.example.com';
    expect(external({ type: 'LoadBalancer' }, lb({ hostname }))).toBe(hostname);
  });
});

describe('the row of an Ingress', () => {
  const hosts = (...names: (string | undefined)[]) =>
    printedRow(ingresses, { spec: { rules: names.map((host) => (host === undefined ? {} : { host })) } })['Hosts'];

  it('is whole', () => {
    const spec = { ingressClassName: 'nginx', rules: [{ host: 'a.example.com' }], tls: [{ hosts: ['a.example.com'] }] };
    const status = lb({ ip: '203.0.113.2' }, { ip: '203.0.113.1' }, { hostname: 'lb.example.com' });
    const Address = '203.0.113.1,203.0.113.2,lb.example.com';
    expect(printedRow(ingresses, { metadata, spec, status })).toEqual({
      ...{ Name: 'x', Class: 'nginx', Hosts: 'a.example.com', Address, Ports: '80, 443', Age: '90s' },
    });
    expect(printedRow(ingresses, {})).toEqual({ Name: 'x', Class: '<none>', Hosts: '*', Address: '', Ports: '80', Age: '<unknown>' });
  });

  it('names three hosts and counts the rules behind them', () => {
    expect(hosts('a', 'b', 'c')).toBe('a,b,c');
    expect(hosts('a', 'b', 'c', 'd')).toBe('a,b,c + 1 more...');
    expect(hosts('a', 'b', 'c', undefined, 'e')).toBe('a,b,c + 2 more...');
    expect(hosts(undefined, 'b', undefined)).toBe('b');
    expect(hosts(undefined, 'a', 'b', 'c', 'd')).toBe('a,b,c + 2 more...');
    expect(hosts(undefined, '')).toBe('*');
  });
});

describe('the row of', () => {
  it.each([
    ['<none>', undefined],
    ['IngressParameters/p', { kind: 'IngressParameters', name: 'p' }],
    ['Gateway.example.com/p', { apiGroup: 'example.com', kind: 'Gateway', name: 'p', scope: 'Namespace', namespace: 'n' }],
  ])('an IngressClass with parameters %s', (Parameters, parameters) => {
    const row = { Name: 'x', Controller: 'example.com/ingress', Parameters, Age: '90s' };
    expect(printedRow(ingressClasses, { metadata, spec: { controller: 'example.com/ingress', parameters } })).toEqual(row);
  });

  it.each([
    ['<none>', []],
    ['', [{ notReadyAddresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }]],
    ['10.0.0.1,10.0.0.2', [{ addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] }]],
    ['10.0.0.1:80,10.0.0.1:443', [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }, { port: 443 }] }]],
    ['[fd00::1]:80', [{ addresses: [{ ip: 'fd00::1' }], ports: [{ port: 80 }] }]],
    [
      '10.0.0.1:80,10.0.0.2:80,10.0.0.1:443 + 2 more...',
      [{ addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }], ports: [{ port: 80 }, { port: 443 }] }, { addresses: [{ ip: 'fd00::1' }] }],
    ],
  ])('Endpoints %s', (text, subsets) => {
    expect(printedRow(endpoints, { metadata, subsets })).toEqual({ Name: 'x', Endpoints: text, Age: '90s' });
  });

  it.each([
    [{}, '<unset>', '<unset>'],
    [{ ports: [{ port: 80 }, { name: 'http' }, {}], endpoints: [{ addresses: ['10.0.0.1'] }] }, '80,http,*', '10.0.0.1'],
    [{ ports: [{ name: '' }], endpoints: [{ addresses: [] }] }, '<unset>', '<unset>'],
    [
      {
        ports: [{ port: 1 }, { port: 2 }, { port: 3 }, { port: 4 }],
        endpoints: [{ addresses: ['fd00::1', 'fd00::2'] }, { addresses: ['fd00::3', 'fd00::4', 'fd00::5'] }],
      },
      '1,2,3 + 1 more...',
      'fd00::1,fd00::2,fd00::3 + 2 more...',
    ],
  ])('an EndpointSlice with %j', (fields, Ports, Endpoints) => {
    const row = printedRow(endpointSlices, { metadata, addressType: 'IPv4', ...fields });
    expect(row).toEqual({ Name: 'x', AddressType: 'IPv4', Ports, Endpoints, Age: '90s' });
  });

  it.each([
    ['<none>', {}],
    ['app=web', { matchLabels: { app: 'web' } }],
    ['app in (api,web)', { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'api'] }] }],
  ])('a NetworkPolicy for %s', (text, podSelector) => {
    expect(printedRow(networkPolicies, { metadata, spec: { podSelector } })).toEqual({ Name: 'x', 'Pod-Selector': text, Age: '90s' });
  });

  it('a ServiceCIDR', () => {
    const spec = { cidrs: ['10.96.0.0/12', 'fd00::/108'] };
    expect(printedRow(serviceCidrs, { metadata, spec })).toEqual({ Name: 'x', CIDRs: '10.96.0.0/12,fd00::/108', Age: '90s' });
    expect(printedRow(serviceCidrs, {})['CIDRs']).toBe('');
  });

  it.each([
    ['<none>', undefined],
    ['services/default/kubernetes', { group: '', resource: 'services', namespace: 'default', name: 'kubernetes' }],
    ['gateways.example.com/g', { group: 'example.com', resource: 'Gateways', name: 'g' }],
  ])('an IPAddress of %s', (text, parentRef) => {
    expect(printedRow(ipAddresses, { spec: { parentRef } })).toMatchObject({ Name: 'x', ParentRef: text });
  });
});
