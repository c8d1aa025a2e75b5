// The same facts in reading order, kept in step with the picture, for those who read rather than look.
import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { overviewText } from '../store/attention.ts';
import type { Conductor } from '../store/conductor.ts';
import { placeOf } from '../store/places.ts';
import { podsOn } from '../store/picture.ts';
import { podLabel, podLook } from '../store/pods.ts';
import { lastRefusal, standingText, waiters } from '../store/standing.ts';
import { objectsOf, type Step } from '../store/trace-model.ts';
import { isPast, shownClock, type ViewState } from '../store/view-state.ts';
import { begun, count, percent, plural, sentence } from '../store/words.ts';
import { addStyles } from '../theme/styles.ts';
import { ScrollMemory } from './scroll-memory.ts';
import { ViewElement } from './view-element.ts';

const mostPods = 40;

@customElement('kl-text')
export class TextView extends ViewElement {
  @property({ attribute: false }) state!: ViewState;
  @property({ attribute: false }) conductor!: Conductor;

  readonly #scroll = new ScrollMemory('text');

  protected override updated(): void {
    this.#scroll.restore(this.querySelector('.tv'), 'text', this.state);
  }

  protected override render() {
    const { picture, lab } = this.state;
    const stand = isPast(this.state) ? 'in the past' : lab?.paused === true ? 'live and paused' : 'live';
    const pending = podsOn(picture, '');
    return html`<div class="tv" tabindex="0" role="document" aria-label="The cluster in words" @scroll=${(event: Event) => this.#scroll.keep(event.currentTarget as HTMLElement, this.conductor)}>
      <h2>Now</h2>
      <p>Virtual time ${shownClock(this.state)}, revision ${count(picture.revision)}, ${stand}. ${overviewText(picture)} ${standingText(this.state)} ${pending.length === 0 ? 'Nothing is unscheduled.' : `${plural(pending.length, 'pod')} unscheduled.`}</p>
      ${pending.length === 0 ? nothing : html`<ul>${pending.slice(0, mostPods).map((pod) => html`<li>${pod.name}: ${pod.reason || 'waiting for the scheduler'}</li>`)}</ul>`}
      ${this.state.bookmarks.length === 0 ? nothing : html`<p>Bookmarks: ${this.state.bookmarks.map((mark) => `revision ${count(mark.revision)}`).join(', ')}.</p>`}
      ${isPast(this.state) ? nothing : this.#outside()}${this.#request()}${this.#packet()}
      <h2>Workloads</h2>
      <ul>${picture.loops.map((loop) => html`<li>${loop.name} (${loop.kind}, namespace ${loop.namespace}): wants ${loop.desired}, has ${loop.actual}${loop.reason === '' ? '' : `, ${loop.reason}`}.</li>`)}</ul>
      <h2>Nodes</h2>
      <ul>${picture.nodes.map((node) => html`<li>${node.name}, ${node.state}, cpu ${percent(node.cpuMilli.requested, node.cpuMilli.allocatable)} % and memory ${percent(node.memoryBytes.requested, node.memoryBytes.allocatable)} % of what is allocatable requested.${downOn(picture, node.name)}${this.#pods(node.name)}</li>`)}</ul>
      <h2>Control plane</h2>
      <ul>${picture.etcd.map((member) => html`<li>${member.name}: ${member.role}, term ${member.term}, revision ${count(member.index)}.</li>`)}
        ${picture.components.filter((row) => placeOf(row.name).node === '' && !row.name.startsWith('etcd')).map((row) => html`<li>${placeOf(row.name).title}: ${row.up ? 'running' : 'down'}${row.watches.length === 0 ? '' : `, watches ${row.watches.join(', ')}`}.</li>`)}</ul>
    </div>`;
  }

  /** Who waits, and what was refused last. */
  #outside() {
    const refusal = lastRefusal(this.state);
    const waiting = waiters(this.state);
    return html`${waiting.map(({ who, request }) => html`<p>${who} waits for the answer to ${request}.</p>`)}${
      refusal === undefined
        ? nothing
        : html`<p>The last request, ${refusal.title}, ${refusal.by === '' ? 'reached nobody' : `was refused by the ${refusal.by}`} (${refusal.code}): ${sentence(refusal.why)}</p>`
    }`;
  }

  #request() {
    const { trace, step } = this.state;
    if (trace === undefined || trace.steps.length === 0) {
      return nothing;
    }
    return html`<h2>Request “${trace.title}”, ${plural(trace.steps.length, 'step')}</h2>
      <ol>${trace.steps.map((item) => {
        const main = item.spans[0];
        return main === undefined
          ? nothing
          : html`<li aria-current=${item.number === step ? 'step' : nothing}><button @click=${() => this.conductor.goToStep(item.number)}><b>${main.kind === 'input' ? 'You' : placeOf(main.component).title}.</b>${words('Saw', main.saw, item)}${words('Decided', main.decided, item)}${words('Wrote', main.wrote, item)}${main.saw === '' && main.decided === '' && main.wrote === '' ? ` ${begun(item.action, [])}.` : ''}${refusedWith(item)}</button></li>`;
      })}</ol>`;
  }

  #packet() {
    const { walk } = this.state;
    return walk === undefined
      ? nothing
      : html`<h2>Packet “${walk.title}”</h2><p>${walk.verdict}</p><ol>${walk.hops.map((hop) => html`<li>${hop.place === '' ? '' : `${hop.place}: `}${hop.title}. ${sentence(hop.text)}${hop.source === '' ? '' : ` From ${hop.source} to ${hop.destination}.`}</li>`)}</ol>`;
  }

  #pods(node: string) {
    const pods = podsOn(this.state.picture, node);
    const shown = pods.length > mostPods ? pods.filter((pod) => podLook(pod) !== 'ready').slice(0, mostPods) : pods;
    return html`<ul>${shown.map((pod) => html`<li>${podLabel(pod)}${pod.ip === '' ? '' : `, ${pod.ip}`}</li>`)}${shown.length < pods.length ? html`<li>${plural(pods.length - shown.length, 'other pod')}</li>` : nothing}</ul>`;
  }
}

/** Processes of a node whose ports the picture shows cut off. */
function downOn(picture: ViewState['picture'], node: string): string {
  const down = picture.components.filter((row) => placeOf(row.name).node === node && !row.up).map((row) => row.name.split('/')[0]);
  return down.length === 0 ? '' : ` Down: ${down.join(', ')}.`;
}

/** What the picture crosses out. */
function refusedWith(step: Step): string {
  const code = Math.max(0, ...step.spans.map((span) => span.code));
  return code < 400 ? '' : ` Refused with ${code}.`;
}

function words(verb: string, text: string, step: Step): string {
  return text === '' ? '' : ` ${verb}: ${sentence(begun(text, objectsOf(step)))}`;
}

addStyles(`
kl-text{display:block;position:relative;overflow:clip}
.tv{position:absolute;inset:0;overflow:auto;padding:12px 20px 20px;line-height:18px;scrollbar-width:thin}
.tv>*{max-width:720px}
.tv h2{font-size:13px;line-height:18px;margin:12px 0 4px}.tv h2:first-child{margin-top:0}.tv p,.tv ol,.tv ul{margin:0}.tv ol,.tv ul{padding-left:24px}.tv li{margin:2px 0;overflow-wrap:anywhere}
.tv li[aria-current]{color:var(--acct)}.tv li[aria-current]::marker{font-weight:600}

.tv button{vertical-align:top}.tv button:hover{text-decoration:underline}
`);
