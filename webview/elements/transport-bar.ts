// The transport: undo, back, play, forward, skip; speed; clock, revision and what the picture shows; bookmark, text view.
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LabState, Speed } from '../../lab-cluster/host/protocol.ts';
import { type Font, wideFont } from '../layout/font.ts';
import { standWidth, transportParts } from '../layout/transport.ts';
import type { Conductor } from '../store/conductor.ts';
import { count } from '../store/words.ts';
import { icon, type IconName } from '../theme/icons.ts';
import { addStyles } from '../theme/styles.ts';
import { type Choice, iconButton, menu, segments } from '../theme/toolkit.ts';
import './more-menu.ts';
import { ViewElement } from './view-element.ts';

const speeds: readonly Choice[] = [
  { value: '0.1', label: '0.1×' },
  { value: '1', label: '1×' },
  { value: '10', label: '10×' },
  { value: '60', label: '60×' },
  { value: 'max', label: 'max' },
];

/** A menu has room for the rare ones too. */
const allSpeeds: readonly Choice[] = [
  { value: '0.01', label: '0.01×' },
  ...speeds.slice(0, -1),
  { value: '1000', label: '1000×' },
  ...speeds.slice(-1),
];

@customElement('kl-transport')
export class TransportBar extends ViewElement {
  @property({ attribute: false }) conductor!: Conductor;
  @property({ attribute: false }) lab: LabState | null | undefined;
  @property({ type: Number }) revision = 0;
  /** The instant on screen. */
  @property() clock = '';
  @property({ type: Boolean }) past = false;
  @property({ type: Boolean }) textView = false;
  @property({ type: Number }) width = 0;
  @property({ attribute: false }) font: Font = wideFont;

  protected override render() {
    const off = this.lab?.phase !== 'running';
    // Time is the lab's, wherever the picture stands: this button says the same as the one above the tree.
    const running = !off && this.lab?.paused === false;
    const act = this.conductor;
    const parts = transportParts(this.width, this.font);
    return html`<div class="tp" role="toolbar" aria-label="Simulation">
      <span class="g">
        ${this.#button('undo', 'Undo last change', act.undo, off)}
        ${this.#button('back', 'Step back (←)', act.stepBack, off)}
        ${this.#button(running ? 'pause' : 'play', running ? 'Pause time (Space)' : 'Resume time (Space)', act.playOrPause, off)}
        ${this.#button('forward', 'Step forward (→)', act.stepForward, off)}
        ${parts.skip ? iconButton({ label: 'Advance ten seconds (Shift+→)', content: '+10 s', act: () => act.skip(10_000), wide: true, disabled: off || this.past }) : nothing}
      </span>
      ${this.#speed(off, parts.segments)}
      <span class="grow"></span>
      <span class="clock n" title="Virtual clock">${off ? '--:--:--' : this.clock}</span>
      ${parts.revision ? html`<span class="rev mu">rev <span class="n">${off ? '–' : count(this.revision)}</span></span>` : nothing}
      <span class="live" .style=${`min-width:${standWidth(parts.longStand, this.font)}px`}>${this.#stand(off, parts.longStand)}</span>
      ${this.width >= 760 ? html`<span class="air"></span>` : nothing}
      <span class="g">
        ${parts.bookmark ? this.#button('bookmark', 'Bookmark this revision (B)', act.bookmark, off) : nothing}
        ${parts.textView ? iconButton({ label: 'Text view (T)', content: icon('text'), act: () => act.setTextView(!this.textView), pressed: this.textView, disabled: off }) : nothing}
        <kl-more .conductor=${act} .disabled=${off} .past=${this.past} .textView=${this.textView}></kl-more>
      </span>
    </div>`;
  }

  #button(name: IconName, label: string, act: () => void, disabled: boolean) {
    return iconButton({ label, content: icon(name), act, disabled });
  }

  #speed(off: boolean, side: boolean) {
    const value = String(this.lab?.speed ?? 1);
    const pick = (text: string) => this.conductor.setSpeed(text === 'max' ? 'max' : (Number(text) as Speed));
    const offered = side ? speeds : allSpeeds;
    const known = offered.some((choice) => choice.value === value) ? offered : [...offered, { value, label: `${value}×` }];
    const choices = { label: 'Speed', choices: known, value, pick, disabled: off };
    return side ? segments(choices) : menu(choices);
  }

  #stand(off: boolean, long: boolean) {
    if (off) {
      return html`<i class="dot off"></i>${this.lab?.phase === 'starting' ? 'Starting' : 'Off'}`;
    }
    if (this.past) {
      return html`<i class="dot past"></i>Past`;
    }
    const waits = (this.lab?.waiting.length ?? 0) > 0;
    return html`<i class="dot ${this.lab?.paused === true ? `paused ${waits ? 'waits' : ''}` : ''}"></i>${this.lab?.paused === true ? (long ? 'Live, paused' : 'Paused') : 'Live'}`;
  }
}

addStyles(`
kl-transport{display:block;min-width:0}
.tp{display:flex;align-items:center;height:36px;padding:0 8px;gap:8px;border-bottom:1px solid var(--line);white-space:nowrap;min-width:0}
.tp .g{display:flex;align-items:center}
.tp .clock{font:12px/16px var(--mono);min-width:12ch}
.tp .rev .n{color:var(--fg);display:inline-block;min-width:3ch}
.tp .live{display:flex;align-items:center;gap:6px}
.tp .air{flex:0.2}
.dot{width:8px;height:8px;border-radius:50%;background:var(--ok);flex:none}
.dot.paused{background:none;border-radius:0;border:solid var(--fg);border-width:0 3px}.dot.paused.waits{border-color:var(--warn)}
.dot.past{background:none;border:2px solid var(--past)}
.dot.off{background:none;border:1px solid var(--mute)}
`);
