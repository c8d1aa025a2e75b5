// How wide a text is in the UI font: the only thing about type that geometry has to know.
import { textWidth } from './boxes.ts';

export interface Font {
  /** Tells fonts apart. */
  readonly family: string;
  width(text: string, size: number, weight?: 'regular' | 'strong'): number;
}

/** What is assumed of a font nobody has measured: wider than most. */
export const wideFont: Font = {
  family: 'wide',
  width: (text, size, weight) => textWidth(text, size, weight === 'strong' ? 1.25 : 1.15),
};

/** `charWidth` tells how wide a character is at 100 px; each is asked for once. */
export function createFont(family: string, charWidth: (char: string, weight: 'regular' | 'strong') => number): Font {
  const known = { regular: new Map<string, number>(), strong: new Map<string, number>() };
  return {
    family,
    width(text, size, weight = 'regular') {
      let sum = 0;
      for (const char of text) {
        let width = known[weight].get(char);
        if (width === undefined) {
          width = charWidth(char, weight);
          known[weight].set(char, width);
        }
        sum += width;
      }
      return (sum * size) / 100;
    },
  };
}
