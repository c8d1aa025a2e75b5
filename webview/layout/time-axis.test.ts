// The elastic axis: order is kept, silence is folded, labels never collide.
import { describe, expect, it } from 'vitest';
import { buildAxis, instantAt, positionOf, ticksOf } from './time-axis.ts';

const instants = [0, 300, 3000, 7000, 19_000, 45_000, 62_000, 74_000, 2_222_000, 2_240_000, 2_262_000, 5_230_000, 5_260_000, 5_291_000];
const axis = buildAxis(0, instants);

describe('the elastic axis', () => {
  it('keeps the order of instants', () => {
    const positions = instants.map((instant) => positionOf(axis, instant));
    expect([...positions].sort((a, b) => a - b)).toEqual(positions);
    expect(positions[0]).toBe(0);
    expect(positions.at(-1)).toBeCloseTo(1);
  });

  it('folds the long silences', () => {
    expect(axis.segments.filter((segment) => segment.folded).map((segment) => [segment.fromUs, segment.toUs])).toEqual([
      [74_000, 2_222_000],
      [2_262_000, 5_230_000],
    ]);
  });

  it('finds the instant of a position', () => {
    for (const instant of instants) {
      expect(instantAt(axis, positionOf(axis, instant))).toBeCloseTo(instant, -2);
    }
  });

  it('writes labels apart from each other, the first one at the beginning', () => {
    const ticks = ticksOf(axis, 0.1);
    expect(ticks[0]?.label).toMatch(/^0/);
    for (let index = 1; index < ticks.length; index++) {
      expect((ticks[index]?.at ?? 0) - (ticks[index - 1]?.at ?? 0)).toBeGreaterThan(0.05);
    }
  });

  it('stands a single instant', () => {
    expect(positionOf(buildAxis(5, [5]), 5)).toBe(0);
  });
});
