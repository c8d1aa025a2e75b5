// Where the inspector is, while there is no cluster: how to start one, how far the start is, or why it failed.
import { html, type TemplateResult } from 'lit';
import type { LabState } from '../../lab-cluster/host/protocol.ts';
import { icon } from '../theme/icons.ts';
import { addStyles } from '../theme/styles.ts';
import { button, progress } from '../theme/toolkit.ts';

export interface StartActions {
  readonly start: () => void;
  readonly sample: () => void;
}

export function startPanel(lab: LabState | null | undefined, side: boolean, actions: StartActions): TemplateResult {
  return html`<div class="insp ${side ? 'side' : 'below'}"><div class="cta">${body(lab, actions)}</div></div>`;
}

function body(lab: LabState | null | undefined, actions: StartActions): TemplateResult {
  if (lab === undefined) {
    return progress('Connecting to the lab');
  }
  if (lab === null) {
    return html`<b>No cluster is running</b>
      <p class="mu">Start one to see each component appear, or open the sample and apply it. Nothing runs outside this editor.</p>
      <div class="acts">${button({ label: 'Start a 3-node cluster', act: actions.start })}${button({ label: 'Open the sample', act: actions.sample, secondary: true })}</div>`;
  }
  if (lab.phase === 'failed') {
    return html`<b class="failed">${icon('warning', 'bad')}The cluster could not start</b>
      <p>${lab.failure}</p><div class="acts">${button({ label: 'Start again', act: actions.start })}</div>
      ${bootList(lab)}`;
  }
  return html`<b>Starting your cluster</b>${lab.boot.length === 0 ? html`<p>${progress('Starting the lab')}</p>` : bootList(lab)}`;
}

function bootList(lab: LabState): TemplateResult {
  return html`<ol class="steps boot">${lab.boot.map((part) => html`<li class=${part.done ? 'on' : ''}><span class="part"><span class="grow">${part.part}</span><span class="mu">${part.text}</span></span></li>`)}</ol>`;
}

addStyles(`
.cta{padding:20px 16px;max-width:400px}.cta b{font-size:13px;line-height:18px;font-weight:600}.cta p{margin:4px 0 16px;line-height:18px}
.cta .failed{display:flex;gap:8px;align-items:center}
.boot{margin-top:12px;--c:var(--work)}.boot .part{display:flex;gap:8px}
`);
