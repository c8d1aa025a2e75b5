// Writes a finished packet walk into the trace: one span for the request, one for each place it came through.
import type { Context, Sim } from '../sim/sim.ts';
import type { PacketHop, PacketWalk } from '../view/picture-types.ts';

/** All at the present instant: a packet's microseconds are below what the lab measures. Gives the walk its span. */
export function recordPacket(sim: Sim, cause: Context, walk: PacketWalk): PacketWalk {
  const root = sim.trace.start('packet', cause, { verb: 'send', object: walk.title });
  let previous = root;
  for (const group of byPlace(walk.hops)) {
    const [first] = group;
    if (first === undefined) continue;
    const lane = sim.child(laneOf(first));
    const span = lane.trace.start('packet', previous, {
      verb: first.direction === 'out' ? 'forward' : 'return',
      object: first.destination,
    });
    lane.trace.end(span, {
      saw: `from ${first.source} to ${first.destination}`,
      decided: group
        .map(({ title, text, place }) => (title === place || place.endsWith(`/${title}`) ? text : `${title}: ${text}`))
        .join('; '),
    });
    previous = span;
  }
  sim.trace.end(root, { decided: walk.verdict });
  return { ...walk, span: root.span };
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
