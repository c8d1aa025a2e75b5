// The control loops: a ring per workload, thick for what is there and dotted for what is missing.
import { html, svg, type SVGTemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LoopRow } from '../../lab-cluster/index.ts';
import { type Font, wideFont } from '../layout/font.ts';
import { loopWord } from '../layout/loop-word.ts';
import { loopObject } from '../store/loops.ts';
import { count } from '../store/words.ts';
import { addStyles } from '../theme/styles.ts';
import { ViewElement } from './view-element.ts';

const radius = 8;
const full = 2 * Math.PI * radius;

@customElement('kl-loops')
export class LoopsStrip extends ViewElement {
  @property({ attribute: false }) loops: readonly LoopRow[] = [];
  @property({ type: Number }) width = 0;
  @property({ attribute: false }) selected = '';
  @property({ attribute: false }) font: Font = wideFont;

  protected override render() {
    if (this.loops.length === 0) {
      return html`<div class="loops none mu">No workloads. The control loop of each stands here, once it is applied.</div>`;
    }
    return html`<div class="loops" role="group" aria-label="Control loops">${repeat(
      this.loops,
      (loop) => loop.key,
      (loop) => this.#loop(loop),
    )}</div>`;
  }

  #loop(loop: LoopRow) {
    const word = loopWord(loop, this.width / this.loops.length, this.font);
    const object = loopObject(loop);
    return html`<button class="loop ${this.selected === object ? 'sel' : ''}" data-object=${object} aria-label="${loop.kind} ${loop.name}: wants ${loop.desired}, has ${loop.actual}${loop.reason === '' ? '' : `, ${loop.reason}`}">
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">${ring(loop.desired, loop.actual)}</svg>
      <span class="grow"><span class="a1 el">${loop.name}</span><span class="a2 el n"><span class="strong">${count(loop.actual)}/${count(loop.desired)}</span>&ensp;${word}</span></span>
    </button>`;
  }
}

/** Segments up to eight wanted, a continuous arc above. */
function ring(desired: number, actual: number): SVGTemplateResult {
  if (desired > 8) {
    const closed = actual >= desired;
    const share = Math.min(1, actual / desired);
    return svg`<circle class=${closed ? 'rest' : 'gap'} cx="10" cy="10" r=${radius}/><circle class="done" cx="10" cy="10" r=${radius} stroke-dasharray="${full * share} ${full}" transform="rotate(-90 10 10)"/>`;
  }
  if (desired === 0) {
    return svg`<circle class="rest" cx="10" cy="10" r=${radius}/>`;
  }
  const space = desired > 1 ? 3 : 0;
  const length = full / desired - space;
  return svg`${Array.from({ length: desired }, (_, index) => {
    const turn = -90 + (360 / desired) * index + (space / 2 / full) * 360;
    return index < actual
      ? svg`<circle class="done" cx="10" cy="10" r=${radius} stroke-dasharray="${length} ${full - length}" transform="rotate(${turn} 10 10)"/>`
      : svg`<circle class="gap" cx="10" cy="10" r=${radius} stroke-dasharray=${dotted(length)} transform="rotate(${turn} 10 10)"/>`;
  })}`;
}

/** Dots of 2 on 2 along `length`, then nothing for the rest of the ring. */
function dotted(length: number): string {
  const dots = Math.max(1, Math.floor((length + 2) / 4));
  const parts: number[] = [];
  for (let dot = 0; dot < dots; dot++) {
    parts.push(2, dot === dots - 1 ? full - dots * 4 + 2 : 2);
  }
  return parts.join(' ');
}

addStyles(`
kl-loops{display:block;min-width:0}
.loops{display:flex;height:40px;border-top:1px solid var(--line);padding:0 4px;overflow-x:auto;overflow-y:hidden;scrollbar-width:none}
.loops.none{align-items:center;padding:0 12px;font-size:11px}
.loop{flex:1 1 0;min-width:96px;max-width:260px;display:flex;align-items:center;gap:8px;padding:0 8px;border-radius:4px}
.loop:hover{background:var(--hover)}.loop.sel{outline:var(--focus) solid var(--vscode-focusBorder);outline-offset:-2px}
.loop svg{flex:none;fill:none}.loop .a1,.loop .a2{display:block}
.loop .a1{line-height:15px}.loop .a2{font-size:11px;line-height:14px;color:var(--mute)}.loop .strong{color:var(--fg)}
.loop .done{stroke:var(--work);stroke-width:3}.loop .rest{stroke:var(--quiet);stroke-width:2}.loop .gap{stroke:var(--warn);stroke-width:1.5}
.loop circle.gap:not([transform]){stroke-dasharray:2 2}
@media (prefers-reduced-motion:no-preference){body:not(.vscode-reduce-motion) .loop circle{transition:stroke-width .2s ease-out}}
`);
