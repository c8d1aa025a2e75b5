// What the inspector says when nothing is selected: how the cluster stands, what needs attention, and what one may do next.
import { html, nothing, type TemplateResult } from 'lit';
import { needsAttention, overviewText } from '../store/attention.ts';
import type { Picture } from '../store/picture.ts';
import type { ViewState } from '../store/view-state.ts';
import { clock, count, forkMeans, span } from '../store/words.ts';
import { addStyles } from '../theme/styles.ts';
import { section } from './inspector-parts.ts';

const most = 8;

/** Where the picture stands, and what may be done from there. */
export function pastPart(state: ViewState, goToStep: (step: number) => void): TemplateResult {
  const { picture, lab, trace, goal, bookmarks } = state;
  const timeUs = goal.at === 'past' ? goal.timeUs : picture.timeUs;
  const head = lab?.revision ?? 0;
  const later = bookmarks.filter((mark) => mark.timeUs > timeUs).length;
  const before = trace === undefined || trace.startUs > timeUs ? 'comes after' : 'came before';
  return html`${section(
    'Where you are',
    html`<table class="facts"><tr><td>revision</td><td>${count(picture.revision)} of ${count(head)}</td></tr><tr><td>virtual time</td><td>${clock(timeUs)}, ${span(Math.max(0, (lab?.timeUs ?? 0) - timeUs))} ago</td></tr>
      ${trace === undefined || trace.steps.length === 0 ? nothing : html`<tr><td>what ${before}</td><td><button class="lk" @click=${() => goToStep(1)}>${trace.title}</button></td></tr>`}</table>`,
  )}
  ${section('If you fork here', html`<p class="mu note">${forkMeans(picture.revision, head)}${later === 0 ? '' : ` So ${later === 1 ? 'is 1 bookmark' : `are ${later} bookmarks`}.`} Nothing changes for as long as you only look.</p>`)}`;
}

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
    ${picture.loops.some((loop) => !loop.namespace.startsWith('kube-')) ? nothing : section('To begin', html`<p class="mu note">Open a manifest and choose Apply above a document. The request is drawn here as it travels.</p><button class="lk" @click=${openSample}>Open the sample</button>`)}`;
}

export function keysPart(): TemplateResult {
  return html`${section('Keys', html`<table class="keys"><tr><td><kbd>← →</kbd></td><td>previous, next step</td></tr><tr><td><kbd>Space</kbd></td><td>play or pause</td></tr><tr><td><kbd>End</kbd></td><td>return to live</td></tr><tr><td><kbd>W</kbd></td><td>why is it so</td></tr><tr><td><kbd>T</kbd></td><td>text view</td></tr></table>`)}`;
}

addStyles(`
.facts td:first-child{color:var(--mute);width:96px}.insp .facts td:last-child{text-align:left}
.insp .keys td:last-child{text-align:left;color:var(--mute)}.keys td:first-child{width:64px}
kbd{font:11px/16px var(--mono);color:var(--fg)}
`);
