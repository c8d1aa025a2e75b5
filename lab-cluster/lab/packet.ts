// One user packet through the cluster as it stands: plans the request as a client would, then walks the machines' rules.
import type { Service } from '../api/kinds/service.ts';
import type { Machines } from './machines.ts';
import type { DnsAnswer } from '../network/dns.ts';
import { planRequest } from '../network/request.ts';
import { walkPacket } from '../network/walk.ts';
import type { PacketWorld } from '../network/walk-types.ts';
import { answerOf } from '../node/runtime/answer.ts';
import type { StoreObserver } from './observe-store.ts';
import type { Kernel } from '../sim/kernel.ts';
import type { Sim } from '../sim/sim.ts';
import type { PacketWalk } from '../view/picture-types.ts';

export interface PacketSources {
  readonly kernel: Kernel;
  readonly machines: Machines;
  readonly store: StoreObserver;
  /** Whose random stream the packet's draws come from. */
  readonly sim: Sim;
  /** What the running CoreDNS answers from its own copy of the cluster. */
  readonly resolve: (name: string) => DnsAnswer;
}

const API_SERVER_PORT = 6443;

export interface PacketInput {
  /** `namespace/name` */
  readonly service: string;
  readonly port?: number;
  readonly fromPod?: string;
}

/** Where a packet sent now goes, hop by hop; nothing of it is in the trace yet. */
export function walkOf(sources: PacketSources, input: PacketInput): PacketWalk {
  const { kernel, machines, store, sim } = sources;
  const service = store.objectAt(`services/${input.service}`) as Service | undefined;
  if (service === undefined) {
    const title = `Request to Service ${input.service}`;
    return { span: 0, title, outcome: 'unroutable', verdict: `services "${input.service}" not found`, hops: [], namedBy: [] };
  }
  const planned = planRequest(service, { ...input, nodeAddresses: machines.workers.map((machine) => machine.address) });
  if (!planned.ok) return planned.walk;
  const isUp = (process: string): boolean => kernel.processes().some(({ name, up }) => name === process && up);
  const { controlPlane } = machines;
  const world: PacketWorld = {
    machines: kernel.machines,
    // Simplified: machines themselves cannot be switched off yet, only processes end.
    isUp: () => true,
    answers: (machine, question) => {
      const isServer = machine === controlPlane && question.ip === machine.address && question.port === API_SERVER_PORT;
      if (isServer) return { kind: isUp('kube-apiserver') ? 'open' : 'closed' };
      return answerOf(machine, question, kernel.nowUs);
    },
    ...(isUp('coredns') ? { resolve: sources.resolve } : {}),
  };
  return walkPacket(world, planned.request, sim.rng);
}
