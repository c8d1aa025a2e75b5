// The way of a user packet over the stage, from the recorded hops: outside, right of the nodes, never through the hub.
import type { PacketWalk, PodRow } from '../../lab-cluster/index.ts';
import type { StageGeometry } from './stage.ts';

export interface PacketRoute {
  /** Path data of the legs, in the order they are travelled. */
  readonly legs: readonly string[];
  /** Where it enters its first node, as a door on the node's edge. */
  readonly door: { readonly x: number; readonly y: number } | undefined;
  /** Where it ends: an arrow at the pod, or a cross where it was lost. */
  readonly end: { readonly x: number; readonly y: number };
  readonly arrived: boolean;
  readonly glyph: { readonly x: number; readonly y: number };
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
  const { outside } = geometry;
  const out = walk.hops.filter((hop) => hop.direction === 'out');
  const onNodes = out.filter((hop) => geometry.nodes.some((node) => node.name === hop.node));
  const entry = geometry.nodes.find((node) => node.name === onNodes[0]?.node);
  const lastHop = onNodes.at(-1);
  const target = geometry.nodes.find((node) => node.name === lastHop?.node);
  if (outside === undefined || entry === undefined || target === undefined || lastHop === undefined) {
    return undefined;
  }
  const pods = podsOf(target.name);
  const index = pods.findIndex(
    (pod) =>
      pod.name === lastHop.place || lastHop.destination.startsWith(`${pod.ip}:`) || (pod.ip !== '' && lastHop.destination === pod.ip),
  );
  const pod = pods[index];
  const y = index < 0 || glyphs ? target.y + 38 : target.y + 26 + (index + 0.5) * geometry.rowHeight;
  const x = geometry.nodesEnd;
  const doorY = entry.y + 12;
  const fromOutside = out[0]?.node === '';
  const legs: string[] = [];
  if (fromOutside) {
    const balancer = outside.balancerY;
    legs.push(`M${outside.cx} ${outside.clientY + 54}V${balancer - 16}`);
    legs.push(verticalLeg(outside.cx - 14, balancer, outside.trunkX, doorY, x));
  }
  legs.push(`M${x} ${doorY + 10}H${outside.innerX - radius}${turn(doorY + 10, y)}H${x}`);
  return {
    legs,
    door: { x, y: doorY },
    end: { x, y },
    arrived: walk.outcome === 'answered',
    glyph: fromOutside
      ? { x: outside.cx, y: (outside.clientY + 54 + outside.balancerY - 16) / 2 }
      : { x: outside.innerX, y: (doorY + 10 + y) / 2 },
    pod: pod === undefined ? '' : `pods/${pod.namespace}/${pod.name}`,
  };
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
