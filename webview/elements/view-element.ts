// Base of the view's elements: they draw into the page itself, so that one style sheet, focus order and set of ids serve all.
import { LitElement } from 'lit';

export abstract class ViewElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** Whether a person has asked for less motion, of the system or of the editor. */
export function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches || document.body.classList.contains('vscode-reduce-motion');
}
