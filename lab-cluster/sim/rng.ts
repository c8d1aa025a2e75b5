// Deterministic chance: a stream per name, all grown from one seed.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Rng } from './sim.ts';

/** The letters of `k8s.io/apimachinery/pkg/util/rand`: no vowels, nothing that looks like another. */
const SAFE_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const HEX = '0123456789abcdef';
const DASH = '-'.charCodeAt(0);
/** Filled anew for every UUID. */
const uuidCodes: number[] = new Array<number>(36).fill(0);

/** A stream that depends on `seed` and `name` alone. */
export function createRng(seed: number, name: string): Rng {
  const generator = xoroshiro128plus(mixName(seed, name));
  const word = (): number => generator.next() >>> 0;
  const below = (bound: number): number => Math.floor((word() / 0x1_0000_0000) * bound);
  const letters = (alphabet: string, length: number): string => {
    let text = '';
    for (let i = 0; i < length; i++) text += alphabet[below(alphabet.length)];
    return text;
  };
  return {
    below,
    unit: () => word() / 0x1_0000_0000,
    suffix: (length) => letters(SAFE_ALPHABET, length),
    uuid: () => {
      // Digits are set in place: a text put together from parts would drag its parts along for as long as it lives.
      let at = 0;
      for (let drawn = 0; drawn < 4; drawn++) {
        const bits = word();
        for (let shift = 28; shift >= 0; shift -= 4) {
          if (at === 8 || at === 13 || at === 18 || at === 23) uuidCodes[at++] = DASH;
          uuidCodes[at++] = HEX.charCodeAt((bits >>> shift) & 15);
        }
      }
      uuidCodes[14] = HEX.charCodeAt(4);
      uuidCodes[19] = HEX.charCodeAt(8 + below(4));
      return String.fromCharCode.apply(undefined, uuidCodes);
    },
  };
}

/** FNV-1a over the name, started from the seed. */
function mixName(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}
