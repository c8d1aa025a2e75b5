// Follows one request from its sender to a pod and the answer back, through the rules that really are in each kernel.
// Pure: it looks at machines and changes nothing. It has never heard of Service objects.
import { podCidrOf, podNetworkOf } from './cni.ts';
import { type NodePassage, passNode } from './node-passage.ts';
import { WalkNotes } from './walk-notes.ts';
import { type LoadBalancer, type PacketRequest, type PacketWorld, loadBalancersOf } from './walk-types.ts';
import type { Machine } from '../sim/machine.ts';
import { NETFILTER_SLOT } from '../sim/netfilter.ts';
import type { Packet } from '../sim/netfilter-walk.ts';
import type { Rng } from '../sim/sim.ts';
import type { PacketWalk } from '../view/picture-types.ts';

export const INTERNET_CLIENT = '203.0.113.7';

/** A packet that is handed round in circles is lost, as its time to live runs out. */
const MOST_NODES = 6;
const FIRST_EPHEMERAL_PORT = 32768;
const EPHEMERAL_PORTS = 28232;

export function walkPacket(world: PacketWorld, request: PacketRequest, rng: Rng): PacketWalk {
  const walk = new Walk(world, request, rng);
  walk.run();
  return walk.notes.result(request.title);
}

class Walk {
  readonly notes = new WalkNotes();
  readonly #world: PacketWorld;
  readonly #request: PacketRequest;
  readonly #rng: Rng;
  /** Ways back, first one last taken. */
  readonly #passages: NodePassage[] = [];
  #balancer: { readonly balancer: LoadBalancer; readonly before: Packet } | undefined;

  constructor(world: PacketWorld, request: PacketRequest, rng: Rng) {
    this.#world = world;
    this.#request = request;
    this.#rng = rng;
  }

  run(): void {
    const { from, to, port, protocol } = this.#request;
    const sourcePort = FIRST_EPHEMERAL_PORT + this.#rng.below(EPHEMERAL_PORTS);
    const start: Packet = { protocol, source: INTERNET_CLIENT, sourcePort, destination: to, destinationPort: port, mark: 0 };
    if (from.kind === 'internet') this.#fromInternet(start);
    else this.#fromPod(from.pod, start);
  }

  #fromInternet(packet: Packet): void {
    const { notes } = this;
    notes.name(INTERNET_CLIENT, 'the client, outside the cluster', 'its own network');
    notes.hop('client', '', 'Client', `asks for ${packet.destination}:${packet.destinationPort}`, packet);
    const balancers = loadBalancersOf(this.#world.machines);
    const balancer = balancers.find(({ ip }) => ip === packet.destination);
    if (balancer !== undefined) return this.#throughBalancer(balancer, packet);
    const node = this.#machineAt(packet.destination);
    if (node !== undefined) {
      notes.name(node.address, `machine ${node.name}`, 'the machines’ network');
      return this.#atNode(node, packet, undefined);
    }
    notes.end('unroutable', `No router outside the cluster knows ${packet.destination}: it has a meaning on the nodes only.`);
  }

  #throughBalancer(balancer: LoadBalancer, packet: Packet): void {
    const { notes } = this;
    const assignedBy = 'cloud-controller-manager';
    notes.name(balancer.ip, `load balancer ${balancer.name}`, assignedBy);
    const entry = balancer.ports.find(
      ({ port, protocol }) => port === packet.destinationPort && protocol.toLowerCase() === packet.protocol,
    );
    if (entry === undefined) {
      notes.hop('load balancer', '', 'Load balancer', `has no listener on port ${packet.destinationPort}`, packet, { assignedBy });
      return notes.end('refused', `The load balancer has no listener on port ${packet.destinationPort}; it serves ${portsOf(balancer)}.`);
    }
    // Simplified: it does not probe the nodes' health, so it may choose one that is down.
    const node = balancer.nodes[this.#rng.below(Math.max(1, balancer.nodes.length))];
    const machine = node === undefined ? undefined : this.#machineAt(node);
    if (node === undefined || machine === undefined) {
      notes.hop('load balancer', '', 'Load balancer', 'has no node to send to', packet, { assignedBy });
      return notes.end('dropped', 'The load balancer knows no node of the cluster, so nobody takes the packet.');
    }
    const onward: Packet = { ...packet, destination: node, destinationPort: entry.nodePort };
    this.#balancer = { balancer, before: packet };
    const text = `picks ${machine.name}, one of ${balancer.nodes.length}, and sends to its port ${entry.nodePort}`;
    notes.hop('load balancer', '', 'Load balancer', text, onward, { assignedBy });
    notes.name(node, `machine ${machine.name}`, 'the machines’ network');
    notes.name(`:${entry.nodePort}`, 'node port of the Service', 'kube-apiserver');
    this.#atNode(machine, onward, undefined);
  }

  #fromPod(pod: string, start: Packet): void {
    const { notes } = this;
    const home = this.#homeOf(pod);
    if (home === undefined) return notes.end('unroutable', `Pod ${pod} has no address, so it cannot send.`);
    notes.name(home.address, `pod ${pod}`, `CNI on ${home.machine.name}, from ${podCidrOf(home.machine)}`);
    const destination = this.#lookUp(pod, start.destination, home.address);
    if (destination === undefined) return;
    const packet: Packet = { ...start, source: home.address, destination };
    const text = `connects to ${destination}:${packet.destinationPort}`;
    notes.hop(pod, home.machine.name, podName(pod), text, packet, { assignedBy: `CNI on ${home.machine.name}` });
    this.#atNode(home.machine, packet, pod);
  }

  /** Simplified: one hop, although a real lookup is itself a packet to the Service kube-dns. */
  #lookUp(pod: string, to: string, address: string): string | undefined {
    if (/^\d+\.\d+\.\d+\.\d+$/.test(to)) return to;
    const { notes } = this;
    const asked = { source: address, destination: 'coredns:53' };
    const answer = this.#world.resolve?.(to);
    if (answer === undefined) {
      notes.say('coredns', 'DNS lookup', `nobody answers the question for ${to}`, asked);
      notes.end('dropped', `CoreDNS is not running, so ${podName(pod)} cannot find out who ${to} is.`);
      return undefined;
    }
    const [first] = answer.code === 'NOERROR' ? answer.addresses : [];
    if (first === undefined) {
      const why = answer.code === 'CNAME' ? `it stands for ${answer.target}, which is outside` : 'no such name, or nobody behind it';
      notes.say('coredns', 'DNS lookup', `${to}: ${why}`, asked);
      notes.end('unroutable', `The name ${to} leads to no address in the cluster: ${why}.`);
      return undefined;
    }
    notes.say('coredns', 'DNS lookup', `${to} is ${first}`, asked);
    return first;
  }

  /** `pod` is the sender when the packet starts here. */
  #atNode(machine: Machine, packet: Packet, pod: string | undefined): void {
    const { notes } = this;
    if (!this.#world.isUp(machine))
      return notes.end('unroutable', `${machine.name} is down: nothing at ${machine.address} takes the packet.`);
    if (this.#passages.length >= MOST_NODES)
      return notes.end('dropped', 'The packet went round in circles until its time to live ran out.');
    const passage = passNode(this.#world, machine, { ...packet, mark: 0 }, this.#rng, notes);
    this.#passages.push(passage);
    switch (passage.next) {
      case 'ended':
        return this.#back(passage, undefined);
      case 'delivered':
        return this.#deliver(machine, passage, pod);
      case 'other-node':
        return this.#atNode(passage.machine, passage.packet, undefined);
    }
  }

  #deliver(machine: Machine, passage: NodePassage, sender: string | undefined): void {
    const { notes } = this;
    const { packet } = passage;
    const owner = podNetworkOf(machine).get(packet.destination);
    const key = owner?.split('/').slice(0, 2).join('/');
    const place = key ?? machine.name;
    const title = key === undefined ? `process on ${machine.name}` : podName(key);
    const assignedBy = key === undefined ? 'the machines’ network' : `CNI on ${machine.name}`;
    if (key !== undefined) notes.name(packet.destination, `pod ${key}`, `CNI on ${machine.name}, from ${podCidrOf(machine)}`);
    const question = { ip: packet.destination, port: packet.destinationPort, path: this.#request.path ?? '/', client: packet.source };
    const answer = this.#world.answers(machine, question);
    if (answer.kind === 'open') {
      const itself = key !== undefined && key === sender ? ', calling itself through its Service' : '';
      notes.hop(place, machine.name, title, `answers on port ${packet.destinationPort}${itself}`, packet, { assignedBy });
      notes.end('answered', `${key === undefined ? title : `Pod ${key} on ${machine.name}`} answered${quoted(answer.page)}.`);
    } else if (answer.kind === 'closed' || key === undefined) {
      notes.hop(place, machine.name, title, `nobody listens on port ${packet.destinationPort}`, packet, { assignedBy });
      notes.end('refused', refusedBecause(machine, key, packet));
    } else {
      notes.hop(place, machine.name, title, 'has the address, but its network is gone', packet, { assignedBy });
      return notes.end('dropped', `Pod ${key} has ${packet.destination}, but its sandbox no longer runs.`);
    }
    this.#back(passage, title);
  }

  /** The answer (or the refusal) goes back through every node that has noted the connection, last one first. */
  #back(last: NodePassage, by: string | undefined): void {
    const { notes } = this;
    if (by === undefined && notes.outcome !== 'refused') return;
    let reply = reversed(last.next === 'delivered' ? last.packet : last.before);
    for (const [index, passage] of this.#passages.toReversed().entries()) {
      const restored = reversed(passage.before);
      if (!isSameFlow(reply, restored)) {
        const text = `connection tracking puts ${restored.source}:${restored.sourcePort} back as the sender`;
        notes.hop(passage.at.name, passage.at.name, 'conntrack', text, restored, { direction: 'back' });
        reply = restored;
      }
      const earlier = this.#passages[this.#passages.length - 2 - index];
      if (earlier === undefined) continue;
      const text = `sends it to ${earlier.at.name}, on whose side ${reply.destination} is`;
      notes.hop(passage.at.name, passage.at.name, `route to ${earlier.at.name}`, text, reply, { direction: 'back' });
    }
    if (this.#balancer !== undefined) {
      reply = reversed(this.#balancer.before);
      const assignedBy = 'cloud-controller-manager';
      notes.hop('load balancer', '', 'Load balancer', 'sends it on from its own address', reply, { direction: 'back', assignedBy });
    }
    const { from } = this.#request;
    const what = notes.outcome === 'answered' ? 'the answer' : 'a refusal';
    const text = `gets ${what} from ${reply.source}:${reply.sourcePort}, whom it asked`;
    const place = from.kind === 'internet' ? 'client' : from.pod;
    notes.hop(place, this.#nodeOf(from), from.kind === 'internet' ? 'Client' : podName(from.pod), text, reply, { direction: 'back' });
  }

  #nodeOf(from: PacketRequest['from']): string {
    return from.kind === 'internet' ? '' : (this.#homeOf(from.pod)?.machine.name ?? '');
  }

  #machineAt(address: string): Machine | undefined {
    return this.#world.machines.find((machine) => machine.address === address);
  }

  #homeOf(pod: string): { readonly machine: Machine; readonly address: string } | undefined {
    for (const machine of this.#world.machines) {
      for (const [address, owner] of podNetworkOf(machine)) {
        if (owner === pod || owner.startsWith(`${pod}/`)) return { machine, address };
      }
    }
    return undefined;
  }
}

/** The same flow seen from the other end. */
function reversed(packet: Packet): Packet {
  const { source, sourcePort, destination, destinationPort } = packet;
  return { ...packet, source: destination, sourcePort: destinationPort, destination: source, destinationPort: sourcePort, mark: 0 };
}

function isSameFlow(a: Packet, b: Packet): boolean {
  return (
    a.source === b.source && a.sourcePort === b.sourcePort && a.destination === b.destination && a.destinationPort === b.destinationPort
  );
}

function podName(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

function portsOf(balancer: LoadBalancer): string {
  return balancer.ports.map(({ port }) => port).join(', ') || 'none';
}

function quoted(page: string | undefined): string {
  const line = page?.split('\n')[0]?.trim() ?? '';
  return line === '' ? '' : `: “${line.slice(0, 60)}”`;
}

function refusedBecause(machine: Machine, pod: string | undefined, { destination, destinationPort }: Packet): string {
  if (pod !== undefined) return `Nothing in pod ${pod} listens on port ${destinationPort}: check targetPort against the container.`;
  const proxied = machine.kernel.has(NETFILTER_SLOT) ? '' : ', and kube-proxy has written no rules there';
  return `Nothing on ${machine.name} leads on from ${destination}:${destinationPort}: no process there listens on it${proxied}.`;
}
