// Measures the UI font on a canvas, once a font: the document itself is never measured.
import { createFont, type Font, wideFont } from '../layout/font.ts';

const known = new Map<string, Font>();

/** The font that the theme variables name now. */
export function measuredFont(): Font {
  const family = document.documentElement.style.getPropertyValue('--vscode-font-family') || 'sans-serif';
  const font = known.get(family) ?? measure(family);
  known.set(family, font);
  return font;
}

function measure(family: string): Font {
  const pen = document.createElement('canvas').getContext('2d');
  if (pen === null) {
    return wideFont;
  }
  return createFont(family, (char, weight) => {
    pen.font = `${weight === 'strong' ? 600 : 400} 100px ${family}`;
    return pen.measureText(char).width;
  });
}
