// What a Service is given when it is written, what it keeps, and what comes free: addresses, families, node ports.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Service } from '../../api/kinds/service.ts';
import type { ApiResponse } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';

const SERVICES = '/api/v1/namespaces/default/services';
const ADDRESSES = '/apis/networking.k8s.io/v1/ipaddresses';

let lab: ApiLab;
beforeEach(() => {
  lab = createApiLab();
});

const create = (name: string, spec: object, query?: Record<string, string>): ApiResponse =>
  lab.post(SERVICES, { metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } }, query);
const merge = (name: string, spec: object, query?: Record<string, string>): ApiResponse =>
  lab.patch(`${SERVICES}/${name}`, { spec }, 'merge', query);
const stored = ({ code, body }: ApiResponse): Service => {
  expect([200, 201], JSON.stringify(body)).toContain(code);
  return body as unknown as Service;
};
const said = ({ body }: ApiResponse): string | undefined => (body as Status | undefined)?.message;
const nodePorts = (response: ApiResponse): (number | undefined)[] => (stored(response).spec.ports ?? []).map(({ nodePort }) => nodePort);
const reserved = (): string[] =>
  (lab.get(ADDRESSES).body as unknown as { items: { metadata: { name: string } }[] }).items.map(({ metadata }) => metadata.name);

describe('IP families of a cluster that has IPv4 only', () => {
  test.each([
    [{}, ['SingleStack', ['IPv4']]],
    [{ ipFamilyPolicy: 'PreferDualStack' }, ['PreferDualStack', ['IPv4']]],
    [{ clusterIP: '10.96.7.7' }, ['SingleStack', ['IPv4']]],
    [{ clusterIP: 'None' }, ['RequireDualStack', ['IPv4', 'IPv6']]],
    [{ clusterIP: 'None', ipFamilies: ['IPv6'] }, ['RequireDualStack', ['IPv6', 'IPv4']]],
    [{ clusterIP: 'None', ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] }, ['SingleStack', ['IPv6']]],
    [{ clusterIP: 'None', selector: { app: 'x' } }, ['SingleStack', ['IPv4']]],
  ])('%j gets policy and families', (spec, [policy, families]) => {
    const { ipFamilyPolicy, ipFamilies } = stored(create('a', spec)).spec;
    expect([ipFamilyPolicy, ipFamilies]).toEqual([policy, families]);
  });

  test.each([
    [
      { ipFamilyPolicy: 'RequireDualStack' },
      'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    ],
    [{ ipFamilies: ['IPv6'] }, 'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
    [
      { ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4', 'IPv6'] },
      'spec.ipFamilies[1]: Invalid value: "IPv6": not configured on this cluster',
    ],
    [
      { ipFamilies: ['IPv4', 'IPv6'] },
      "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
    ],
    [{ clusterIP: 'fd00::9' }, 'spec.clusterIPs[0]: Invalid value: ["fd00::9"]: IPv6 is not configured on this cluster'],
    [{ clusterIPs: ['10.96.3.3'] }, 'spec.clusterIPs: Invalid value: ["10.96.3.3"]: must be empty when `clusterIP` is not specified'],
    [
      { clusterIP: '10.96.3.3', clusterIPs: ['10.96.3.4'] },
      'spec.clusterIPs: Invalid value: ["10.96.3.4"]: first value must match `clusterIP`',
    ],
    [
      { clusterIP: 'None', selector: { app: 'x' }, ipFamilies: ['IPv6'] },
      'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
    ],
    [
      { ipFamilies: ['IPv6'], clusterIP: '10.96.3.3' },
      'spec.clusterIPs[0]: Invalid value: "10.96.3.3": expected an IPv6 value as indicated by `ipFamilies[0]`',
    ],
  ])('%j is refused', (spec, message) => {
    const response = create('a', spec);
    expect([response.code, said(response)]).toEqual([422, `Service "a" is invalid: ${message}`]);
  });

  test('a policy is refused before any other rule is asked', () => {
    expect(said(create('a', { ipFamilyPolicy: 'RequireDualStack', sessionAffinity: 'Cookie' }))).not.toContain('Cookie');
  });

  test('an update without a policy keeps the one that was', () => {
    stored(create('a', { ipFamilyPolicy: 'PreferDualStack' }));
    const put = lab.put(`${SERVICES}/a`, { metadata: { name: 'a' }, spec: { ports: [{ port: 81 }] } });
    expect(stored(put).spec.ipFamilyPolicy).toBe('PreferDualStack');
  });

  test('headless services change their families, others do not', () => {
    stored(create('h', { clusterIP: 'None' }));
    expect(said(merge('h', { ipFamilies: ['IPv4'] }))).toBe(
      'Service "h" is invalid: spec.ipFamilyPolicy: Invalid value: "RequireDualStack": must be \'SingleStack\' to release the secondary IP family',
    );
    expect(stored(merge('h', { ipFamilyPolicy: 'SingleStack' })).spec.ipFamilies).toEqual(['IPv4']);
    expect(stored(merge('h', { ipFamilies: ['IPv6'] })).spec.ipFamilies).toEqual(['IPv6']);
    stored(create('a', {}));
    expect(said(merge('a', { ipFamilies: ['IPv6'] }))).toContain('expected an IPv6 value as indicated by `ipFamilies[0]`');
  });
});

describe('cluster IPs', () => {
  test('neither the first nor the last address of the range is given away', () => {
    for (const ip of ['10.96.0.0', '10.96.255.255'])
      expect(said(create('a', { clusterIP: ip }))).toBe(
        `Service "a" is invalid: spec.clusterIPs: Invalid value: ["${ip}"]: failed to allocate IP ${ip}: the provided IP (${ip}) is not in the valid range. The range of valid IPs is 10.96.0.0/16`,
      );
  });

  test('one address in two spellings is one address', () => {
    expect(stored(create('a', { clusterIP: '10.96.010.07' })).spec.clusterIPs).toEqual(['10.96.010.07']);
    expect(reserved()).toContain('10.96.10.7');
    expect(said(create('b', { clusterIP: '10.96.10.7' }))).toContain('provided IP is already allocated');
  });

  test('an address of which somebody keeps a record is taken until he gives it up', () => {
    const record = { metadata: { name: '10.96.0.60' }, spec: { parentRef: { resource: 'gateways', group: 'example.com', name: 'g' } } };
    expect(lab.post(ADDRESSES, record).code).toBe(201);
    expect(said(create('a', { clusterIP: '10.96.0.60' }))).toContain('provided IP is already allocated');
    lab.delete(`${ADDRESSES}/10.96.0.60`);
    expect(stored(create('a', { clusterIP: '10.96.0.60' })).spec.clusterIP).toBe('10.96.0.60');
    // A record that is lost frees nothing: the Service still has its address.
    lab.delete(`${ADDRESSES}/10.96.0.60`);
    expect(said(create('b', { clusterIP: '10.96.0.60' }))).toContain('provided IP is already allocated');
  });

  test('a put that names the address of old alone keeps the list; another address may not be had', () => {
    const { spec } = stored(create('a', {}));
    const put = (more: object): ApiResponse =>
      lab.put(`${SERVICES}/a`, { metadata: { name: 'a' }, spec: { ports: [{ port: 80 }], ...more } });
    expect(stored(put({ clusterIP: spec.clusterIP })).spec.clusterIPs).toEqual(spec.clusterIPs);
    expect(stored(put({})).spec.clusterIPs).toEqual(spec.clusterIPs);
    expect(said(put({ clusterIP: '10.96.9.9' }))).toBe(
      'Service "a" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.9.9"]: may not change once set',
    );
    expect(said(put({ clusterIP: 'None' }))).toContain('spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set');
  });

  test('an address goes with the type that needs one, and comes back anew', () => {
    const { spec } = stored(create('a', { clusterIP: '10.96.0.77' }));
    const named = stored(merge('a', { type: 'ExternalName', externalName: 'example.com' }));
    for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy'] as const)
      expect(named.spec[field], field).toBeUndefined();
    expect(reserved()).not.toContain(spec.clusterIP);
    stored(create('b', { clusterIP: '10.96.0.77' }));
    const back = stored(merge('a', { type: 'ClusterIP', externalName: null }));
    expect(back.spec.clusterIP).toMatch(/^10\.96\./);
    expect(back.spec.clusterIP).not.toBe('10.96.0.77');
    expect(reserved()).toContain(back.spec.clusterIP);
  });

  test('what a change of type takes away may not be changed in the same breath', () => {
    stored(create('a', {}));
    expect(
      said(merge('a', { type: 'ExternalName', externalName: 'example.com', clusterIP: '10.96.1.1', clusterIPs: ['10.96.1.1'] })),
    ).toContain('spec.clusterIPs: Forbidden: may not be set for ExternalName services');
  });

  test('a refused service leaves nothing behind', () => {
    expect(
      create('a', { clusterIP: '10.96.0.9', type: 'NodePort', ports: [{ port: 80, nodePort: 30_300 }], sessionAffinity: 'x' }).code,
    ).toBe(422);
    expect(reserved()).not.toContain('10.96.0.9');
    stored(create('b', { clusterIP: '10.96.0.9', type: 'NodePort', ports: [{ port: 80, nodePort: 30_300 }] }));
  });

  test('a missing namespace is told before an address that cannot be had', () => {
    const response = lab.post('/api/v1/namespaces/nowhere/services', {
      metadata: { name: 'a' },
      spec: { clusterIP: '1.2.3.4', ports: [{ port: 80 }] },
    });
    expect([response.code, said(response)]).toEqual([404, 'namespaces "nowhere" not found']);
  });
});

describe('node ports', () => {
  const dns = (udp: object, tcp: object): object => ({
    type: 'NodePort',
    ports: [
      { name: 'udp', port: 53, protocol: 'UDP', ...udp },
      { name: 'tcp', port: 53, protocol: 'TCP', ...tcp },
    ],
  });

  test('protocols of one port share a node port, whoever of them asks for it', () => {
    const [drawn, same] = nodePorts(create('a', dns({}, {})));
    expect(drawn).toBe(same);
    expect(nodePorts(create('b', dns({}, { nodePort: 30_053 })))).toEqual([30_053, 30_053]);
    expect(nodePorts(create('c', dns({ nodePort: 30_054 }, { nodePort: 30_055 })))).toEqual([30_054, 30_055]);
  });

  test('other ports of a service do not share one', () => {
    const ports = [
      { name: 'a', port: 80, nodePort: 30_070 },
      { name: 'b', port: 81, protocol: 'UDP', nodePort: 30_070 },
    ];
    expect(said(create('a', { type: 'NodePort', ports }))).toBe(
      'Service "a" is invalid: spec.ports[1].nodePort: Invalid value: 30070: provided port is already allocated',
    );
  });

  test('a dry run is told of taken ports and shown ports that cannot be, and takes none', () => {
    stored(create('a', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_081 }] }));
    const dryRun = { dryRun: 'All' };
    expect(said(create('b', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_081 }] }, dryRun))).toContain('already allocated');
    expect(nodePorts(create('b', dns({}, {}), dryRun))).toEqual([32_769, 32_769]);
    const { clusterIP } = stored(create('b', {}, dryRun)).spec;
    expect(clusterIP).toBe('10.96.0.0');
    const before = reserved();
    stored(create('b', { clusterIP: '10.96.4.4', type: 'NodePort', ports: [{ port: 80, nodePort: 30_082 }] }, dryRun));
    expect(reserved()).toEqual(before);
    stored(create('c', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_082 }] }));
  });

  test('an update knows a port by its name, and gives no number twice', () => {
    const ports = [
      { name: 'a', port: 80, nodePort: 30_001 },
      { name: 'b', port: 81, nodePort: 30_002 },
    ];
    stored(create('s', { type: 'NodePort', ports }));
    const put = (wanted: object[]): ApiResponse =>
      lab.put(`${SERVICES}/s`, { metadata: { name: 's' }, spec: { type: 'NodePort', ports: wanted } });
    expect(
      nodePorts(
        put([
          { name: 'b', port: 8081 },
          { name: 'a', port: 80 },
        ]),
      ),
    ).toEqual([30_002, 30_001]);
    const [first, second] = nodePorts(
      put([
        { name: 'b', port: 81 },
        { name: 'c', port: 80, nodePort: 30_002 },
      ]),
    );
    expect(second).toBe(30_002);
    expect([30_001, 30_002, undefined]).not.toContain(first);
    stored(create('t', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_001 }] }));
  });

  test('an update may not use one number twice for a protocol', () => {
    stored(create('s', { type: 'NodePort', ports: [{ name: 'a', port: 80, nodePort: 30_001 }] }));
    const response = merge('s', {
      ports: [
        { name: 'a', port: 80, nodePort: 30_009 },
        { name: 'b', port: 81, nodePort: 30_009 },
      ],
    });
    expect([response.code, said(response)]).toEqual([500, 'duplicate nodePort: {TCP 30009}']);
    stored(create('t', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_009 }] }));
  });

  test('a balancer may do without, though what it asks for is its own', () => {
    const spec = { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false };
    expect(
      nodePorts(
        create('a', {
          ...spec,
          ports: [
            { name: 'x', port: 80 },
            { name: 'y', port: 81, nodePort: 30_500 },
          ],
        }),
      ),
    ).toEqual([undefined, 30_500]);
    expect(said(create('b', { ...spec, ports: [{ port: 80, nodePort: 30_500 }] }))).toContain('already allocated');
    const [first] = nodePorts(merge('a', { allocateLoadBalancerNodePorts: true }));
    expect(first).toBeGreaterThanOrEqual(30_000);
  });

  test('ports go with the type that has them, unless new ones are asked for', () => {
    stored(create('a', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_123 }] }));
    expect(said(merge('a', { type: 'ClusterIP', ports: [{ port: 80, nodePort: 30_124 }] }))).toContain(
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    );
    expect(nodePorts(merge('a', { type: 'ClusterIP' }))).toEqual([undefined]);
    stored(create('b', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_123 }] }));
  });

  test('nobody owns what was assigned', () => {
    const owned = (response: ApiResponse): string => JSON.stringify(stored(response).metadata.managedFields);
    expect(owned(create('a', {}))).not.toContain('clusterIP');
    const patched = owned(merge('a', { type: 'NodePort' }));
    expect(patched).toContain('"f:type"');
    expect(patched).not.toContain('nodePort');
  });
});

describe('health check node ports', () => {
  const local = { type: 'LoadBalancer', externalTrafficPolicy: 'Local' };

  test('are assigned, kept, and conflict with any port there is', () => {
    const first = stored(create('a', local)).spec.healthCheckNodePort;
    expect(first).toBeGreaterThanOrEqual(30_000);
    expect(said(create('b', { ...local, healthCheckNodePort: first }))).toBe(
      `Internal error occurred: failed to allocate requested HealthCheck NodePort ${first}: provided port is already allocated`,
    );
    expect(create('b', { ...local, healthCheckNodePort: first }).code).toBe(500);
    const clash = { ...local, healthCheckNodePort: 30_777, ports: [{ port: 80, nodePort: 30_777 }] };
    expect(said(create('b', clash))).toContain('failed to allocate requested HealthCheck NodePort 30777');
    const put = lab.put(`${SERVICES}/a`, { metadata: { name: 'a' }, spec: { ...local, ports: [{ port: 8080 }] } });
    expect(stored(put).spec.healthCheckNodePort).toBe(first);
    expect(said(merge('a', { healthCheckNodePort: 30_888 }))).toContain('spec.healthCheckNodePort: Forbidden: field is immutable');
  });

  test('go with the policy that needs them', () => {
    stored(create('a', { ...local, healthCheckNodePort: 30_700 }));
    expect(stored(merge('a', { externalTrafficPolicy: 'Cluster' })).spec.healthCheckNodePort).toBeUndefined();
    expect(stored(create('b', { ...local, healthCheckNodePort: 30_700 })).spec.healthCheckNodePort).toBe(30_700);
    const plain = stored(merge('b', { type: 'ClusterIP' })).spec;
    expect([plain.externalTrafficPolicy, plain.healthCheckNodePort, plain.allocateLoadBalancerNodePorts]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

test('a service that is no balancer any more shows no balancer', () => {
  stored(create('a', { type: 'LoadBalancer' }));
  lab.patch(`${SERVICES}/a/status`, { status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } }, 'merge');
  expect(stored(merge('a', { type: 'NodePort' })).status.loadBalancer).toEqual({});
});

test('a deleted service takes its endpoints and its address along', () => {
  const { clusterIP } = stored(create('a', {})).spec;
  const at = '/api/v1/namespaces/default/endpoints';
  lab.post(at, { metadata: { name: 'a' }, subsets: [] });
  expect(lab.delete(`${SERVICES}/a`).code).toBe(200);
  expect(lab.get(`${at}/a`).code).toBe(404);
  expect(reserved()).not.toContain(clusterIP);
});

test('a service that waited for a finalizer gives everything back with it', () => {
  lab.post(SERVICES, { metadata: { name: 'a', finalizers: ['example.com/x'] }, spec: { clusterIP: '10.96.0.200', ports: [{ port: 80 }] } });
  lab.delete(`${SERVICES}/a`);
  expect(reserved()).toContain('10.96.0.200');
  lab.patch(`${SERVICES}/a`, { metadata: { finalizers: null } }, 'merge');
  expect(reserved()).not.toContain('10.96.0.200');
  stored(create('b', { clusterIP: '10.96.0.200' }));
});

describe('further ranges', () => {
  const RANGES = '/apis/networking.k8s.io/v1/servicecidrs';
  const range = (name: string, ...cidrs: string[]): number => lab.post(RANGES, { metadata: { name }, spec: { cidrs } }).code;

  test('give the addresses that are asked for of them, by their own limits', () => {
    expect(said(create('a', { clusterIP: '10.200.0.9' }))).toContain('the provided network does not match the current range');
    expect(range('more', '10.200.0.0/28')).toBe(201);
    expect(stored(create('a', { clusterIP: '10.200.0.9' })).spec.clusterIPs).toEqual(['10.200.0.9']);
    expect(said(create('b', { clusterIP: '10.200.0.9' }))).toContain('provided IP is already allocated');
    expect(said(create('b', { clusterIP: '10.200.0.15' }))).toContain(
      'the provided IP (10.200.0.15) is not in the valid range. The range of valid IPs is 10.200.0.0/28',
    );
    expect(said(create('b', { clusterIP: '10.200.0.16' }))).toContain('does not match the current range');
  });

  test('are drawn from when the others are full or not ready, to the last address', () => {
    lab.patch(`${RANGES}/kubernetes/status`, { status: { conditions: [{ type: 'Ready', status: 'False' }] } }, 'merge');
    range('tiny', 'fd00::/112', '10.201.0.0/29');
    const drawn = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => stored(create(name, {})).spec.clusterIP);
    expect(drawn.toSorted()).toEqual([1, 2, 3, 4, 5, 6].map((last) => `10.201.0.${last}`));
    const full = create('g', {});
    expect([full.code, said(full)]).toEqual([
      500,
      'Internal error occurred: failed to allocate a serviceIP for Service "g": range is full',
    ]);
    lab.delete(`${SERVICES}/c`);
    expect(stored(create('g', {})).spec.clusterIP).toBe(drawn[2]);
  });

  test('that are on their way out give nothing', () => {
    lab.post(RANGES, { metadata: { name: 'more', finalizers: ['example.com/x'] }, spec: { cidrs: ['10.202.0.0/24'] } });
    lab.delete(`${RANGES}/more`);
    expect(said(create('a', { clusterIP: '10.202.0.9' }))).toContain('does not match the current range');
  });
});
