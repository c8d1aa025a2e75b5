// The waterfall: labels lie beside bars, never over one, and every step can be pointed at.
import { describe, expect, it } from 'vitest';
import { failure, ordinary } from '../dev/written.ts';
import { buildTrace } from '../store/build-trace.ts';
import { overlaps } from './boxes.ts';
import { wideFont } from './font.ts';
import { barAt, layoutTrace, noteHeight, timeAtX, xAtTime } from './trace.ts';

const episodes = { ordinary: ordinary.episode, failure: failure.episode };

describe.each(Object.entries(episodes))('the trace of %s', (_name, episode) => {
  if (episode === undefined) {
    throw new Error('a scene with an episode');
  }
  const trace = buildTrace(episode);

  it.each([
    [520, 0],
    [620, trace.steps.length],
    [760, 3],
    [704, 0],
    [1040, 1],
  ])('writes no label over a bar or another label at %i px, step %i', (width, step) => {
    const geometry = layoutTrace(trace, width, 216, 0, step, wideFont);
    for (const label of geometry.labels) {
      const box = { x: label.x, y: label.middle - 2, w: label.w, h: 4 };
      const over = geometry.bars.filter((placed) => overlaps({ ...placed, y: placed.y + 1, h: placed.h - 2 }, box));
      expect(over.map((placed) => `${label.text} over ${placed.bar.lane}`)).toEqual([]);
      const near = geometry.labels.filter(
        (other) => other !== label && overlaps({ ...box, w: label.w + 4 }, { ...box, y: other.middle - 2, x: other.x, w: other.w }),
      );
      expect(near.map((other) => `${label.text} at ${other.text}`)).toEqual([]);
    }
    expect(geometry.labels.length).toBeGreaterThan(3);
    expect(
      step === 0 || geometry.labels.some((label) => label.step === step) || !trace.bars.some((bar) => bar.step === step && bar.numbered),
    ).toBe(true);
  });

  it('cuts no lane in two, whatever the height', () => {
    for (let height = 100; height <= 240; height += 7) {
      const { lanesHeight, viewHeight, laneHeight, lanesTop } = layoutTrace(trace, 520, height, 0, 0, wideFont);
      expect(lanesHeight <= viewHeight || viewHeight % laneHeight === 0).toBe(true);
      expect(lanesHeight <= viewHeight || lanesTop + viewHeight + noteHeight <= height).toBe(true);
    }
  });

  it('finds the bar of every numbered step under its middle', () => {
    const geometry = layoutTrace(trace, 1040, 236, 0, 0, wideFont);
    for (const placed of geometry.bars.filter((candidate) => candidate.bar.numbered)) {
      expect(barAt(geometry, placed.x + placed.w / 2, placed.y + placed.h / 2)?.step).toBe(placed.bar.step);
    }
  });

  it('leads from an instant to its place and back', () => {
    const geometry = layoutTrace(trace, 1040, 236, 0, 0, wideFont);
    for (const step of trace.steps) {
      expect(Math.abs(timeAtX(geometry, xAtTime(geometry, step.startUs)) - step.startUs)).toBeLessThan(50);
    }
  });
});
