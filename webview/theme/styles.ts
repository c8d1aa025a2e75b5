// Style text of each element, adopted by the document once; constructed sheets are what a strict style policy allows.

export function addStyles(text: string): void {
  if (typeof document === 'undefined') {
    return;
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** A position as inline style text, to be bound as a property (`.style=`), which a strict style policy lets through. */
export function boxStyle(box: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }): string {
  return `left:${box.x}px;top:${box.y}px;width:${box.w}px;height:${box.h}px`;
}
