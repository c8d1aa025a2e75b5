// The trace: what each component did and when, as a waterfall on an elastic axis, with the scrubber over all revisions above it.
import { html, nothing, svg } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Micros } from '../../lab-cluster/index.ts';
import { type Font, wideFont } from '../layout/font.ts';
import { layoutScrubber } from '../layout/scrubber.ts';
import {
  axisEnds,
  axisHeight,
  barAt,
  layoutTrace,
  namesRoom,
  noteHeight,
  timeAtX,
  traceHead,
  type TraceGeometry,
  xAtTime,
} from '../layout/trace.ts';
import { laneLabel, titleLines } from '../layout/trace-names.ts';
import type { Conductor } from '../store/conductor.ts';
import { memo } from '../store/memo.ts';
import type { TraceModel } from '../store/trace-model.ts';
import type { Bookmark, Timeline } from '../store/view-state.ts';
import { count, plural, span } from '../store/words.ts';
import { addStyles } from '../theme/styles.ts';
import { arrowPaths, barPaths } from './trace-paths.ts';
import { ViewElement } from './view-element.ts';

@customElement('kl-trace')
export class TraceView extends ViewElement {
  @property({ attribute: false }) conductor!: Conductor;
  @property({ attribute: false }) trace: TraceModel | undefined;
  @property({ attribute: false }) timeline!: Timeline;
  @property({ attribute: false }) bookmarks: readonly Bookmark[] = [];
  @property({ type: Number }) step = 0;
  /** Instant of the cursor in the past, or -1 when live. */
  @property({ type: Number }) cursorUs = -1;
  @property({ type: Number }) nowUs = 0;
  @property({ type: Number }) width = 0;
  @property({ type: Number }) height = 0;
  @property({ attribute: false }) font: Font = wideFont;
  @state() private dragX = -1;
  /** How far the lanes are scrolled. */
  @state() private top = 0;
  @query('.lanes') private readonly lanes!: HTMLElement | null;

  readonly #layout = memo(layoutTrace);
  readonly #scrub = memo(layoutScrubber);
  readonly #bars = memo(barPaths);
  #shownStep = 0;

  protected override render() {
    return html`<div class="trace" role="group" aria-label="Trace" tabindex="0" @keydown=${this.#keys}>
      ${this.#overview()}${this.trace === undefined || this.trace.bars.length === 0 ? this.#nothing() : this.#waterfall(this.trace)}
    </div>`;
  }

  protected override updated(): void {
    if (this.step !== this.#shownStep && this.trace !== undefined) {
      this.#shownStep = this.step;
      this.#revealStep(this.trace);
    }
  }

  #nothing() {
    return html`<div class="quiet mu">Nothing has been asked of this cluster yet. What you apply is traced here, component by component.</div>`;
  }

  #overview() {
    const { x0, x1 } = axisEnds(this.width);
    const scrub = this.#scrub(this.timeline, x0, x1);
    const at = this.cursorUs < 0 ? x1 : scrub.xOf(this.cursorUs);
    const x = this.dragX >= 0 ? this.dragX : at;
    const shown = this.timeline.revisions[this.cursorUs < 0 ? this.timeline.revisions.length - 1 : scrub.indexAt(at)];
    return html`${this.#title(x0)}
      <svg class="scrub" width=${this.width} height=${traceHead} role="img" aria-label="Revision ${shown?.revision ?? 0} of ${this.timeline.revisions.at(-1)?.revision ?? 0}; drag to look at the past"
        @pointerdown=${this.#grab} @pointermove=${this.#drag} @pointerup=${this.#release} @pointercancel=${this.#release}>
        <path class="rule" d="M${x0 - 8} ${traceHead - 0.5}H${this.width}"/><rect x="0" y="0" width=${this.width} height=${traceHead} fill="transparent"/>
        <path class="rule" d="M${x0} 20H${x1}"/>
        <path class="tick" d=${scrub.ticks
          .filter((tick) => tick.x <= at + 0.5)
          .map((tick) => `M${tick.x.toFixed(1)} 20V${tick.long ? 13 : 16}`)
          .join('')}/>
        <path class="tick later" d=${scrub.ticks
          .filter((tick) => tick.x > at + 0.5)
          .map((tick) => `M${tick.x.toFixed(1)} 20V${tick.long ? 13 : 16}`)
          .join('')}/>
        ${scrub.labels.map((label) => (Math.abs(label.x + 10 - x) < 18 ? nothing : svg`<text class="rev" x=${label.x} y="12">${label.text}</text>`))}
        ${this.bookmarks.map((mark) => svg`<path class="flag" d="M${scrub.xOf(mark.timeUs) - 3} 20h6v7l-3 -2.5 -3 2.5z"><title>Bookmark: revision ${mark.revision}</title></path>`)}
        <path class="thumb-line" d="M${x} 8V24"/><circle class="thumb" cx=${x} cy="8" r="4"/>
      </svg>`;
  }

  #title(x0: number) {
    const { trace } = this;
    const words = trace === undefined ? 'No request yet' : `${trace.title}${trace.truncated ? ' (in part)' : ''}`;
    return html`<div class="title" title=${words} .style=${`width:${x0 - 12}px;height:${traceHead + axisHeight}px`}>${titleLines(words, namesRoom(x0), this.font).map((line) => html`<span>${line}</span>`)}</div>`;
  }

  #geometry(trace: TraceModel): TraceGeometry {
    return this.#layout(trace, this.width, this.height, trace.open ? this.nowUs : 0, this.step, this.font);
  }

  #waterfall(trace: TraceModel) {
    const geometry = this.#geometry(trace);
    const current = trace.steps[this.step - 1];
    return html`${this.#axis(geometry)}
      <div class="lanes" @scroll=${(event: Event) => (this.top = (event.currentTarget as HTMLElement).scrollTop)} .style=${`top:${geometry.lanesTop}px;height:${geometry.viewHeight}px`}>
        <div class="sheet" .style=${`height:${geometry.lanesHeight}px`} @click=${(event: MouseEvent) => this.#pick(event, geometry)} @pointermove=${(event: PointerEvent) => this.#name(event, geometry)}>
          ${trace.lanes.map((lane, index) => html`<div class="lane ${lane.band ? 'band' : ''} ${current?.lane === lane.key ? 'cur' : ''}" .style=${`top:${index * geometry.laneHeight}px;height:${geometry.laneHeight}px`}><span class="el" title=${lane.label} .style=${`width:${geometry.x0 - 16}px`}>${laneLabel(lane.label, namesRoom(geometry.x0), this.font)}</span></div>`)}
          <svg width=${this.width} height=${geometry.lanesHeight} aria-hidden="true">
            <path class="grid" d=${geometry.ticks.map((tick) => `M${(geometry.x0 + (geometry.x1 - geometry.x0) * tick.at).toFixed(1)} 0V${geometry.lanesHeight}`).join('')}/>
            ${arrowPaths(trace, geometry, this.step, this.cursorUs)}
            ${this.#bars(trace, geometry, this.step, this.cursorUs)}
            ${geometry.labels.map((label) => svg`<text class="k ${label.band ? 't' : ''} ${label.step > 0 && label.step === this.step ? 'c' : ''} ${this.#isLater(label.timeUs) ? 'later' : ''}" x=${label.x} y=${label.y}>${label.text}</text>`)}
            ${this.cursorUs < 0 || this.cursorUs > trace.endUs + 10_000 || this.cursorUs < trace.startUs ? nothing : svg`<path class="now" d="M${xAtTime(geometry, this.cursorUs)} 0V${geometry.lanesHeight}"/>`}
          </svg>
        </div>
      </div>${this.#note(geometry)}`;
  }

  /** How many lanes are out of sight, and in which direction; a click brings them. */
  #note(geometry: TraceGeometry) {
    const { laneHeight, lanesHeight, viewHeight, lanesTop } = geometry;
    if (lanesHeight <= viewHeight) {
      return nothing;
    }
    const above = Math.round(Math.min(this.top, lanesHeight - viewHeight) / laneHeight);
    const below = Math.round((lanesHeight - viewHeight) / laneHeight) - above;
    const words = below > 0 ? `${plural(below, 'more lane')} below` : `${plural(above, 'lane')} above`;
    const bring = () => this.lanes?.scrollTo({ top: below > 0 ? this.top + viewHeight : 0 });
    return html`<button class="note mu" tabindex="-1" .style=${`top:${lanesTop + viewHeight}px;height:${noteHeight}px`} @click=${bring}>${words}</button>`;
  }

  #isLater(timeUs: Micros): boolean {
    return this.cursorUs >= 0 && timeUs > this.cursorUs;
  }

  #axis(geometry: TraceGeometry) {
    const x = (at: number) => geometry.x0 + (geometry.x1 - geometry.x0) * at;
    return html`<svg class="axis" width=${this.width} height="19" aria-hidden="true">
      ${geometry.ticks.map((tick) => svg`<path class="grid" d="M${x(tick.at).toFixed(1)} 15V19"/><text x=${x(tick.at) + 3} y="12">${tick.label}</text>`)}
      ${geometry.axis.segments
        .filter((segment) => segment.folded)
        .map((segment) => {
          const middle = x((segment.start + segment.end) / 2);
          return svg`<path class="fold" d="M${middle - 3} 16l3 -7M${middle + 1} 16l3 -7"><title>${span(segment.toUs - segment.fromUs)} with nothing in it</title></path>`;
        })}</svg>`;
  }

  #pick(event: MouseEvent, geometry: TraceGeometry): void {
    const point = this.#point(event);
    const bar = barAt(geometry, point.x, point.y);
    if (bar !== undefined && bar.step > 0) {
      this.conductor.goToStep(bar.step);
    } else if (point.x >= geometry.x0) {
      this.conductor.lookAt(bar?.endUs !== undefined && bar.endUs >= 0 ? bar.endUs : timeAtX(geometry, point.x));
    }
  }

  #point(event: MouseEvent): { readonly x: number; readonly y: number } {
    const sheet = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return { x: event.clientX - sheet.left, y: event.clientY - sheet.top };
  }

  #name(event: PointerEvent, geometry: TraceGeometry): void {
    const point = this.#point(event);
    const bar = barAt(geometry, point.x, point.y);
    const step = bar === undefined || bar.step === 0 ? undefined : this.trace?.steps[bar.step - 1];
    const main = step?.spans[0];
    const sheet = event.currentTarget as HTMLElement;
    const title =
      step === undefined || main === undefined
        ? bar === undefined
          ? ''
          : `${span(Math.max(0, bar.endUs - bar.startUs))}${bar.revision > 0 ? `, revision ${count(bar.revision)}` : ''}`
        : `${step.number}  ${step.action}, ${span(Math.max(0, main.endUs - main.startUs))}\n${main.decided}`;
    if (sheet.title !== title) {
      sheet.title = title;
    }
  }

  #grab(event: PointerEvent): void {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#scrubTo(event);
  }

  #drag(event: PointerEvent): void {
    if (this.dragX >= 0) {
      this.#scrubTo(event);
    }
  }

  #scrubTo(event: PointerEvent): void {
    const { x0, x1 } = axisEnds(this.width);
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const x = event.clientX - box.left;
    if (x < x0 - 12) {
      return;
    }
    this.dragX = Math.max(x0, Math.min(x1, x));
    const { revisions } = this.timeline;
    const index = this.#scrub(this.timeline, x0, x1).indexAt(this.dragX);
    const at = revisions[index];
    this.dispatchEvent(new CustomEvent('scrub', { detail: true, bubbles: true }));
    if (index >= revisions.length - 1) {
      this.conductor.returnToLive();
    } else if (at !== undefined) {
      this.conductor.lookAt(at.timeUs);
    }
  }

  #release(): void {
    this.dragX = -1;
    this.dispatchEvent(new CustomEvent('scrub', { detail: false, bubbles: true }));
  }

  #keys(event: KeyboardEvent): void {
    const { trace } = this;
    if (trace === undefined || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) {
      return;
    }
    event.preventDefault();
    const next = this.step === 0 ? trace.steps.length : this.step + (event.key === 'ArrowDown' ? 1 : -1);
    this.conductor.goToStep(Math.max(1, Math.min(trace.steps.length, next)));
  }

  /** Scrolls the lane of the current step into view; the one place that moves the lanes by itself. */
  #revealStep(trace: TraceModel): void {
    const lane = trace.steps[this.step - 1]?.lane;
    const geometry = this.#geometry(trace);
    const index = lane === undefined ? -1 : (geometry.laneIndex.get(lane) ?? -1);
    if (index < 0 || this.lanes === null || geometry.lanesHeight <= geometry.viewHeight) {
      return;
    }
    const top = index * geometry.laneHeight;
    const { scrollTop } = this.lanes;
    if (top < scrollTop || top + geometry.laneHeight > scrollTop + geometry.viewHeight) {
      this.lanes.scrollTop = Math.round(Math.max(0, top - geometry.viewHeight / 2) / geometry.laneHeight) * geometry.laneHeight;
    }
  }
}

addStyles(`
kl-trace{display:block;min-width:0;overflow:clip}
.trace{position:relative;height:100%;border-top:1px solid var(--line);overflow:clip}
.trace:focus-visible{outline-offset:-2px}
.trace svg{position:absolute;left:0;fill:none;overflow:hidden}
.trace svg text{font:11px var(--vscode-font-family);fill:var(--mute);font-variant-numeric:tabular-nums}
.trace svg text.rev{font-size:10px}
.trace .title{position:absolute;left:12px;top:0;display:flex;flex-direction:column;justify-content:center;font-size:11px;line-height:15px;color:var(--fg);white-space:nowrap;z-index:1}
.trace .note{position:absolute;left:12px;font-size:11px;line-height:14px;white-space:nowrap}.trace .note:hover{text-decoration:underline}
.trace .scrub{top:0;cursor:ew-resize;touch-action:none}
.trace .axis{top:28px}
.trace .rule{stroke:var(--line)}.trace .grid{stroke:var(--grid)}.trace .fold{stroke:var(--mute)}
.trace .tick{stroke:var(--work)}.trace .tick.later{stroke:var(--quiet)}
.trace .flag{fill:var(--fg)}.trace .thumb{fill:var(--acc)}.trace .thumb-line{stroke:var(--acc);stroke-width:2}
.trace .quiet{position:absolute;left:12px;right:12px;top:40px;font-size:11px}
.lanes{position:absolute;left:0;right:0;overflow-x:hidden;overflow-y:auto;scrollbar-width:none}
.sheet{position:relative;cursor:pointer}
.lane{position:absolute;left:0;right:0;display:flex;align-items:center;font-size:11px;line-height:14px;color:var(--mute);white-space:nowrap;padding-left:12px}
.lane.band{background:var(--tint)}.lane.cur{background:var(--acc0);color:var(--fg);font-weight:600}
body[data-vscode-theme-kind^=vscode-high-contrast] .lane.cur{outline:2px solid var(--acc);outline-offset:-2px}
.sheet text.k{paint-order:stroke;stroke:var(--bg);stroke-width:4px;stroke-linejoin:round}
.trace svg text.k:not(.c){fill:var(--num)}
.sheet text.t{stroke:var(--tint)}
.trace svg text.c{stroke:var(--acc0);fill:var(--acct);font-weight:600}
.sheet text.later{opacity:.85}
.sheet .bar{fill:var(--work)}.sheet .bar.context{fill:var(--quiet)}.sheet .bar.cur{fill:var(--acc)}.sheet .bar.later{fill:var(--bg);stroke:var(--quiet)}
.sheet .arrow{stroke:var(--quiet)}.sheet .arrow.lit{stroke:var(--acc1)}.sheet .arrow.cur{stroke:var(--acc);stroke-width:1.5}.sheet .arrow.watch{stroke-dasharray:1.5 3;stroke-linecap:round}
.sheet .now{stroke:var(--acc)}
`);
