// The bar that is on screen whenever the picture is not live, so that past and live never look alike.
import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Conductor } from '../store/conductor.ts';
import { count, forkMeans, span } from '../store/words.ts';
import { icon } from '../theme/icons.ts';
import { addStyles } from '../theme/styles.ts';
import { button, iconButton } from '../theme/toolkit.ts';
import { ViewElement } from './view-element.ts';

@customElement('kl-past-bar')
export class PastBar extends ViewElement {
  @property({ attribute: false }) conductor!: Conductor;
  @property({ type: Number }) revision = 0;
  @property({ type: Number }) agoUs = 0;
  @property({ type: Number }) headRevision = 0;
  @property({ type: Boolean }) paused = false;
  /** The lab's own clock. */
  @property() now = '';
  @property({ type: Boolean }) playing = false;
  @property({ type: Number }) width = 0;

  protected override render() {
    const head = `The cluster is ${this.paused ? 'paused' : 'running'} at ${this.now}, revision ${count(this.headRevision)}.`;
    return html`<div class="pastbar" role="status">
      ${icon('clock')}
      <span class="el grow">${this.width < 640 ? '' : 'You are looking at '}<b class="n">${this.width < 640 ? 'Revision' : 'revision'} ${count(this.revision)}</b>, <span class="n">${span(this.agoUs)}</span> ago${this.width >= 900 ? `. ${head}` : ''}</span>
      ${iconButton({ label: this.playing ? 'Stop replaying the steps (R)' : 'Replay the recorded steps (R)', content: icon('replay'), act: this.conductor.replay, pressed: this.playing })}
      ${button({ label: 'Return to live', act: this.conductor.returnToLive })}
      ${button({ label: 'Fork from here', act: this.conductor.forkHere, secondary: true, title: forkMeans(this.revision, this.headRevision) })}
    </div>`;
  }
}

addStyles(`
kl-past-bar{display:block;grid-column:1/-1;min-width:0}
.pastbar{display:flex;align-items:center;gap:12px;height:36px;padding:0 8px 0 12px;border-bottom:1px solid var(--line);background:var(--past0);box-shadow:inset 3px 0 0 var(--past)}
body[data-vscode-theme-kind^=vscode-high-contrast] .pastbar{border:1px dashed var(--past)}
`);
