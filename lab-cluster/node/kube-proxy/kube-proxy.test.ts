// kube-proxy as a process: it follows the API, batches, survives its death and never leaves a node without rules.
import { expect, test } from 'vitest';
import { type EndpointSlice, endpointSlices } from '../../api/kinds/endpoint-slice.ts';
import { type Service, services } from '../../api/kinds/service.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ApiRequest } from '../../api/request.ts';
import { createNetTransport } from '../../client/net-transport.ts';
import { type Kernel, createKernel } from '../../sim/kernel.ts';
import { NETFILTER_SLOT, type Ruleset, saveText } from '../../sim/netfilter.ts';
import type { Exchange } from '../../sim/sim.ts';
import { startKubeProxy } from './kube-proxy.ts';

const meta = { uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z', namespace: 'default' };

/** Lists and watches of two collections, over the simulated network. */
class TinyApi {
  readonly objects = new Map<string, KubeObject>();
  readonly #watchers: { readonly path: string; readonly exchange: Exchange }[] = [];
  #revision = 1;

  serve(exchange: Exchange): void {
    const request = exchange.request as ApiRequest;
    if (request.query?.watch === 'true') {
      this.#watchers.push({ path: request.path, exchange });
      exchange.reply({ code: 200, body: undefined }, exchange.ctx);
      return;
    }
    const items = [...this.objects].filter(([key]) => key.startsWith(`${request.path}/`)).map(([, object]) => object);
    const body = { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: String(this.#revision) }, items };
    exchange.reply({ code: 200, body }, exchange.ctx);
  }

  put(collection: string, object: KubeObject): void {
    const key = `${collection}/${object.metadata.name}`;
    const type = this.objects.has(key) ? 'MODIFIED' : 'ADDED';
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#revision) } };
    this.objects.set(key, stored);
    for (const { path, exchange } of this.#watchers) {
      if (path === collection && exchange.open) exchange.send({ type, object: stored }, { span: 2, background: false });
    }
  }
}

const SERVICES = `${services.basePath}/services`;
const SLICES = `${endpointSlices.basePath}/endpointslices`;

function service(name: string, clusterIP: string): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...meta, name, resourceVersion: '' },
    spec: { type: 'ClusterIP', clusterIP, ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
    status: { loadBalancer: {} },
  };
}

function slice(serviceName: string, ...addresses: readonly string[]): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...meta, name: `${serviceName}-abc`, resourceVersion: '', labels: { 'kubernetes.io/service-name': serviceName } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
  };
}

interface World {
  readonly kernel: Kernel;
  readonly api: TinyApi;
  rules(node: string): Ruleset | undefined;
  run(ms: number): void;
  syncs(): readonly { readonly atMs: number; readonly saw: string; readonly detail: unknown }[];
}

function world(nodes: readonly string[]): World {
  const kernel = createKernel({ seed: 1 });
  const api = new TinyApi();
  kernel.start(kernel.machine('control-plane', '10.0.0.10'), {
    name: 'kube-apiserver',
    run: (sim) => sim.net.listen('kube-apiserver:6443', (exchange) => api.serve(exchange)),
  });
  for (const [index, nodeName] of nodes.entries()) {
    const run: Parameters<Kernel['start']>[1]['run'] = (sim) => startKubeProxy(sim, { nodeName, transport: createNetTransport(sim) });
    kernel.start(kernel.machine(nodeName, `10.0.1.${index + 1}`), { name: `kube-proxy/${nodeName}`, run });
  }
  return {
    kernel,
    api,
    rules: (node) => kernel.machines.find(({ name }) => name === node)?.kernel.get(NETFILTER_SLOT) as Ruleset | undefined,
    run: (ms) => kernel.runUntil(kernel.nowUs + ms * 1000),
    syncs: () =>
      [...kernel.trace.between(0, kernel.nowUs, false)]
        .filter(({ kind }) => kind === 'sync')
        .map(({ startUs, end }) => ({ atMs: startUs / 1000, saw: end.saw ?? '', detail: end.detail })),
  };
}

test('the rules follow Services and their endpoints', () => {
  const { api, run, rules } = world(['node-1']);
  api.put(SERVICES, service('web', '10.96.0.20'));
  run(2000);
  expect(saveText(rules('node-1') as Ruleset)).toContain('default/web:http has no endpoints');
  api.put(SLICES, slice('web', '10.244.1.2', '10.244.2.2'));
  run(2000);
  const text = saveText(rules('node-1') as Ruleset);
  expect(text).toContain('--to-destination 10.244.2.2:8080');
  expect(text).not.toContain('no endpoints');
});

test('the first change after a quiet second is written at once, the next ones together after a second', () => {
  const { api, run, syncs } = world(['node-1']);
  api.put(SERVICES, service('web', '10.96.0.20'));
  run(5000);
  const before = syncs().length;
  api.put(SLICES, slice('web', '10.244.1.2'));
  run(100);
  expect(syncs().length).toBe(before + 1);
  for (let i = 3; i < 8; i++) {
    api.put(SLICES, slice('web', '10.244.1.2', `10.244.1.${i}`));
    run(50);
  }
  expect(syncs().length).toBe(before + 1);
  run(1500);
  const times = syncs().map(({ atMs }) => atMs);
  expect(times.length).toBe(before + 2);
  expect((times.at(-1) ?? 0) - (times.at(-2) ?? 0)).toBe(1000);
});

test('a sync says what it saw and keeps the chain before and after', () => {
  const { api, run, syncs } = world(['node-1']);
  api.put(SERVICES, service('web', '10.96.0.20'));
  api.put(SLICES, slice('web', '10.244.1.2'));
  run(3000);
  api.put(SLICES, slice('web', '10.244.1.2', '10.244.2.2'));
  run(2000);
  const last = syncs().at(-1);
  expect(last?.saw).toBe('Service default/web has 2 ready endpoints (gained 10.244.2.2:8080).');
  expect(last?.detail).toMatchObject({ service: 'default/web', before: { rules: { length: 2 } }, after: { rules: { length: 3 } } });
});

test('a version that changes no rule causes no sync', () => {
  const { api, run, syncs } = world(['node-1']);
  api.put(SERVICES, service('web', '10.96.0.20'));
  api.put(SLICES, slice('web', '10.244.1.2'));
  run(3000);
  const before = syncs().length;
  const again = service('web', '10.96.0.20');
  api.put(SERVICES, { ...again, metadata: { ...again.metadata, annotations: { note: 'read me' } } });
  api.put(SLICES, slice('web', '10.244.1.2'));
  run(3000);
  expect(syncs().length).toBe(before);
  api.put(SERVICES, { ...again, status: { loadBalancer: { ingress: [{ ip: '198.51.100.20' }] } } } as Service);
  run(3000);
  expect(syncs().at(-1)?.saw).toBe('Service default/web has 1 ready endpoint (its load balancer is at 198.51.100.20).');
});

test('rules outlive their kube-proxy, and the next one brings them up to date', () => {
  const { api, run, rules, kernel } = world(['node-1']);
  api.put(SERVICES, service('web', '10.96.0.20'));
  api.put(SLICES, slice('web', '10.244.1.2'));
  run(3000);
  kernel.kill('kube-proxy/node-1');
  api.put(SLICES, slice('web', '10.244.9.9'));
  run(5000);
  expect(saveText(rules('node-1') as Ruleset)).toContain('10.244.1.2:8080');
  kernel.restart('kube-proxy/node-1');
  run(3000);
  const text = saveText(rules('node-1') as Ruleset);
  expect(text).toContain('10.244.9.9:8080');
  expect(text).not.toContain('10.244.1.2:8080');
});

test('nodes that see the same cluster hold the very same rule set', () => {
  const { api, run, rules } = world(['node-1', 'node-2', 'node-3']);
  api.put(SERVICES, service('web', '10.96.0.20'));
  api.put(SLICES, slice('web', '10.244.1.2'));
  run(3000);
  expect(rules('node-1')).toBe(rules('node-2'));
  expect(rules('node-3')).toBe(rules('node-1'));
});
