// One user packet through the cluster as it stands: plans the request as a client would, then walks the machines' rules.
import type { Service } from '../api/kinds/service.ts';
import type { Machines } from './machines.ts';
import { type DnsAnswer, answerName } from '../network/dns.ts';
import { recordPacket } from '../network/packet-spans.ts';
import { planRequest } from '../network/request.ts';
import { walkPacket } from '../network/walk.ts';
import type { PacketWorld } from '../network/walk-types.ts';
import { answerOf } from '../node/runtime/answer.ts';
import type { StoreObserver } from './observe-store.ts';
import type { EndpointSlice } from '../api/kinds/endpoint-slice.ts';
import type { Kernel } from '../sim/kernel.ts';
import type { Context, Sim } from '../sim/sim.ts';
import type { PacketWalk } from '../view/picture-types.ts';

export interface PacketSources {
  readonly kernel: Kernel;
  readonly machines: Machines;
  readonly store: StoreObserver;
  /** Whose random stream the packet's draws come from. */
  readonly sim: Sim;
}

export interface PacketInput {
  /** `namespace/name` */
  readonly service: string;
  readonly port?: number;
  readonly fromPod?: string;
}

export function sendPacket(sources: PacketSources, ctx: Context, input: PacketInput): PacketWalk {
  const { kernel, machines, store, sim } = sources;
  const service = store.objectAt(`services/${input.service}`) as Service | undefined;
  if (service === undefined) {
    const title = `Request to Service ${input.service}`;
    return recordPacket(sim, ctx, {
      span: 0,
      title,
      outcome: 'unroutable',
      verdict: `services "${input.service}" not found`,
      hops: [],
      namedBy: [],
    });
  }
  const planned = planRequest(service, { ...input, nodeAddresses: machines.workers.map((machine) => machine.address) });
  if (!planned.ok) return recordPacket(sim, ctx, planned.walk);
  const dns = kernel.processes().some(({ name, up }) => name === 'coredns' && up);
  const world: PacketWorld = {
    machines: kernel.machines,
    isUp: () => true,
    answers: (machine, question) => answerOf(machine, question, kernel.nowUs),
    ...(dns ? { resolve: (name: string) => resolve(store, name) } : {}),
  };
  return recordPacket(sim, ctx, walkPacket(world, planned.request, sim.rng));
}

/** Simplified: what CoreDNS would answer once it has seen the newest revision. */
function resolve(store: StoreObserver, name: string): DnsAnswer {
  const slices = store.listAt<EndpointSlice>('endpointslices');
  return answerName(
    {
      service: (namespace, serviceName) => store.objectAt(`services/${namespace}/${serviceName}`) as Service | undefined,
      slices: (namespace, serviceName) =>
        slices.filter(
          ({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === serviceName,
        ),
    },
    name,
  );
}
