// The way of a user packet over the stage, from the recorded hops: outside, right of the nodes, never through the hub.
import type { PacketWalk, PodRow } from '../../lab-cluster/index.ts';
import type { NodeBox, StageGeometry } from './stage.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PacketRoute {
  /** Path data of the legs, in the order they are travelled. */
  readonly legs: readonly string[];
  /** All legs in one line without a break, for the packet to move along. */
  readonly way: string;
  /** Where it enters its first node, as a door on the node's edge. */
  readonly door: Point | undefined;
  /** Where it ends: an arrow at the pod, or a cross where it was lost. */
  readonly end: Point;
  readonly arrived: boolean;
  readonly glyph: Point;
  /** It came from outside: client and load balancer take part. */
  readonly fromOutside: boolean;
  /** `pods/namespace/name` that answered, or empty. */
  readonly pod: string;
}

const radius = 4;

export function packetRoute(
  walk: PacketWalk,
  geometry: StageGeometry,
  podsOf: (node: string) => readonly PodRow[],
  glyphs: boolean,
): PacketRoute | undefined {
  const out = walk.hops.filter((hop) => hop.direction === 'out');
  const fromOutside = out[0]?.node === '';
  const onNodes = out.filter((hop) => geometry.nodes.some((node) => node.name === hop.node));
  const entry = geometry.nodes.find((node) => node.name === onNodes[0]?.node);
  const lastHop = onNodes.at(-1);
  const target = geometry.nodes.find((node) => node.name === lastHop?.node);
  if (entry === undefined || target === undefined || lastHop === undefined) {
    return fromOutside ? lostOutside(geometry) : undefined;
  }
  const pods = podsOf(target.name);
  const index = pods.findIndex(
    (pod) =>
      pod.name === lastHop.place || lastHop.destination.startsWith(`${pod.ip}:`) || (pod.ip !== '' && lastHop.destination === pod.ip),
  );
  const pod = pods[index];
  const y = index < 0 || glyphs ? target.y + 38 : target.y + 26 + (index + 0.5) * geometry.rowHeight;
  const inside = insideLeg(geometry, entry, y);
  const outside = fromOutside ? outsideLegs(geometry, entry) : [];
  return {
    legs: [...outside, inside],
    way: [...outside, inside].map((leg, at) => (at === 0 ? leg : leg.replace('M', 'L'))).join(''),
    door: { x: geometry.nodesEnd, y: entry.y + 12 },
    end: { x: geometry.nodesEnd, y },
    arrived: walk.outcome === 'answered',
    glyph: fromOutside ? onFirstLeg(geometry) : { x: geometry.outside.innerX, y: (entry.y + 22 + y) / 2 },
    fromOutside,
    pod: pod === undefined ? '' : `pods/${pod.namespace}/${pod.name}`,
  };
}

/** It never came further than the load balancer. */
function lostOutside(geometry: StageGeometry): PacketRoute {
  const leg = firstLeg(geometry);
  const { outside } = geometry;
  const end = outside.form === 'head' ? { x: outside.balancerX - 12, y: outside.y } : { x: outside.cx - 4, y: outside.balancerY - 16 };
  return { legs: [leg], way: leg, door: undefined, end, arrived: false, glyph: onFirstLeg(geometry), fromOutside: true, pod: '' };
}

/** From the client to the load balancer. */
function firstLeg({ outside }: StageGeometry): string {
  return outside.form === 'head'
    ? `M${outside.clientX + outside.clientW + 4} ${outside.y}H${outside.balancerX - 4}`
    : `M${outside.cx} ${outside.clientY + 54}V${outside.balancerY - 16}`;
}

function onFirstLeg({ outside }: StageGeometry): Point {
  return outside.form === 'head'
    ? { x: (outside.clientX + outside.clientW + outside.balancerX) / 2, y: outside.y }
    : { x: outside.cx, y: (outside.clientY + 54 + outside.balancerY - 16) / 2 };
}

function outsideLegs(geometry: StageGeometry, entry: NodeBox): readonly string[] {
  const { outside, nodesEnd } = geometry;
  const door = entry.y + 12;
  const second =
    outside.form === 'head'
      ? `M${outside.balancerX + outside.balancerW + 2} ${outside.y}H${outside.trunkX - radius}q${radius} 0 ${radius} ${radius}V${door - radius}q0 ${radius} ${-radius} ${radius}H${nodesEnd}`
      : verticalLeg(outside.cx - 14, outside.balancerY, outside.trunkX, door, nodesEnd);
  return [firstLeg(geometry), second];
}

/** From the door of the node it entered to the pod, or to where it was lost. */
function insideLeg(geometry: StageGeometry, entry: NodeBox, y: number): string {
  const from = entry.y + 22;
  return `M${geometry.nodesEnd} ${from}H${geometry.outside.innerX - radius}${turn(from, y)}H${geometry.nodesEnd}`;
}

/** From (x0,y0) along the trunk to (x1,y1), with rounded corners; a straight line when the heights are equal. */
function verticalLeg(x0: number, y0: number, trunk: number, y1: number, x1: number): string {
  if (Math.abs(y0 - y1) < 2 * radius) {
    return `M${x0} ${y0}H${x1}`;
  }
  const down = Math.sign(y1 - y0);
  return `M${x0} ${y0}H${trunk + radius}q${-radius} 0 ${-radius} ${down * radius}V${y1 - down * radius}q0 ${down * radius} ${-radius} ${down * radius}H${x1}`;
}

/** Around the inner line: from (…, fromY) to `toY`, with rounded corners. */
function turn(fromY: number, toY: number): string {
  if (Math.abs(fromY - toY) < 2 * radius) {
    return `V${toY}`;
  }
  const down = Math.sign(toY - fromY);
  return `q${radius} 0 ${radius} ${down * radius}V${toY - down * radius}q0 ${down * radius} ${-radius} ${down * radius}`;
}
