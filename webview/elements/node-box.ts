// A node on the stage: header with state and pressure, the strip of its agents, and its pods as rows or as glyphs.
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { NodeRow, PodRow } from '../../lab-cluster/index.ts';
import { placeGlyphs } from '../layout/glyphs.ts';
import { type Font, wideFont } from '../layout/font.ts';
import { gaugesOf } from '../layout/node-header.ts';
import type { NodeBox as Geometry } from '../layout/stage.ts';
import { podLabel, podObject, podShortWords, podWords } from '../store/pods.ts';
import { percent, shortPodName, shorten } from '../store/words.ts';
import { icon } from '../theme/icons.ts';
import { addStyles, boxStyle } from '../theme/styles.ts';
import { podGlyph } from './pod-glyph.ts';
import { reducedMotion, ViewElement } from './view-element.ts';

const agentNames = ['kube-proxy', 'kubelet', 'runtime'] as const;
/** More than these at once would be a flicker. */
const mostLeaving = 12;
/** Of the widest editor fonts, at 11 px. */
const monoWidth = 6.63;
const processNames = ['kube-proxy', 'kubelet', 'containerd'] as const;

@customElement('kl-node')
export class NodeElement extends ViewElement {
  @property({ attribute: false }) row!: NodeRow;
  @property({ attribute: false }) pods: readonly PodRow[] = [];
  @property({ attribute: false }) box!: Geometry;
  @property({ attribute: false }) agents = ',,';
  @property({ type: Number }) rowHeight = 24;
  @property({ type: Number }) strip = 66;
  @property({ type: Number }) podX = 74;
  @property({ type: Number }) dividerX = 70;
  @property({ attribute: false }) font: Font = wideFont;
  @property({ type: Boolean }) compact = false;
  @property({ type: Boolean }) glyphs = false;
  @property({ type: Boolean }) wide = false;
  @property({ type: Boolean }) slim = false;
  /** `pods/namespace/name` of the followed and of the selected pod, or empty. */
  @property({ attribute: false }) followed = '';
  @property({ attribute: false }) selected = '';
  /** Class of a namespace's tick. */
  @property({ attribute: false }) tickOf: (namespace: string) => string = () => '';

  /** A pod that has gone leaves its picture for a moment, which fades; the rows below close up meanwhile. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('pods');
    if (before === undefined || reducedMotion() || document.hidden || this.closest('.moving') === null) {
      return;
    }
    const now = new Set(this.pods.map((pod) => pod.uid));
    for (const pod of before.filter((candidate) => !now.has(candidate.uid)).slice(0, mostLeaving)) {
      this.#fade(this.querySelector(`[data-object="${podObject(pod)}"]`));
    }
  }

  #fade(gone: Element | null): void {
    const picture = gone?.cloneNode(true);
    if (!(picture instanceof HTMLElement)) {
      return;
    }
    for (const name of ['data-object', 'data-col', 'data-y', 'tabindex']) {
      picture.removeAttribute(name);
    }
    picture.classList.add('leaving');
    picture.inert = true;
    this.append(picture);
    // The rows below wait until it has gone, so that no name passes over another.
    this.dataset['closing'] = '';
    const fading = picture.animate([{ opacity: 1 }, { opacity: 0 }], { duration: 240, easing: 'ease-in' });
    fading.onfinish = fading.oncancel = () => {
      picture.remove();
      delete this.dataset['closing'];
    };
  }

  protected override render() {
    const down = this.row.ready !== 'True';
    this.className = `place node ${this.slim ? 'slim' : ''} ${down ? 'down' : ''} ${this.selected === `nodes/${this.row.name}` ? 'sel' : ''}`;
    this.style.cssText = boxStyle(this.box);
    return html`${this.#header(down)}
      ${agentNames.map((name, index) => this.#agent(name, index))}${this.compact ? nothing : html`<i class="divider" .style=${`left:${this.dividerX}px`}></i>`}
      ${
        this.glyphs
          ? this.#glyphs()
          : repeat(
              this.pods,
              (pod) => pod.uid,
              (pod, index) => this.#pod(pod, index),
            )
      }`;
  }

  #header(down: boolean) {
    const { row } = this;
    const strange = down || row.state !== 'Ready';
    const gauges = down
      ? 'none'
      : gaugesOf({ width: this.box.w - 16, name: row.name, state: strange ? row.state : '', wide: this.wide, font: this.font });
    return html`<button class="hd" tabindex="-1" data-col="3" data-y=${this.box.y + 12} data-object="nodes/${row.name}" aria-label="${row.name}, ${row.state}">
      ${icon('node')}<b class="el">${row.name}</b>
      ${strange ? html`<span class="nst el" title=${row.state}>${icon('warning', `s14 ${down ? 'bad' : ''}`)}<span class="el">${row.state}</span></span>` : html`<span class="sr">Ready</span>`}
      <span class="grow"></span>
      ${gauges === 'none' ? nothing : html`<span class="caps ${gauges}">${this.#gauge('cpu', row.cpuMilli, gauges === 'percents')}${gauges === 'cpu' ? nothing : this.#gauge('mem', row.memoryBytes, gauges === 'percents')}</span>`}
    </button>`;
  }

  #gauge(label: string, use: { readonly requested: number; readonly allocatable: number }, words: boolean) {
    const share = percent(use.requested, use.allocatable);
    return html`<span class="cap" title="${label}: ${share} % of what is allocatable is requested"><span>${label}</span><i class=${share > 90 ? 'high' : ''}><u .style=${`width:${Math.min(100, share)}%`}></u></i>${
      words ? html`<span class="n pct">${share}%</span>` : nothing
    }</span>`;
  }

  #agent(name: string, index: number) {
    const { box } = this;
    const state = this.agents.split(',')[index] ?? '';
    const middle = [box.proxyY, box.kubeletY, box.runtimeY][index] ?? 0;
    const height = this.compact ? 10 : this.rowHeight;
    const style = `top:${middle - box.y - height / 2}px;width:${this.strip}px;height:${height}px`;
    if (this.compact) {
      return nothing;
    }
    return html`<button class="ag ${state}" tabindex="-1" data-col="2" data-y=${middle} data-component="${processNames[index]}/${this.row.name}" .style=${style}>${name}</button>`;
  }

  #pod(pod: PodRow, index: number) {
    const object = podObject(pod);
    const followed = this.followed === object;
    const style = `left:${this.podX}px;top:${26 + index * this.rowHeight}px;height:${this.rowHeight}px`;
    const classes = `pod ${followed ? 'fol' : ''} ${this.selected === object ? 'sel' : ''} ${pod.terminating ? 'term' : ''}`;
    const label = shorten(shortPodName(pod), this.#nameRoom);
    const words = this.#wordsBeside(pod, label);
    const aside =
      words === '' ? (this.wide && pod.ip !== '' && podWords(pod) === '' ? html`<span class="m">${pod.ip}</span>` : nothing) : words;
    return html`<button class=${classes} tabindex="-1" data-col="3" data-y=${this.box.y + 26 + (index + 0.5) * this.rowHeight} data-object=${object} aria-label=${podLabel(pod)} title="${podLabel(pod)}${pod.reason === '' ? '' : `. ${pod.reason}`}" .style=${style}>
      <i class="tick ${this.tickOf(pod.namespace)}"></i>${podGlyph(pod, followed, this.#glyphWidth)}<span class="nm">${label}</span><span class="st">${aside}</span>
    </button>`;
  }

  /** Of its state, the longest words that have room; the glyph says the same in its own way. */
  #wordsBeside(pod: PodRow, label: string): string {
    const beside = this.slim ? 19 : 44;
    const room = this.box.w - this.podX - this.#glyphWidth - beside - label.length * monoWidth;
    const wishes = this.wide ? [podWords(pod), podShortWords(pod)] : [podShortWords(pod)];
    return wishes.find((words) => this.font.width(words, 11) <= room) ?? '';
  }

  /** How many characters of the editor font a name may have. */
  get #nameRoom(): number {
    return this.slim ? Math.floor((this.box.w - this.podX - this.#glyphWidth - 13) / monoWidth) : Number.POSITIVE_INFINITY;
  }

  /** Names begin at one line: the glyphs of a node are as wide as its widest. */
  get #glyphWidth(): number {
    return this.slim && this.pods.every((pod) => pod.containers.length < 2) ? 14 : 22;
  }

  #glyphs() {
    const left = this.podX;
    const placed = placeGlyphs(this.pods, this.box.w - left - 6);
    return repeat(
      placed,
      ({ pod }) => pod.uid,
      ({ pod, x, y }) => {
        const object = podObject(pod);
        const style = `left:${left + x}px;top:${26 + y}px`;
        return html`<button class="pg ${this.followed === object ? 'fol' : ''} ${this.selected === object ? 'sel' : ''}" tabindex="-1" data-col="3" data-y=${this.box.y + 35 + y} data-x=${x} data-object=${object}
        aria-label=${podLabel(pod)} title=${podLabel(pod)} .style=${style}>${podGlyph(pod, this.followed === object, 14)}</button>`;
      },
    );
  }
}

addStyles(`
.place{position:absolute;background:var(--tint);border-radius:6px;border:1px solid var(--bd)}
.node .hd{position:absolute;left:8px;right:8px;top:0;height:24px;display:flex;align-items:center;gap:6px;white-space:nowrap;border-radius:3px;width:calc(100% - 16px)}
.node .hd b{font-weight:600;flex:none;max-width:60%}
.node.down{background:repeating-linear-gradient(135deg,var(--tint) 0 6px,var(--bg) 6px 12px)}
.node.sel .hd b{color:var(--acct)}
.node.down .ag,.node.down .hd b{color:var(--fg)}
.nst{display:flex;gap:4px;align-items:center;font-size:11px;flex:0 1 auto;min-width:0}
.caps{display:flex;gap:6px;flex:none}.caps.stacked{flex-direction:column;gap:0}.stacked .cap{line-height:11px;justify-content:flex-end}
.cap{display:flex;align-items:center;gap:4px;font-size:11px;color:var(--mute);flex:none}
.cap i{width:36px;height:3px;background:var(--pressed);position:relative;display:block}
.cap u{position:absolute;inset:0 auto 0 0;background:var(--work)}.cap .high u{background:var(--warn)}
.cap .pct{min-width:4ch;text-align:right}
body[data-vscode-theme-kind^=vscode-high-contrast] .cap i{background:none;outline:1px solid var(--fg)}
.divider{position:absolute;top:28px;bottom:7px;width:1px;background:var(--line)}
.ag{position:absolute;left:0;display:flex;align-items:center;font-size:11px;color:var(--mute);white-space:nowrap;padding-left:8px;border-radius:3px}
.ag.lit{color:var(--fg)}.ag.cur{color:var(--fg);background:var(--acc0)}
.pod{position:absolute;right:6px;display:flex;align-items:center;gap:6px;font-size:11px;white-space:nowrap;border-radius:3px;padding:0 4px;min-width:0}
.slim .pod{right:1px;gap:3px;padding:0 1px}
.pod .tick{align-self:center;height:calc(100% - 6px)}
.pod .nm{font-family:var(--mono);font-size:11px;flex:none;max-width:calc(100% - 26px);overflow:hidden;text-overflow:ellipsis}
.pod .st{margin-left:auto;color:var(--mute);overflow:hidden;text-overflow:ellipsis;flex:0 1 auto;min-width:0}
.pod.fol,.pg.fol{background:var(--acc0)}
.pod.term .nm{text-decoration:line-through;color:var(--mute)}
.pg{position:absolute;width:16px;height:16px;padding:1px;border-radius:3px;overflow:hidden}
.ag:hover,.pod:hover,.pg:hover,.node .hd:hover{background:var(--hover)}
.pod.sel,.pg.sel{outline:var(--focus) solid var(--vscode-focusBorder);outline-offset:-1px}
body[data-vscode-theme-kind^=vscode-high-contrast] :is(.pod.fol,.ag.cur,.pg.fol){outline:2px solid var(--acc);outline-offset:-1px}
.tick{width:2px;height:12px;border-radius:1px;flex:none;display:block;background:var(--mute)}
.tick.n0{background:var(--vscode-charts-blue)}.tick.n2{background:var(--vscode-charts-purple)}.tick.n3{background:var(--vscode-charts-green)}
@media (prefers-reduced-motion:no-preference){
body:not(.vscode-reduce-motion) .moving .node{transition:top .2s ease-in-out,height .2s ease-in-out}
body:not(.vscode-reduce-motion) .moving :is(.pod,.pg):not(.leaving){animation:pod-in .16s ease-out;transition:top .16s ease-out,left .16s ease-out}
body:not(.vscode-reduce-motion) .moving [data-closing] :is(.pod,.pg):not(.leaving){transition-delay:.24s}
@keyframes pod-in{from{opacity:0;transform:scaleY(0)}}
}
`);
