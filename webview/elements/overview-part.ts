// What the inspector says when nothing is selected: how the cluster stands, what needs attention, and what one may do next.
import { html, nothing, type TemplateResult } from 'lit';
import { needsAttention, overviewText } from '../store/attention.ts';
import { lastRefusal, refusedBy, standingText } from '../store/standing.ts';
import { isPast, type ViewState } from '../store/view-state.ts';
import { clockText } from '../protocol.ts';
import { count, forkMeans, span } from '../store/words.ts';
import { addStyles } from '../theme/styles.ts';
import { icon } from '../theme/icons.ts';
import { prose, section } from './inspector-parts.ts';

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
    html`<table class="facts"><tr><td>revision</td><td>${count(picture.revision)} of ${count(head)}</td></tr><tr><td>virtual time</td><td>${clockText(timeUs, true)}, ${span(Math.max(0, (lab?.timeUs ?? 0) - timeUs))} ago</td></tr>
      ${trace === undefined || trace.steps.length === 0 ? nothing : html`<tr><td>what ${before}</td><td><button class="lk" @click=${() => goToStep(1)}>${trace.title}</button></td></tr>`}</table>`,
  )}
  ${section('If you fork here', html`<p class="mu note">${forkMeans(picture.revision, head)}${later === 0 ? '' : ` So ${later === 1 ? 'is 1 bookmark' : `are ${later} bookmarks`}.`} Nothing changes for as long as you only look.</p>`)}`;
}

export interface OverviewActs {
  readonly select: (object: string) => void;
  readonly goToStep: (step: number) => void;
  readonly openSample: () => void;
}

export function overview(state: ViewState, acts: OverviewActs): TemplateResult {
  const { picture } = state;
  const attention = needsAttention(picture);
  return html`${section('', html`<p class="say">${overviewText(picture)} ${standingText(state)}</p>`)}${isPast(state) ? nothing : refusalPart(state, acts.goToStep)}
    ${
      attention.length === 0
        ? nothing
        : section(
            'Needs attention',
            html`<table class="needs">${attention.slice(0, most).map((item) => html`<tr><td>${item.object === '' ? item.name : html`<button class="lk" @click=${() => acts.select(item.object)}>${item.name}</button>`}</td><td>${item.text}</td></tr>`)}</table>${
              attention.length > most ? html`<p class="mu note">and ${attention.length - most} more</p>` : nothing
            }`,
          )
    }
    ${isPast(state) || picture.loops.some((loop) => !loop.namespace.startsWith('kube-')) ? nothing : section('To begin', html`<p class="mu note">Open a manifest and choose Apply above a document. The request is drawn here as it travels.</p><button class="lk" @click=${acts.openSample}>Open the sample</button>`)}`;
}

/** The newest request, when it was not done. */
function refusalPart(state: ViewState, goToStep: (step: number) => void) {
  const refusal = lastRefusal(state);
  if (refusal === undefined) {
    return nothing;
  }
  const { title, why, code, atUs, step } = refusal;
  return section(
    refusedBy(refusal),
    html`<p class="refusal">${icon('warning', 's14 bad')}<span><button class="lk" @click=${() => goToStep(step)}>${title}</button><span class="mu">, ${code} at ${clockText(atUs, true)}</span><br>${prose(why)}</span></p>`,
  );
}

const keys = [
  ['← →', 'step'],
  ['Shift →', '10 s on'],
  ['Space', 'pause'],
  ['R', 'replay'],
  ['End', 'live'],
  ['W', 'why'],
  ['F', 'follow'],
  ['B', 'bookmark'],
  ['T', 'text'],
] as const;

/** In a line or two: they are looked up, not read. */
export function keysPart(): TemplateResult {
  return section('Keys', html`<p class="keys mu">${keys.map(([key, what]) => html`<span><kbd>${key}</kbd> ${what}</span> `)}</p>`);
}

addStyles(`
.facts td:first-child{color:var(--mute);width:96px}.insp .facts td:last-child{text-align:left}
.keys{margin:0;font-size:11px;line-height:17px;display:flex;flex-wrap:wrap;gap:0 12px}.keys span{white-space:nowrap}
.needs td:first-child{white-space:nowrap;max-width:150px;overflow:hidden;text-overflow:ellipsis}
.refusal{display:flex;gap:6px;margin:0;overflow-wrap:anywhere}
kbd{font:11px/16px var(--mono);color:var(--fg)}
`);
