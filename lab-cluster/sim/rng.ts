// Deterministic chance: a stream per name, all grown from one seed.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Rng } from './sim.ts';

/** The letters of `k8s.io/apimachinery/pkg/util/rand`: no vowels, nothing that looks like another. */
const SAFE_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const HEX = '0123456789abcdef';
const UUID_SHAPE = 'xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx';

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
      const variant = '89ab'.charCodeAt(below(4));
      // Written digit by digit: a text put together from parts would drag its parts along for as long as it lives.
      const codes = Array.from(UUID_SHAPE, (sign) => {
        if (sign === 'x') return HEX.charCodeAt(below(HEX.length));
        return sign === 'v' ? variant : sign.charCodeAt(0);
      });
      return String.fromCharCode(...codes);
    },
  };
}

/** FNV-1a over the name, started from the seed. */
function mixName(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}
