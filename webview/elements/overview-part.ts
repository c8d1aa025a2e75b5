// What the inspector says when nothing is selected: how the cluster stands, what needs attention, and what one may do next.
import { html, nothing, type TemplateResult } from 'lit';
import { needsAttention, overviewText } from '../store/attention.ts';
import type { Picture } from '../store/picture.ts';
import { addStyles } from '../theme/styles.ts';
import { section } from './inspector-parts.ts';

const most = 8;

export function overview(picture: Picture, select: (object: string) => void, openSample: () => void): TemplateResult {
  const attention = needsAttention(picture);
  const calm = attention.length === 0;
  return html`${section('', html`<p class="say">${overviewText(picture)}${calm ? ' Every loop is closed, so nobody is doing anything.' : ''}</p>`)}
    ${
      calm
        ? nothing
        : section(
            'Needs attention',
            html`<table>${attention.slice(0, most).map((item) => html`<tr><td>${item.object === '' ? item.name : html`<button class="lk" @click=${() => select(item.object)}>${item.name}</button>`}</td><td>${item.text}</td></tr>`)}</table>${
              attention.length > most ? html`<p class="mu note">and ${attention.length - most} more</p>` : nothing
            }`,
          )
    }
    ${picture.loops.some((loop) => !loop.namespace.startsWith('kube-')) ? nothing : section('To begin', html`<p class="mu note">Open a manifest and choose Apply above a document. The request is drawn here as it travels.</p><button class="lk" @click=${openSample}>Open the sample</button>`)}
    ${section('Keys', html`<table class="keys"><tr><td><kbd>← →</kbd></td><td>previous, next step</td></tr><tr><td><kbd>Space</kbd></td><td>play or pause</td></tr><tr><td><kbd>End</kbd></td><td>return to live</td></tr><tr><td><kbd>W</kbd></td><td>why is it so</td></tr><tr><td><kbd>T</kbd></td><td>text view</td></tr></table>`)}`;
}

addStyles(`
.keys td:last-child{text-align:left;color:var(--mute)}.keys td:first-child{width:64px}
kbd{font:11px/16px var(--mono);color:var(--fg)}
`);
