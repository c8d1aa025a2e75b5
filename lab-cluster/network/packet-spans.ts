// Sends a walked packet through the trace: one span for the whole request, one for each place it comes through, in time.
import type { Context, Sim, Task } from '../sim/sim.ts';
import { sleep } from '../sim/task.ts';
import type { PacketHop, PacketWalk } from '../view/picture-types.ts';

/** What a way between two places takes, in ms. Simplified: the same every time, and no bytes to wait for. */
const INTERNET_MS = 12;
const CLOUD_MS = 0.4;
const CLUSTER_MS = 0.2;
/** What a place itself takes: a kernel walking its rules, a server making its answer. */
const KERNEL_MS = 0.05;
const SERVER_MS = 1.5;

/** Returns the walk with its span, when the answer (or the refusal) is back where the request came from. */
export function* sendRecorded(sim: Sim, cause: Context, walk: PacketWalk): Task<PacketWalk> {
  const groups = byPlace(walk.hops);
  const origin = groups[0]?.[0];
  const lane = sim.child(origin === undefined ? 'Internet client' : laneOf(origin));
  const root = lane.trace.start('packet', cause, { verb: 'send', object: walk.title });
  let previous = root;
  let from = origin;
  for (const group of groups) {
    const [first] = group;
    if (first === undefined || from === undefined) continue;
    if (first.place !== from.place) yield* sleep(sim, wayMs(from, first), cause.background);
    from = first;
    // The origin's own part is the whole request.
    if (first.place === origin?.place) continue;
    const there = sim.child(laneOf(first));
    const span = there.trace.start('packet', previous, {
      verb: first.direction === 'out' ? 'forward' : 'return',
      object: first.destination,
    });
    yield* sleep(sim, isServer(first) ? SERVER_MS : KERNEL_MS, cause.background);
    there.trace.end(span, {
      saw: `${first.source} → ${first.destination}`,
      decided: group.map(({ title, text }) => `${title}: ${text}`).join('; '),
    });
    previous = span;
  }
  lane.trace.end(root, { decided: walk.verdict });
  return { ...walk, span: root.span };
}

function wayMs(from: PacketHop, to: PacketHop): number {
  const places = [from.place, to.place];
  if (places.includes('client')) return INTERNET_MS;
  return places.includes('load balancer') ? CLOUD_MS : from.node === to.node ? 0 : CLUSTER_MS;
}

/** A pod, unlike a node's network. */
function isServer({ place, node }: PacketHop): boolean {
  return place !== 'load balancer' && place !== 'client' && place !== node;
}

function laneOf({ place, node }: PacketHop): string {
  if (place === 'client') return 'Internet client';
  if (place === 'load balancer') return 'Load balancer';
  return place === node ? `${node} network` : place;
}

/** Neighbouring hops at one place and in one direction belong together. */
function byPlace(hops: readonly PacketHop[]): readonly (readonly PacketHop[])[] {
  const groups: PacketHop[][] = [];
  for (const hop of hops) {
    const last = groups.at(-1);
    if (last?.[0]?.place === hop.place && last[0].direction === hop.direction) last.push(hop);
    else groups.push([hop]);
  }
  return groups;
}
