// kube-proxy: keeps one node's packet rules equal to the cluster's Services. It never carries a packet itself.
// Models cmd/kube-proxy and pkg/proxy/iptables/proxier.go.
import { type EndpointSlice, endpointSlices } from '../../api/kinds/endpoint-slice.ts';
import { type Service, services } from '../../api/kinds/service.ts';
import { keyOf } from '../../api/object.ts';
import type { Transport } from '../../client/client.ts';
import { createInformerFactory } from '../../client/informer-factory.ts';
import type { Informer } from '../../client/informer-types.ts';
import { createClient } from '../../client/rest-client.ts';
import { createSeriesRecorder } from '../../client/series-recorder.ts';
import { NETFILTER_SLOT } from '../../sim/netfilter.ts';
import type { Context, Sim, Task, Timer } from '../../sim/sim.ts';
import { ProxyRuleset, rulesetOf } from './proxy-ruleset.ts';
import { serviceMatters, sliceMatters } from './relevance.ts';
import { type ServiceBlock, blockOf, isProxied, isSameList } from './service-block.ts';
import type { RuleSite } from './service-rules.ts';
import { syncWords } from './sync-words.ts';

export interface KubeProxyOptions {
  readonly nodeName: string;
  readonly transport: Transport;
  /** Range of all pods' addresses (--cluster-cidr). */
  readonly clusterCidr?: string;
}

const DEFAULT_CLUSTER_CIDR = '10.244.0.0/16';
/** --iptables-min-sync-period. */
const MIN_SYNC_PERIOD_US = 1_000_000;
/** What iptables-restore takes. Simplified: the same for every size. */
const RESTORE_US = 8_000;
const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

// Simplified: the node's own Node is not watched, because nothing here depends on its zone labels yet.
export function startKubeProxy(sim: Sim, options: KubeProxyOptions): void {
  const user = { name: 'system:kube-proxy', groups: ['system:node-proxier', 'system:authenticated'] };
  const client = createClient(sim, options.transport, { name: 'kube-proxy', user });
  const factory = createInformerFactory(sim, client);
  const proxier = new Proxier(sim, options, factory.informer(services), factory.informer(endpointSlices));
  factory.startAll();
  const node = { kind: 'Node', metadata: { name: options.nodeName, uid: options.nodeName } };
  const recorder = createSeriesRecorder(sim, client, 'kube-proxy');
  recorder.event({ ...sim.startedBy, background: true }, node, { type: 'Normal', reason: 'Starting', action: 'StartKubeProxy', note: '' });
  sim.spawn(firstSync(factory.waitForSync(), proxier));
}

/** Until both lists have arrived the old rules stay as they are: half a list would take working rules away. */
function* firstSync(synced: Task<void>, proxier: Proxier): Task<void> {
  yield* synced;
  proxier.begin();
}

class Proxier {
  readonly #sim: Sim;
  readonly #site: RuleSite;
  readonly #services: Informer<Service>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #dirty = new Set<string>();
  /** In key order; replaced, never changed in place, because rule sets share it. */
  #blocks: readonly ServiceBlock[] = [];
  #cause: Context = { span: 0, background: true };
  #begun = false;
  /** A sync that waits for its time; a real change takes the place of one that was only routine. */
  #pending: { readonly timer: Timer; readonly background: boolean } | undefined;
  #syncing = false;
  #nextSyncUs = 0;

  constructor(sim: Sim, options: KubeProxyOptions, serviceInformer: Informer<Service>, sliceInformer: Informer<EndpointSlice>) {
    this.#sim = sim;
    this.#site = { nodeName: options.nodeName, clusterCidr: options.clusterCidr ?? DEFAULT_CLUSTER_CIDR };
    this.#services = serviceInformer;
    this.#slices = sliceInformer;
    sliceInformer.addIndex('service', (slice) => serviceKeysOf(slice));
    const onService = (service: Service, ctx: Context): void => this.#mark(keyOf(service), ctx);
    serviceInformer.handle({
      add: onService,
      update: (next, previous, ctx) => {
        if (serviceMatters(next, previous)) onService(next, ctx);
      },
      delete: onService,
    });
    const onSlice = (slice: EndpointSlice, ctx: Context): void => {
      for (const key of serviceKeysOf(slice)) this.#mark(key, ctx);
    };
    sliceInformer.handle({
      add: onSlice,
      update: (next, previous, ctx) => {
        if (sliceMatters(next, previous)) onSlice(next, ctx);
      },
      delete: onSlice,
    });
  }

  begin(): void {
    this.#begun = true;
    this.#schedule();
  }

  #mark(key: string, ctx: Context): void {
    const better = this.#cause.span === 0 || (this.#cause.background && !ctx.background);
    if (this.#dirty.size === 0 || better) this.#cause = ctx;
    this.#dirty.add(key);
    if (this.#begun) this.#schedule();
  }

  /** At once after a quiet second, else together with whatever else that second brings. */
  #schedule(): void {
    if (this.#syncing || this.#pending?.background === this.#cause.background || this.#pending?.background === false) return;
    this.#pending?.timer.cancel();
    const delayUs = Math.max(0, this.#nextSyncUs - this.#sim.clock.nowUs);
    const { background } = this.#cause;
    this.#pending = { timer: this.#sim.clock.after(delayUs, background, () => this.#sync()), background };
  }

  #sync(): void {
    const { clock, trace, machine } = this.#sim;
    const keys = [...this.#dirty].sort();
    const object = keys.length === 1 ? `services/${keys[0]}` : 'services';
    const span = trace.start('sync', this.#cause, { object, verb: 'sync' });
    this.#dirty.clear();
    this.#pending = undefined;
    this.#syncing = true;
    this.#blocks = this.#rebuilt(keys);
    const next = rulesetOf(this.#blocks);
    this.#nextSyncUs = clock.nowUs + MIN_SYNC_PERIOD_US;
    clock.after(RESTORE_US, span.background, () => {
      const before = rulesIn(machine.kernel.get(NETFILTER_SLOT));
      machine.kernel.set(NETFILTER_SLOT, next);
      trace.end(span, syncWords(this.#site.nodeName, before, next, changedKeys(before, next)));
      this.#syncing = false;
      if (this.#dirty.size > 0) this.#schedule();
    });
  }

  #rebuilt(keys: readonly string[]): readonly ServiceBlock[] {
    const changed = new Map(keys.map((key) => [key, this.#block(key)]));
    const blocks: ServiceBlock[] = [];
    for (const block of this.#blocks) if (!changed.has(block.key)) blocks.push(block);
    for (const block of changed.values()) if (block !== undefined) blocks.push(block);
    return blocks.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  #block(key: string): ServiceBlock | undefined {
    const service = this.#services.get(key);
    if (service === undefined || !isProxied(service)) return undefined;
    const slices = [...this.#slices.byIndex('service', key)].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    return blockOf(service, slices, this.#site);
  }
}

function serviceKeysOf(slice: EndpointSlice): readonly string[] {
  const name = slice.metadata.labels?.[SERVICE_NAME_LABEL];
  return name === undefined || name === '' ? [] : [`${slice.metadata.namespace}/${name}`];
}

/** What an earlier life of this kube-proxy left in the kernel. */
function rulesIn(slot: unknown): ProxyRuleset {
  return slot instanceof ProxyRuleset ? slot : new ProxyRuleset([]);
}

/** Keys of the Services whose blocks are not the same in both. Both lists are in key order. */
function changedKeys(before: ProxyRuleset, after: ProxyRuleset): readonly string[] {
  if (isSameList(before.blocks, after.blocks)) return [];
  const keys: string[] = [];
  let i = 0;
  let j = 0;
  while (i < before.blocks.length || j < after.blocks.length) {
    const old = before.blocks[i];
    const now = after.blocks[j];
    if (now === undefined || (old !== undefined && old.key < now.key)) {
      keys.push((old as ServiceBlock).key);
      i++;
    } else if (old === undefined || now.key < old.key) {
      keys.push(now.key);
      j++;
    } else {
      if (old !== now) keys.push(now.key);
      i++;
      j++;
    }
  }
  return keys;
}
