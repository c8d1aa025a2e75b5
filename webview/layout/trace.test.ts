// The waterfall: labels lie beside bars, never over one, and every step can be pointed at.
import { describe, expect, it } from 'vitest';
import { failure, ordinary } from '../dev/written.ts';
import { buildTrace } from '../store/build-trace.ts';
import type { Bar, TraceModel } from '../store/trace-model.ts';
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

/** What a real apply looks like: a burst of short work within two milliseconds, then two seconds in which containers start. */
function burst(): TraceModel {
  const lanes = ['deployment', 'replicaset', 'scheduler', 'kubelet', 'runtime'];
  const bar = (lane: string, step: number, startUs: number, endUs: number): Bar => ({
    lane,
    span: step,
    startUs,
    endUs,
    step,
    numbered: true,
    revision: 0,
    failed: false,
  });
  const bars = [
    ...Array.from({ length: 15 }, (_, index) => bar(lanes[index % 3] ?? '', index + 1, index * 120, index * 120 + 50)),
    bar('kubelet', 16, 2000, 2_100_000),
    ...Array.from({ length: 12 }, (_, index) => bar('runtime', index + 17, 40_000 + index * 160_000, 50_000 + index * 160_000)),
    bar('kubelet', 29, 2_101_000, 2_101_300),
    bar('deployment', 30, 2_102_000, 2_102_500),
  ];
  return {
    root: 1,
    title: '',
    startUs: 0,
    endUs: 2_102_500,
    lanes: lanes.map((key) => ({ key, label: key, band: false })),
    steps: [],
    bars,
    arrows: [],
    truncated: false,
    spanCount: bars.length,
    open: false,
  };
}

describe('a dense beginning', () => {
  it.each([704, 760, 1040])('is stretched until the number of each of its steps can be read, at %i px', (width) => {
    const { labels } = layoutTrace(burst(), width, 216, 0, 0, wideFont);
    expect(labels.map((label) => label.step).sort((a, b) => a - b)).toEqual(burst().bars.map((placed) => placed.step));
  });
});
