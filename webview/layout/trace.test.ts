// The waterfall: labels lie beside bars, never over one, and every step can be pointed at.
import { describe, expect, it } from 'vitest';
import { failure, ordinary } from '../dev/written.ts';
import { buildTrace } from '../store/build-trace.ts';
import { overlaps, textWidth } from './boxes.ts';
import { barAt, layoutTrace, timeAtX, xAtTime } from './trace.ts';

const episodes = { ordinary: ordinary.episode, failure: failure.episode };

describe.each(Object.entries(episodes))('the trace of %s', (_name, episode) => {
  if (episode === undefined) {
    throw new Error('a scene with an episode');
  }
  const trace = buildTrace(episode);

  it.each([620, 760, 704, 1040])('writes no label over a bar at %i px', (width) => {
    const geometry = layoutTrace(trace, width, 216, 0);
    for (const label of geometry.labels) {
      const box = { x: label.x, y: label.y - 6, w: textWidth(label.text) - 2, h: 4 };
      const over = geometry.bars.filter((placed) => overlaps({ ...placed, y: placed.y + 1, h: placed.h - 2 }, box));
      expect(over.map((placed) => `${label.text} over ${placed.bar.lane}`)).toEqual([]);
    }
  });

  it('finds the bar of every numbered step under its middle', () => {
    const geometry = layoutTrace(trace, 1040, 236, 0);
    for (const placed of geometry.bars.filter((candidate) => candidate.bar.numbered)) {
      expect(barAt(geometry, placed.x + placed.w / 2, placed.y + placed.h / 2)?.step).toBe(placed.bar.step);
    }
  });

  it('leads from an instant to its place and back', () => {
    const geometry = layoutTrace(trace, 1040, 236, 0);
    for (const step of trace.steps) {
      expect(Math.abs(timeAtX(geometry, xAtTime(geometry, step.startUs)) - step.startUs)).toBeLessThan(50);
    }
  });
});
