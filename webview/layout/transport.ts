// What the transport has room for: its parts are given up in a fixed order, by width alone, so that none moves when the state changes.
import type { Font } from './font.ts';

export interface TransportParts {
  /** Speeds side by side, else in a menu. */
  readonly segments: boolean;
  /** "Live, paused", else "Paused". */
  readonly longStand: boolean;
  readonly bookmark: boolean;
  readonly revision: boolean;
  readonly skip: boolean;
  readonly textView: boolean;
}

const givenUp: readonly (keyof TransportParts)[] = ['segments', 'longStand', 'bookmark', 'revision', 'skip', 'textView'];

const pad = 8;
const gap = 8;
const button = 28;
const clock = 90;
const menuWidth = 72;

/** What is given up is still in the menu at the end of the bar. */
export function transportParts(width: number, font: Font): TransportParts {
  let parts: TransportParts = { segments: true, longStand: true, bookmark: true, revision: true, skip: true, textView: true };
  for (const part of givenUp) {
    if (neededBy(parts, font) <= width) {
      return parts;
    }
    parts = { ...parts, [part]: false };
  }
  return parts;
}

export function standWidth(long: boolean, font: Font): number {
  return Math.ceil(14 + font.width(long ? 'Live, paused' : 'Paused', 12));
}

function neededBy(parts: TransportParts, font: Font): number {
  const speeds = ['0.1×', '1×', '10×', '60×', 'max'].reduce((sum, label) => sum + 16 + font.width(label, 11), 6);
  const controls = 4 * button + (parts.skip ? 42 : 0);
  const revision = parts.revision ? gap + font.width('rev 18 204', 12) : 0;
  const more = button * (1 + Number(parts.bookmark) + Number(parts.textView));
  return (
    2 * pad +
    controls +
    gap +
    (parts.segments ? speeds : menuWidth) +
    2 * gap +
    clock +
    revision +
    gap +
    standWidth(parts.longStand, font) +
    gap +
    more
  );
}
