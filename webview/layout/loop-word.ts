// The word beside a loop's numbers: its reason, what is missing, or its kind; whatever has room, and nothing that is cut.
import type { LoopRow } from '../../lab-cluster/index.ts';
import { count } from '../store/words.ts';
import { clamp } from './boxes.ts';
import type { Font } from './font.ts';

/** Ring, paddings and the space between. */
const around = 56;

/** `share` is the width of the strip divided by its loops. */
export function loopWord(loop: Pick<LoopRow, 'desired' | 'actual' | 'reason' | 'kind'>, share: number, font: Font): string {
  const gap = loop.desired - loop.actual;
  const numbers = `${count(loop.actual)}/${count(loop.desired)}`;
  const room = clamp(96, share, 260) - around - font.width(numbers, 11);
  const wishes = gap > 0 ? [loop.reason, `${count(gap)} to go`, `\u2212${count(gap)}`] : [loop.kind];
  return wishes.find((word) => word !== '' && font.width(word, 11) <= room) ?? '';
}
