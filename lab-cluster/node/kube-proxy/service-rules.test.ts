// The rules of a Service are the ones a real kube-proxy writes, and they share the traffic fairly.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EndpointSlice } from '../../api/kinds/endpoint-slice.ts';
import type { Service, ServiceSpec } from '../../api/kinds/service.ts';
import { chainShares } from '../../sim/chain-shares.ts';
import { saveText } from '../../sim/netfilter.ts';
import { type Packet, type RuleHost, evaluate } from '../../sim/netfilter-walk.ts';
import { clusterChain, endpointChain, servicePortName } from './chain-name.ts';
import { ProxyRuleset } from './proxy-ruleset.ts';
import { ServiceBlock } from './service-block.ts';

const site = { nodeName: 'node-1', clusterCidr: '10.244.0.0/16' };
const meta = { uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };

function service(spec: Partial<ServiceSpec>, ingress: readonly string[] = []): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...meta, name: 'svc1', namespace: 'ns1' },
    spec: { type: 'ClusterIP', clusterIP: '172.30.0.41', ports: [{ name: 'p80', port: 80, protocol: 'TCP' }], ...spec },
    status: { loadBalancer: { ingress: ingress.map((ip) => ({ ip })) } },
  };
}

interface Behind {
  readonly ip: string;
  readonly node?: string;
  readonly conditions?: EndpointSlice['endpoints'][number]['conditions'];
}

function slice(...behind: readonly Behind[]): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...meta, name: 'svc1-abc', namespace: 'ns1', labels: { 'kubernetes.io/service-name': 'svc1' } },
    addressType: 'IPv4',
    ports: [{ name: 'p80', port: 80, protocol: 'TCP' }],
    endpoints: behind.map(({ ip, node = 'node-1', conditions = { ready: true } }) => ({ addresses: [ip], nodeName: node, conditions })),
  };
}

function rules(spec: Partial<ServiceSpec>, behind: readonly Behind[], ingress: readonly string[] = []): ProxyRuleset {
  return new ProxyRuleset([new ServiceBlock(service(spec, ingress), [slice(...behind)], site)]);
}

/** Where a packet ends up on this node: an endpoint, or what refuses it. Routing to this node's own address is INPUT. */
function send(ruleset: ProxyRuleset, part: Partial<Packet>, ...draws: number[]): string {
  const host: RuleHost = { isLocal: (a) => a === '10.0.1.1', state: 'NEW', outgoingAddress: '10.0.1.1', draw: () => draws.shift() ?? 0 };
  const packet: Packet = {
    protocol: 'tcp',
    source: '203.0.113.7',
    sourcePort: 1,
    destination: '172.30.0.41',
    destinationPort: 80,
    mark: 0,
    ...part,
  };
  const routed = evaluate(ruleset, 'nat', 'PREROUTING', packet, host).packet;
  const hook = routed.destination === '10.0.1.1' ? 'INPUT' : 'FORWARD';
  const { verdict } = evaluate(ruleset, 'filter', hook, routed, host);
  if (verdict !== 'accept') return verdict;
  const masqueraded = evaluate(ruleset, 'nat', 'POSTROUTING', routed, host).packet.source === '10.0.1.1';
  return `${routed.destination}:${routed.destinationPort}${masqueraded ? ' masqueraded' : ''}`;
}

test('chains are named as upstream names them', () => {
  const name = servicePortName('ns1/svc1', 'p80', 'tcp');
  expect(clusterChain(name)).toBe('KUBE-SVC-XPGD46QRK7WJZT7O');
  expect(endpointChain(name, '10.180.0.1:80')).toBe('KUBE-SEP-SXIVWICOYRO3J4NJ');
});

test('the whole table of one LoadBalancer Service, as iptables-save prints it', async () => {
  const ports = [{ name: 'p80', port: 80, protocol: 'TCP', nodePort: 30080 }] as const;
  const ruleset = rules({ type: 'LoadBalancer', ports }, [{ ip: '10.180.0.1' }, { ip: '10.180.0.2', node: 'node-2' }], ['198.51.100.20']);
  await expect(saveText(ruleset)).toMatchFileSnapshot('testdata/load-balancer.rules');
});

test('every endpoint gets the same share, however many there are', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.ipV4(), { minLength: 1, maxLength: 60 }), (addresses) => {
      const chain = rules(
        {},
        addresses.map((ip) => ({ ip })),
      ).nat.get('KUBE-SVC-XPGD46QRK7WJZT7O');
      const shares = chain === undefined ? [] : chainShares(chain);
      expect(shares.map(({ towards }) => towards).sort()).toEqual(addresses.map((ip) => `${ip}:80`).sort());
      for (const { share } of shares) expect(share).toBeCloseTo(1 / addresses.length, 10);
      expect(shares.at(-1)?.probability).toBe(1);
    }),
    { numRuns: 100 },
  );
});

describe('a packet', () => {
  const two = [{ ip: '10.244.1.2' }, { ip: '10.244.2.2', node: 'node-2' }];
  const lb: Partial<ServiceSpec> = { type: 'LoadBalancer', ports: [{ name: 'p80', port: 80, protocol: 'TCP', nodePort: 30080 }] };
  const nodePort = { destination: '10.0.1.1', destinationPort: 30080 };

  test('from a pod to the ClusterIP keeps its source', () => {
    expect(send(rules({}, two), { source: '10.244.1.9' }, 0.1)).toBe('10.244.1.2:80');
    expect(send(rules({}, two), { source: '10.244.1.9' }, 0.9)).toBe('10.244.2.2:80');
  });
  test('from a pod to itself through its Service is masqueraded', () => {
    expect(send(rules({}, two), { source: '10.244.1.2' }, 0.1)).toBe('10.244.1.2:80 masqueraded');
  });
  test('from outside to the node port is masqueraded, so that the answer comes back this way', () => {
    expect(send(rules(lb, two), nodePort, 0.9)).toBe('10.244.2.2:80 masqueraded');
  });
  test('to the load balancer’s address is caught on the node, without leaving it', () => {
    expect(send(rules(lb, two, ['198.51.100.20']), { source: '10.244.1.9', destination: '198.51.100.20' }, 0.9)).toBe(
      '10.244.2.2:80 masqueraded',
    );
  });
  test('to a Service without endpoints is refused at once, at the ClusterIP and at the node port', () => {
    const ruleset = rules(lb, []);
    expect(send(ruleset, { source: '10.244.1.9' })).toBe('reject');
    expect(send(ruleset, nodePort)).toBe('reject');
  });
  test('goes to a terminating endpoint only while no ready one is left', () => {
    const ending = { ip: '10.244.1.2', conditions: { ready: false, serving: true, terminating: true } };
    expect(send(rules({}, [ending]), { source: '10.244.1.9' })).toBe('10.244.1.2:80');
    expect(send(rules({}, [ending, { ip: '10.244.2.2' }]), { source: '10.244.1.9' })).toBe('10.244.2.2:80');
  });
  test('never goes to an endpoint that is not ready', () => {
    expect(send(rules({}, [{ ip: '10.244.1.2', conditions: { ready: false } }]), { source: '10.244.1.9' })).toBe('reject');
  });
  test('stays on the node with externalTrafficPolicy Local, and keeps its source', () => {
    const local = { ...lb, externalTrafficPolicy: 'Local' } as const;
    expect(send(rules(local, two), nodePort, 0.9)).toBe('10.244.1.2:80');
  });
  test('is dropped with externalTrafficPolicy Local where no endpoint is on the node', () => {
    const local = { ...lb, externalTrafficPolicy: 'Local' } as const;
    expect(send(rules(local, [{ ip: '10.244.2.2', node: 'node-2' }]), nodePort)).toBe('drop');
    expect(send(rules(local, [{ ip: '10.244.2.2', node: 'node-2' }]), { ...nodePort, source: '10.244.1.9' })).toBe('10.244.2.2:80');
  });
  test('is dropped when its source is not among loadBalancerSourceRanges', () => {
    const guarded = rules({ ...lb, loadBalancerSourceRanges: ['192.0.2.0/24'] }, two, ['198.51.100.20']);
    expect(send(guarded, { destination: '198.51.100.20' })).toBe('drop');
    expect(send(guarded, { destination: '198.51.100.20', source: '192.0.2.9' }, 0.1)).toBe('10.244.1.2:80 masqueraded');
  });
});

test('nodes share the rules of a Service unless a Local policy makes them differ', async () => {
  const { blockOf } = await import('./service-block.ts');
  const shared = service({});
  const local = service({ externalTrafficPolicy: 'Local' });
  const slices = [slice({ ip: '10.244.1.2' })];
  const elsewhere = { ...site, nodeName: 'node-2' };
  expect(blockOf(shared, slices, site)).toBe(blockOf(shared, [...slices], elsewhere));
  expect(blockOf(local, slices, site)).not.toBe(blockOf(local, slices, elsewhere));
});
