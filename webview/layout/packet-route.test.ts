// The way of a packet: outside, right of the nodes, at every width.
import { describe, expect, it } from 'vitest';
import * as written from '../dev/written.ts';
import { applyDelta, emptyPicture, podsOn } from '../store/picture.ts';
import { packetRoute } from './packet-route.ts';
import { layoutStage } from './stage.ts';

const { live, walk } = written.packet;
if (live === undefined || walk === undefined) {
  throw new Error('a scene with a packet');
}
const picture = applyDelta(emptyPicture, { ...live, reset: true });
const geometryAt = (width: number) =>
  layoutStage({
    width,
    height: 400,
    nodes: picture.nodes.map((node) => ({ name: node.name, pods: 4 })),
    etcdMembers: 1,
    controllers: [],
    glyphs: false,
  });

describe.each([505, 620, 760, 1000, 1400])('a packet at %i px', (width) => {
  const geometry = geometryAt(width);
  const route = packetRoute(walk, geometry, (node) => podsOn(picture, node), false);

  it('goes from the client over the load balancer to the pod', () => {
    expect(route?.legs).toHaveLength(3);
    expect(route?.fromOutside).toBe(true);
    expect(route?.end.x).toBe(geometry.nodesEnd);
    expect(route?.pod).not.toBe('');
  });

  it('moves in one line without a break', () => {
    expect(route?.way.match(/M/g)).toHaveLength(1);
  });

  it('never enters the hub, and no two legs share a line', () => {
    const { outside } = geometry;
    expect(outside.trunkX).not.toBe(outside.innerX);
    expect(outside.innerX).toBeGreaterThan(geometry.nodesEnd);
    expect(outside.trunkX).toBeLessThan(width);
  });

  it('that no node took is lost at the load balancer', () => {
    const lost = packetRoute({ ...walk, outcome: 'dropped', hops: walk.hops.slice(0, 1) } as typeof walk, geometry, () => [], false);
    expect(lost?.legs).toHaveLength(1);
    expect(lost?.arrived).toBe(false);
  });
});
