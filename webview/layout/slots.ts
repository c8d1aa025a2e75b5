// The texts inside the hub: which of them are written where two ports of opposite sides share a line.
import { type Font, wideFont } from './font.ts';

export type Side = 'left' | 'right';

export interface SlotWish {
  readonly key: string;
  readonly side: Side;
  readonly y: number;
  /** Number in the badge; 0 for none. */
  readonly step: number;
  readonly text: string;
  readonly current: boolean;
  /** One of a fan-out: the verb is written once. */
  readonly fan: boolean;
  /** Nothing is followed: the text says what the client watches. */
  readonly idle: boolean;
  /** Says it in less room, where others would have none at all. */
  readonly short?: string;
  /** Says that the client is down: goes before what others watch. */
  readonly broken?: boolean;
}

export interface Slot extends SlotWish {
  readonly width: number;
}

const badgeWidth = 18;
const lineReach = 15;

/**
 * Chooses for each wish its whole text, only its number, or nothing; the later step gives way. What clients of one kind watch is
 * written beside each of them in the same words, or beside none: a port that says nothing would look like another kind.
 */
export function placeSlots(wishes: readonly SlotWish[], hubWidth: number, font: Font = wideFont): readonly Slot[] {
  return placeEvenly(wishes, wishes, hubWidth, font);
}

/** `wishes` are `whole` with some shortened. Where even short texts have no room on one side, the other side keeps its whole ones. */
function placeEvenly(wishes: readonly SlotWish[], whole: readonly SlotWish[], hubWidth: number, font: Font): readonly Slot[] {
  const placed = place(wishes, hubWidth, font);
  const uneven = new Set(
    wishes
      .filter((wish) => isShared(wish) && !placed.some((slot) => slot.key === wish.key && slot.text === wish.text))
      .map((wish) => wish.text),
  );
  if (uneven.size === 0) {
    return placed;
  }
  const open = wishes.filter((wish) => isShared(wish) && uneven.has(wish.text));
  const canYield = (wish: SlotWish) =>
    wish.short !== undefined &&
    wish.idle &&
    (isShared(wish) ? uneven.has(wish.text) : open.some((other) => Math.abs(other.y - wish.y) < lineReach));
  if (wishes.some(canYield)) {
    const fewer = wishes.map((wish) => (canYield(wish) ? shortened(wish) : wish));
    return placeEvenly(fewer, whole, hubWidth, font);
  }
  const silent = new Set(open.map((wish) => wish.key));
  return placeSlots(
    whole.filter((wish) => !silent.has(wish.key)),
    hubWidth,
    font,
  );
}

function shortened({ short = '', ...wish }: SlotWish): SlotWish {
  return { ...wish, text: short };
}

/** Each node has the same clients on the right; on the left everybody is the only one of his kind. */
function isShared(wish: SlotWish): boolean {
  return wish.idle && wish.side === 'right' && wish.broken !== true;
}

function place(wishes: readonly SlotWish[], hubWidth: number, font: Font): readonly Slot[] {
  const measured = writeFanOnce(
    wishes.map((wish) => ({ ...wish, width: widthOf(wish, font) })),
    hubWidth,
  );
  const sorted = [...measured].sort(
    (a, b) =>
      Number(b.broken ?? false) - Number(a.broken ?? false) ||
      Number(b.current) - Number(a.current) ||
      Number(a.fan) - Number(b.fan) ||
      a.step - b.step,
  );
  const title = titleSlot(font);
  const placed: Slot[] = [title];
  for (const slot of sorted) {
    if (!clashes(slot, placed, hubWidth)) {
      placed.push(slot);
    } else if (!slot.idle) {
      const number = numberOnly(slot);
      if (placed.some((other) => other.current && other.text !== '' && clashes(number, [other], hubWidth))) {
        // What happens now is said in words; an older number beside it is in the trace, and its edge stays lit.
        continue;
      }
      // A number has to stand; where even that has no room beside a text, the text goes too.
      for (let at = 0; at < placed.length; at++) {
        const other = placed[at];
        if (other !== undefined && !other.idle && clashes(number, [other], hubWidth)) {
          placed[at] = numberOnly(other);
        }
      }
      placed.push(number);
    }
  }
  return placed.filter((slot) => slot !== title);
}

const titleY = 14;

/** The hub's own name stands on its left, and low nodes have ports beside it. */
function titleSlot(font: Font): Slot {
  const width = 24 + font.width('API server', 13, 'strong');
  return { key: '', side: 'left', y: titleY, step: 0, text: 'API server', current: false, fan: false, idle: true, width };
}

function numberOnly(slot: Slot): Slot {
  return { ...slot, text: '', width: badgeOf(slot) };
}

function badgeOf(wish: SlotWish): number {
  return badgeWidth + (wish.step > 9 ? 4 : 0);
}

function widthOf(wish: SlotWish, font: Font): number {
  const text = wish.text === '' ? 0 : font.width(wish.text, 11, wish.current ? 'strong' : 'regular') + 4;
  return (wish.idle ? 0 : badgeOf(wish)) + text;
}

function clashes(slot: Slot, placed: readonly Slot[], hubWidth: number): boolean {
  return (
    slot.width > hubWidth - 18 ||
    placed.some((other) => other.side !== slot.side && Math.abs(other.y - slot.y) < lineReach && other.width + slot.width > hubWidth - 20)
  );
}

function writeFanOnce(slots: readonly Slot[], hubWidth: number): readonly Slot[] {
  const writer = new Map<string, string>();
  const rest = slots.filter((slot) => !slot.fan);
  for (const slot of slots) {
    const group = `${slot.step} ${slot.text}`;
    if (slot.fan && !slot.idle && (!writer.has(group) || isFreer(slot, group, writer, slots, rest, hubWidth))) {
      writer.set(group, slot.key);
    }
  }
  return slots.map((slot) => (slot.fan && !slot.idle && writer.get(`${slot.step} ${slot.text}`) !== slot.key ? numberOnly(slot) : slot));
}

/** The first member of a fan-out whose line is free writes the verb. */
function isFreer(
  slot: Slot,
  group: string,
  writer: ReadonlyMap<string, string>,
  slots: readonly Slot[],
  rest: readonly Slot[],
  hubWidth: number,
): boolean {
  const present = slots.find((other) => other.key === writer.get(group));
  return present !== undefined && clashes(present, rest, hubWidth) && !clashes(slot, rest, hubWidth);
}
