// Packets find their way by the rules in the kernels: to every pod in turn, back to who sent them, or to a reason why not.
import { describe, expect, test } from 'vitest';
import type { EndpointSlice } from '../api/kinds/endpoint-slice.ts';
import type { Service } from '../api/kinds/service.ts';
import { ProxyRuleset } from '../node/kube-proxy/proxy-ruleset.ts';
import { ServiceBlock } from '../node/kube-proxy/service-block.ts';
import type { Machine } from '../sim/machine.ts';
import { NETFILTER_SLOT } from '../sim/netfilter.ts';
import { createRng } from '../sim/rng.ts';
import type { PacketWalk } from '../view/picture-types.ts';
import { POD_CIDR_SLOT, createCni } from './cni.ts';
import { planRequest } from './request.ts';
import { walkPacket } from './walk.ts';
import { LOAD_BALANCERS_SLOT, type LoadBalancer, type PacketWorld } from './walk-types.ts';

const LB = '198.51.100.20';
const meta = { uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', namespace: 'default' };

const web: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...meta, name: 'web' },
  spec: { type: 'LoadBalancer', clusterIP: '10.96.0.20', ports: [{ name: 'http', port: 80, nodePort: 30080, protocol: 'TCP' }] },
  status: { loadBalancer: { ingress: [{ ip: LB }] } },
};

function slice(endpoints: readonly { readonly ip: string; readonly node: string }[]): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...meta, name: 'web-abc', labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: endpoints.map(({ ip, node }) => ({ addresses: [ip], nodeName: node, conditions: { ready: true } })),
  };
}

function machine(name: string, address: string): Machine {
  return { name, address, disk: new Map(), kernel: new Map() };
}

interface Lab {
  readonly world: PacketWorld;
  readonly machines: Readonly<Record<string, Machine>>;
  /** Writes the rules as kube-proxy would, on every node. */
  sync(service: Service, endpoints: readonly { readonly ip: string; readonly node: string }[]): void;
  readonly pods: readonly { readonly key: string; readonly ip: string; readonly node: string }[];
  readonly down: Set<string>;
  readonly listening: Set<string>;
}

/** Three nodes with one web pod each, a load balancer, and rules on every node. */
function lab(): Lab {
  const cni = createCni();
  const nodes = [1, 2, 3].map((i) => machine(`node-${i}`, `10.0.1.${i}`));
  const cloud = machine('cloud', '198.51.100.1');
  const pods = nodes.map((node, index) => {
    node.kernel.set(POD_CIDR_SLOT, `10.244.${index + 1}.0/24`);
    const key = `default/web-${index + 1}`;
    const given = cni.tryAdd(node, `${key}/uid-${index}`);
    return { key, ip: given.ok ? given.address : '', node: node.name };
  });
  const balancer: LoadBalancer = {
    name: 'web',
    ip: LB,
    ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }],
    nodes: nodes.map(({ address }) => address),
  };
  cloud.kernel.set(LOAD_BALANCERS_SLOT, new Map([['web', balancer]]));
  const down = new Set<string>();
  const listening = new Set(pods.map(({ ip }) => `${ip}:8080`));
  const world: PacketWorld = {
    machines: [...nodes, cloud],
    isUp: ({ name }) => !down.has(name),
    answers: (_, { ip, port, client }) => (listening.has(`${ip}:${port}`) ? { kind: 'open', page: `hello ${client}` } : { kind: 'closed' }),
    resolve: (name) =>
      name === 'web.default.svc.cluster.local' ? { code: 'NOERROR', name, addresses: ['10.96.0.20'] } : { code: 'NXDOMAIN', name },
  };
  const sync: Lab['sync'] = (service, endpoints) => {
    for (const node of nodes) {
      const block = new ServiceBlock(service, [slice(endpoints)], { nodeName: node.name, clusterCidr: '10.244.0.0/16' });
      node.kernel.set(NETFILTER_SLOT, new ProxyRuleset([block]));
    }
  };
  sync(web, pods);
  return { world, machines: Object.fromEntries([...nodes, cloud].map((m) => [m.name, m])), sync, pods, down, listening };
}

function fromInternet({ world }: Lab, seed = 1, to = LB, port = 80): PacketWalk {
  return walkPacket(world, { title: 'GET /', from: { kind: 'internet' }, to, port, protocol: 'tcp' }, createRng(seed, 'packet'));
}

function fromPod({ world }: Lab, pod: string, to: string, seed = 1): PacketWalk {
  return walkPacket(world, { title: 'GET /', from: { kind: 'pod', pod }, to, port: 80, protocol: 'tcp' }, createRng(seed, 'packet'));
}

function withSeed(walk: (seed: number) => PacketWalk, wanted: (walk: PacketWalk) => boolean): PacketWalk {
  for (let seed = 1; seed < 200; seed++) {
    const found = walk(seed);
    if (wanted(found)) return found;
  }
  throw new Error('no seed gives such a walk');
}

const path = (walk: PacketWalk): readonly string[] =>
  walk.hops.map(({ place, title, text, source, destination }) => `${place} | ${title} | ${text} | ${source} > ${destination}`);

test('the whole way of one packet: client, load balancer, node, another node, pod, and back', async () => {
  const it = lab();
  const walk = withSeed(
    (seed) => fromInternet(it, seed),
    ({ hops }) => hops.some(({ title }) => title.startsWith('route to')),
  );
  const text = [...path(walk), walk.verdict, '', ...walk.namedBy.map(({ address, what, by }) => `${address}: ${what}, by ${by}`), ''].join(
    '\n',
  );
  await expect(text).toMatchFileSnapshot('testdata/internet-to-pod.txt');
});

test('each pod gets its turn, about equally often', () => {
  const it = lab();
  const turns = new Map<string, number>();
  for (let seed = 0; seed < 3000; seed++) {
    const walk = fromInternet(it, seed);
    expect(walk.outcome).toBe('answered');
    const pod = walk.hops.find(({ place }) => place.startsWith('default/'))?.place ?? '';
    turns.set(pod, (turns.get(pod) ?? 0) + 1);
  }
  expect([...turns.keys()].sort()).toEqual(['default/web-1', 'default/web-2', 'default/web-3']);
  for (const count of turns.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

test('the answer carries the addresses that the client used', () => {
  const it = lab();
  for (let seed = 0; seed < 50; seed++) {
    const { hops } = fromInternet(it, seed);
    const [first] = hops;
    const last = hops.at(-1);
    expect(last).toMatchObject({ place: 'client', direction: 'back', source: `${LB}:80`, destination: first?.source });
    const own = fromPod(it, 'default/web-1', '10.96.0.20', seed).hops;
    expect(own.at(-1)).toMatchObject({ direction: 'back', source: '10.96.0.20:80', destination: own[0]?.source });
  }
});

test('the pod sees the node as its client, because the node masquerades', () => {
  const it = lab();
  for (let seed = 0; seed < 20; seed++) {
    const source = fromInternet(it, seed).hops.find(({ place }) => place.startsWith('default/'))?.source ?? '';
    expect(source).toMatch(/^10\.(0\.1\.[123]|244\.[123]\.1):\d+$/);
  }
});

test('the chain table shows what was drawn and who won', () => {
  const { chain } = fromInternet(lab());
  expect(chain?.rows).toHaveLength(3);
  expect(chain?.rows.filter(({ chosen }) => chosen)).toHaveLength(1);
  for (const { share } of chain?.rows ?? []) expect(share).toBeCloseTo(1 / 3, 9);
  const winner = chain?.rows.findIndex(({ chosen }) => chosen) ?? -1;
  chain?.rows.forEach(({ drawn, probability }, index) => {
    if (index < winner) expect(drawn).toBeGreaterThanOrEqual(probability);
    if (index > winner) expect(drawn).toBeUndefined();
  });
});

test('a pod reaches a Service by its name', () => {
  const walk = fromPod(lab(), 'default/web-1', 'web.default.svc.cluster.local');
  expect(walk.hops[0]).toMatchObject({ place: 'coredns', text: 'web.default.svc.cluster.local is 10.96.0.20' });
  expect(walk.outcome).toBe('answered');
});

test('a pod that calls its own Service and gets itself is masqueraded to the bridge', () => {
  const it = lab();
  const walk = withSeed(
    (seed) => fromPod(it, 'default/web-1', '10.96.0.20', seed),
    ({ verdict }) => verdict.includes('web-1'),
  );
  expect(walk.hops.find(({ text }) => text.includes('calling itself'))?.source).toMatch(/^10\.244\.1\.1:/);
});

describe('a packet that nobody answers', () => {
  test('is refused at once when no endpoint is ready', () => {
    const it = lab();
    it.sync(web, []);
    const walk = fromInternet(it);
    expect(walk.outcome).toBe('refused');
    expect(walk.verdict).toMatch(/node-\d refuses at once: default\/web:http has no endpoints\./);
    expect(walk.hops.at(-1)).toMatchObject({ place: 'client', direction: 'back' });
  });
  test('is refused by the pod when nobody listens on the port', () => {
    const it = lab();
    it.listening.clear();
    expect(fromInternet(it)).toMatchObject({ outcome: 'refused' });
    expect(fromInternet(it).verdict).toContain('listens on port 8080: check targetPort');
  });
  test('is lost when the node is down', () => {
    const it = lab();
    for (const node of ['node-1', 'node-2', 'node-3']) it.down.add(node);
    expect(fromInternet(it)).toMatchObject({ outcome: 'unroutable' });
    expect(fromInternet(it).verdict).toMatch(/node-\d is down/);
  });
  test('is lost when the rules are older than the pods', () => {
    const it = lab();
    it.sync(web, [{ ip: '10.244.2.200', node: 'node-2' }]);
    expect(fromInternet(it).verdict).toContain('No pod on node-2 has 10.244.2.200 any more');
  });
  test('is refused on a node where kube-proxy has never run', () => {
    const it = lab();
    for (const node of Object.values(it.machines)) node.kernel.delete(NETFILTER_SLOT);
    expect(fromInternet(it)).toMatchObject({ outcome: 'refused' });
    expect(fromInternet(it).verdict).toContain('kube-proxy has written no rules there');
  });
  test('is refused by a load balancer that has no such port', () => {
    expect(fromInternet(lab(), 1, LB, 443).verdict).toBe('The load balancer has no listener on port 443; it serves 80.');
  });
  test('has no way to a ClusterIP from outside', () => {
    expect(fromInternet(lab(), 1, '10.96.0.20')).toMatchObject({ outcome: 'unroutable' });
  });
  test('never leaves the pod while DNS is down, or when the name does not exist', () => {
    const it = lab();
    expect(fromPod(it, 'default/web-1', 'wep.default.svc.cluster.local').outcome).toBe('unroutable');
    const { resolve: _, ...silent } = it.world;
    expect(fromPod({ ...it, world: silent }, 'default/web-1', 'web.default.svc.cluster.local').outcome).toBe('dropped');
  });
});

describe('a request to a Service', () => {
  const options = { nodeAddresses: ['10.0.1.1'] };
  test('goes to the load balancer’s address once it has one, and is pending before', () => {
    expect(planRequest(web, options)).toMatchObject({ ok: true, request: { to: LB, port: 80 } });
    const pending = planRequest({ ...web, status: { loadBalancer: {} } }, options);
    expect(pending).toMatchObject({ ok: false, walk: { outcome: 'unroutable' } });
  });
  test('goes to a node’s port for type NodePort, and nowhere for type ClusterIP', () => {
    expect(planRequest({ ...web, spec: { ...web.spec, type: 'NodePort' } }, options)).toMatchObject({
      ok: true,
      request: { to: '10.0.1.1', port: 30080 },
    });
    expect(planRequest({ ...web, spec: { ...web.spec, type: 'ClusterIP' } }, options)).toMatchObject({ ok: false });
  });
  test('goes by name from a pod', () => {
    expect(planRequest(web, { ...options, fromPod: 'default/web-1' })).toMatchObject({
      ok: true,
      request: { to: 'web.default.svc.cluster.local', port: 80 },
    });
  });
});
