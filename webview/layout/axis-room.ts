// How gaps of time share the room of an axis: what has to be read gets its room first, the rest goes to where time is long.

export interface Portion {
  /** How it counts when room is shared. */
  readonly weight: number;
  /** What it has whatever happens. */
  readonly fixed: number;
}

/** The gaps from `from` up to, but without, `to` have at least `share` of the axis together. */
export interface Wish {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

/** What is left for time itself, whatever else is wished. */
const forTime = 0.08;

/**
 * The share of each gap; together they are 1. What is in `always` is granted, then, as long as there is room, one group of wishes
 * after the other, whole ones: half the room for a number shows no number.
 */
export function shareRoom(portions: readonly Portion[], always: readonly Wish[], groups: readonly (readonly Wish[])[]): readonly number[] {
  const fixed = portions.map((portion) => portion.fixed);
  const early = new Placing(fixed);
  const granted = [...always];
  early.grant(always);
  for (const group of groups) {
    if (early.grant(group, 1 - forTime)) {
      granted.push(...group);
    }
  }
  // As early as the wishes allow and as late as they allow are both right, and so is the middle, which crowds neither end.
  const late = new Placing([...fixed].reverse());
  late.grant(granted.map(({ from, to, share }) => ({ from: fixed.length - to, to: fixed.length - from, share })));
  const middle = (index: number) => (early.at(index) + early.length - late.at(fixed.length - index)) / 2;
  const spare = 1 - early.length;
  const total = portions.reduce((sum, portion) => sum + portion.weight, 0);
  return portions.map(
    ({ weight }, index) => middle(index + 1) - middle(index) + (total > 0 ? (spare * weight) / total : spare / portions.length),
  );
}

/** Gaps as far left as what was granted allows. */
class Placing {
  readonly #fixed: readonly number[];
  /** Where each gap begins, and where the last one ends. */
  #positions: number[] = [0];
  readonly #ending = new Map<number, Wish[]>();

  constructor(fixed: readonly number[]) {
    this.#fixed = fixed;
    this.#place(1);
  }

  at(index: number): number {
    return this.#positions[index] ?? 0;
  }

  get length(): number {
    return this.at(this.#fixed.length);
  }

  /** False, with nothing changed, where it would get longer than `most`. */
  grant(wishes: readonly Wish[], most = Number.POSITIVE_INFINITY): boolean {
    const before = [...this.#positions];
    const first = wishes.reduce((least, { to }) => Math.min(least, to), before.length);
    for (const wish of wishes) {
      this.#ending.set(wish.to, [...(this.#ending.get(wish.to) ?? []), wish]);
    }
    this.#place(first);
    if (this.length <= most) {
      return true;
    }
    for (const { to } of wishes) {
      this.#ending.get(to)?.pop();
    }
    this.#positions = before;
    return false;
  }

  #place(first: number): void {
    for (let index = first; index <= this.#fixed.length; index++) {
      let at = this.at(index - 1) + (this.#fixed[index - 1] ?? 0);
      for (const { from, share } of this.#ending.get(index) ?? []) {
        at = Math.max(at, this.at(from) + share);
      }
      this.#positions[index] = at;
    }
  }
}
