// The room of the time axis: what has to be read comes first, whole or not at all, and nothing is given twice.
import { describe, expect, it } from 'vitest';
import { shareRoom } from './axis-room.ts';

const even = (count: number) => Array.from({ length: count }, () => ({ weight: 1, fixed: 0 }));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('the room of an axis', () => {
  it('goes by weight while nothing is wished', () => {
    const [fold = 0, short = 0, long = 0] = shareRoom(
      [
        { weight: 0, fixed: 0.1 },
        { weight: 1, fixed: 0 },
        { weight: 2, fixed: 0 },
      ],
      [],
      [],
    );
    expect([fold, short, long].map((share) => Number(share.toFixed(3)))).toEqual([0.1, 0.3, 0.6]);
  });

  it('is all given, and none of it twice', () => {
    const shares = shareRoom(
      even(7),
      [{ from: 2, to: 5, share: 0.5 }],
      [[{ from: 1, to: 3, share: 0.3 }], [{ from: 6, to: 7, share: 0.2 }]],
    );
    expect(sum(shares)).toBeCloseTo(1);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
  });

  it('is enough for each wish that was granted, also where wishes overlap', () => {
    const wishes = [
      { from: 0, to: 2, share: 0.2 },
      { from: 1, to: 4, share: 0.4 },
      { from: 3, to: 6, share: 0.3 },
      { from: 5, to: 6, share: 0.15 },
    ];
    const shares = shareRoom(
      even(6),
      [],
      wishes.map((wish) => [wish]),
    );
    for (const { from, to, share } of wishes) {
      expect(sum(shares.slice(from, to))).toBeGreaterThanOrEqual(share - 1e-9);
    }
  });

  it('is given to the first of those that cannot all have it, and to the cheap ones after them', () => {
    const shares = shareRoom(
      even(4),
      [],
      [[{ from: 0, to: 1, share: 0.6 }], [{ from: 1, to: 2, share: 0.6 }], [{ from: 2, to: 3, share: 0.2 }]],
    );
    expect(shares[0]).toBeGreaterThanOrEqual(0.6);
    expect(shares[1]).toBeLessThan(0.6);
    expect(shares[2]).toBeGreaterThanOrEqual(0.2);
  });

  it('grants a group whole or not at all', () => {
    const shares = shareRoom(
      even(4),
      [],
      [
        [
          { from: 0, to: 1, share: 0.2 },
          { from: 1, to: 2, share: 0.9 },
        ],
      ],
    );
    expect(shares.map((share) => Number(share.toFixed(3)))).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});
