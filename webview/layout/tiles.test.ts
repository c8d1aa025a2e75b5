// Tiles: every pod has a cell inside the map, and pointing at a cell finds it by arithmetic.
import { describe, expect, it } from 'vitest';
import { layoutTiles, nodeCorner, tileAt, tileLabelHeight } from './tiles.ts';

const cases = [
  { width: 704, height: 530, nodeCount: 50, mostPods: 40 },
  { width: 1040, height: 580, nodeCount: 20, mostPods: 56 },
  { width: 620, height: 372, nodeCount: 60, mostPods: 32 },
  { width: 1040, height: 580, nodeCount: 200, mostPods: 56 },
];

describe.each(cases)('$nodeCount nodes of $mostPods pods on $width × $height', (input) => {
  const geometry = layoutTiles(input);
  const shown = Math.min(input.nodeCount, geometry.columns * geometry.rows);

  it('has cells of 4 to 12 px, room for every pod, and stays inside the map', () => {
    expect(geometry.cell).toBeGreaterThanOrEqual(4);
    expect(geometry.cell).toBeLessThanOrEqual(12);
    expect(geometry.across * geometry.down).toBeGreaterThanOrEqual(input.mostPods);
    const last = nodeCorner(geometry, geometry.columns - 1);
    expect(last.x + geometry.nodeWidth).toBeLessThanOrEqual(input.width);
    expect(shown + geometry.hiddenNodes).toBe(input.nodeCount);
  });

  it('finds the pod under the middle of its cell', () => {
    for (let node = 0; node < shown; node += 7) {
      const corner = nodeCorner(geometry, node);
      const pod = Math.min(input.mostPods - 1, geometry.across + 1);
      const x = corner.x + ((pod % geometry.across) + 0.5) * geometry.cell;
      const y = corner.y + tileLabelHeight + (Math.floor(pod / geometry.across) + 0.5) * geometry.cell;
      expect(tileAt(geometry, x, y)).toEqual({ node, pod });
    }
  });
});
