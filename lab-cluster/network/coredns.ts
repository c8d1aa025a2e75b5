// CoreDNS: answers names of Services from a local copy of the cluster, over the simulated network.
// Simplified: a process on the control plane's machine, not a Deployment behind the Service kube-dns.
import { endpointSlices } from '../api/kinds/endpoint-slice.ts';
import { services } from '../api/kinds/service.ts';
import type { Transport } from '../client/client.ts';
import { createInformerFactory } from '../client/informer-factory.ts';
import { createClient } from '../client/rest-client.ts';
import type { Sim } from '../sim/sim.ts';
import { type DnsAnswer, answerName } from './dns.ts';

const DNS_ADDRESS = 'coredns:53';

/** A running CoreDNS as the packet walk asks it, with no network in between; stale once the process has ended. */
export interface CoreDns {
  resolve(name: string): DnsAnswer;
}

export function startCoreDns(sim: Sim, transport: Transport): CoreDns {
  const user = { name: 'system:serviceaccount:kube-system:coredns', groups: ['system:serviceaccounts', 'system:authenticated'] };
  const client = createClient(sim, transport, { name: 'coredns', user });
  const factory = createInformerFactory(sim, client);
  const known = factory.informer(services);
  const slices = factory.informer(endpointSlices);
  slices.addIndex('service', ({ metadata }) => {
    const name = metadata.labels?.['kubernetes.io/service-name'];
    return name === undefined ? [] : [`${metadata.namespace}/${name}`];
  });
  factory.startAll();
  const zone = {
    service: (namespace: string, name: string) => known.get(`${namespace}/${name}`),
    slices: (namespace: string, name: string) => slices.byIndex('service', `${namespace}/${name}`),
  };
  const resolve = (name: string): DnsAnswer => answerName(zone, name);
  sim.net.listen(DNS_ADDRESS, (exchange) => exchange.reply(resolve(String(exchange.request)), exchange.ctx));
  return { resolve };
}
