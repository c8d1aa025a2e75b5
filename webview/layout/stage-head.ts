// What the line above the map has room for: namespaces at its left, the legend of marks at its right, given up in a fixed order.
import type { Font } from './font.ts';

export type LegendMark = 'request' | 'response' | 'watch event' | 'packet';

export interface HeadParts {
  /** How many namespaces are named; the rest is counted. */
  readonly namespaces: number;
  readonly legend: readonly LegendMark[];
}

const pad = 24;
const gap = 12;
const most = 4;

/** `taken` is what else the line holds at its right. */
export function headParts(width: number, namespaces: readonly string[], marks: readonly LegendMark[], font: Font, taken = 0): HeadParts {
  const without = (...gone: readonly LegendMark[]) => marks.filter((mark) => !gone.includes(mark));
  const ways: readonly HeadParts[] = [
    { namespaces: most, legend: marks },
    { namespaces: 2, legend: marks },
    { namespaces: 2, legend: without('response') },
    { namespaces: 1, legend: without('response') },
    { namespaces: 1, legend: without('response', 'watch event') },
    { namespaces: 0, legend: without('response', 'watch event') },
  ];
  const last: HeadParts = { namespaces: 0, legend: without('response', 'watch event', 'request') };
  return ways.find((way) => neededBy(way, namespaces, font) + taken <= width) ?? last;
}

function neededBy(way: HeadParts, namespaces: readonly string[], font: Font): number {
  const text = (words: string) => font.width(words, 11);
  const named = namespaces.slice(0, way.namespaces).reduce((sum, name) => sum + 7 + text(name) + gap, 0);
  const rest = namespaces.length > way.namespaces ? text('99 namespaces') + gap : 0;
  return pad + named + rest + way.legend.reduce((sum, mark) => sum + 27 + text(mark) + gap, 0);
}
