// What the header of a node has room for; its parts are given up in a fixed order, and nothing runs out of the box.
import type { Font } from './font.ts';

/** Gauges with percentages, without, one above the other, that of the cpu alone, or none. */
export type Gauges = 'percents' | 'beside' | 'stacked' | 'cpu' | 'none';

const gaugeBar = 36;
const icon = 16;
const gap = 6;

export interface HeaderInput {
  readonly width: number;
  readonly name: string;
  /** Words of its state; empty while it is simply ready. */
  readonly state: string;
  readonly wide: boolean;
  readonly font: Font;
}

export function gaugesOf(input: HeaderInput): Gauges {
  const { font } = input;
  const cpu = font.width('cpu', 11) + 4 + gaugeBar;
  const mem = font.width('mem', 11) + 4 + gaugeBar;
  const percent = font.width('100%', 11) + 6;
  const state = input.state === '' ? 0 : gap + 14 + 4 + font.width(input.state, 11);
  const room = input.width - icon - gap - font.width(input.name, 12, 'strong') - state - 2 * gap;
  const needs: readonly (readonly [Gauges, number])[] = [
    ['percents', input.wide ? cpu + mem + gap + 2 * percent : Number.POSITIVE_INFINITY],
    ['beside', cpu + mem + gap],
    ['stacked', mem],
    ['cpu', cpu],
  ];
  return needs.find(([, needed]) => needed <= room)?.[0] ?? 'none';
}
