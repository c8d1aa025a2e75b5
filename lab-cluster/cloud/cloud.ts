// The cloud provider itself: keeps load balancers for whoever asks. It has never heard of Kubernetes.
import { formatAddress, parseRange } from '../sim/address.ts';
import { slot } from '../sim/machine.ts';
import type { Exchange, Sim, Task } from '../sim/sim.ts';
import { sleep } from '../sim/task.ts';
import { cloudAddress, loadBalancersSlot } from './cloud-api.ts';
import type { CloudAnswer, CloudRequest, LoadBalancer } from './cloud-api.ts';

/** Addresses the provider can give away; a range reserved for documentation, so it belongs to nobody. */
const publicRange = '198.51.100.0/24';
/** Making a load balancer takes a provider this long; changing one is quicker. */
const makeMs = 2000;
const changeMs = 300;

export function startCloud(sim: Sim, address = cloudAddress): void {
  const balancers = slot(sim.machine.kernel, loadBalancersSlot, () => new Map<string, LoadBalancer>());
  sim.net.listen(address, (exchange) => sim.spawn(serve(sim, balancers, exchange)));
}

function* serve(sim: Sim, balancers: Map<string, LoadBalancer>, exchange: Exchange): Task<void> {
  const request = exchange.request as CloudRequest;
  const span = sim.trace.start('serve', exchange.ctx, { object: `load-balancers/${request.name}`, verb: request.do });
  const answer = yield* answerTo(sim, balancers, request);
  sim.trace.end(span, answer.ok ? { code: 200, decided: told(request, answer.loadBalancer) } : { code: 409, decided: answer.message });
  exchange.reply(answer, span);
}

function* answerTo(sim: Sim, balancers: Map<string, LoadBalancer>, request: CloudRequest): Task<CloudAnswer> {
  const present = balancers.get(request.name);
  switch (request.do) {
    case 'get':
      return present === undefined ? { ok: true } : { ok: true, loadBalancer: present };
    case 'ensure': {
      yield* sleep(sim, present === undefined ? makeMs : changeMs);
      const ip = balancers.get(request.name)?.ip ?? freeAddress(balancers, request.ip);
      if (ip === undefined) return { ok: false, message: `no public address is free in ${publicRange}` };
      const loadBalancer: LoadBalancer = { name: request.name, ip, ports: request.ports, nodes: request.nodes };
      balancers.set(request.name, loadBalancer);
      return { ok: true, loadBalancer };
    }
    case 'update': {
      if (present === undefined) return { ok: false, message: `there is no load balancer ${request.name}` };
      yield* sleep(sim, changeMs);
      const loadBalancer = { ...present, nodes: request.nodes };
      balancers.set(request.name, loadBalancer);
      return { ok: true, loadBalancer };
    }
    case 'delete':
      if (present !== undefined) yield* sleep(sim, changeMs);
      balancers.delete(request.name);
      return { ok: true };
  }
}

/** The address asked for if it is free, else the first free one. */
function freeAddress(balancers: ReadonlyMap<string, LoadBalancer>, asked: string | undefined): string | undefined {
  const taken = new Set([...balancers.values()].map((balancer) => balancer.ip));
  if (asked !== undefined && asked !== '') return taken.has(asked) ? undefined : asked;
  const range = parseRange(publicRange);
  if (range === undefined) return undefined;
  // The first and last address of a range name the network and everyone in it.
  for (let offset = 1; offset < range.size - 1; offset++) {
    const candidate = formatAddress(range.first + offset);
    if (!taken.has(candidate)) return candidate;
  }
  return undefined;
}

function told(request: CloudRequest, balancer: LoadBalancer | undefined): string {
  if (balancer === undefined) return request.do === 'delete' ? `${request.name} is deleted` : `there is no ${request.name}`;
  return `${balancer.name} answers on ${balancer.ip} and sends to ${balancer.nodes.length} nodes`;
}
