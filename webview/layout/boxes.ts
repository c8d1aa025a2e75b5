// Rectangles and the estimate of text widths: the arithmetic under every layout, so that none has to measure the document.

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export function clamp(low: number, value: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/** Whether two boxes share more than a hairline. */
export function overlaps(a: Box, b: Box): boolean {
  const across = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  return across > 1 && down > 1;
}

const narrow = new Set("iljtfrI.,:;'|!()[]/ -");
const wide = new Set('mwMW@%');

/** Width of a text in the UI font at `size` px, a little generous; `stretch` 1.15 stands for a wide font. */
export function textWidth(text: string, size = 11, stretch = 1): number {
  let units = 0;
  for (const char of text) {
    units += narrow.has(char) ? 0.33 : wide.has(char) ? 0.88 : char >= 'A' && char <= 'Z' ? 0.68 : 0.57;
  }
  return units * size * stretch;
}
