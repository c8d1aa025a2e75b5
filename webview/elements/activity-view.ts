// The trace at the level of tiles: how busy each lane was over the last sixty seconds.
import { html, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { axisEnds, traceHead } from '../layout/trace.ts';
import { wideFont } from '../layout/font.ts';
import { type Activity, binCount } from '../store/activity.ts';
import { addStyles } from '../theme/styles.ts';
import { ViewElement } from './view-element.ts';

@customElement('kl-activity')
export class ActivityView extends ViewElement {
  @property({ attribute: false }) activity: Activity | undefined;
  @property({ type: Number }) width = 0;
  @property({ type: Number }) height = 0;

  protected override render() {
    const { x0, x1 } = axisEnds(this.width);
    const lanes = this.activity?.lanes ?? [];
    const top = traceHead + 18;
    const laneHeight = Math.max(14, Math.min(18, Math.floor((this.height - top - 6) / Math.max(1, lanes.length))));
    const binWidth = (x1 - x0) / binCount;
    return html`<div class="trace" role="group" aria-label="Activity of the last 60 seconds" tabindex="0">
      <div class="title" .style=${`width:${x0 - 12}px;height:${traceHead}px`}>Activity, last 60 s</div>
      <svg class="axis" width=${this.width} height="19" aria-hidden="true"><path class="rule" d="M0 .5H${this.width}"/>
        ${marks(x1 - x0).map((ago) => svg`<text x=${x0 + ((60 - ago) / 60) * (x1 - x0) + (ago === 0 ? -3 : 3)} y="12" text-anchor=${ago === 0 ? 'end' : 'start'}>${ago === 0 ? 'now' : `−${ago} s`}</text>`)}</svg>
      <div class="lanes" .style=${`top:${top}px;height:${this.height - top - 4}px`}><div class="sheet" .style=${`height:${lanes.length * laneHeight}px`}>
        ${lanes.map((lane, index) => html`<div class="lane" .style=${`top:${index * laneHeight}px;height:${laneHeight}px`}><span class="el" .style=${`width:${x0 - 28}px`}>${lane.label}</span></div>`)}
        <svg width=${this.width} height=${lanes.length * laneHeight} aria-hidden="true">
          <path class="grid" d=${[0, 1, 2, 3, 4, 5, 6].map((at) => `M${x0 + (at / 6) * (x1 - x0)} 0V${lanes.length * laneHeight}`).join('')}/>
          <path class="bar" d=${lanes.map((lane, index) => histogram(lane.bins, x0, (index + 1) * laneHeight - 2, binWidth, laneHeight - 4)).join('')}/></svg>
      </div></div></div>`;
  }
}

/** "now" stands at the end; the mark before it gives way where there is no room for both. */
function marks(width: number): readonly number[] {
  const room = width / 6 >= wideFont.width('\u221210 snow', 11) + 10;
  return [60, 50, 40, 30, 20, ...(room ? [10] : []), 0];
}

/** Each lane against its own busiest half second, on a root scale, so that quiet ones can be read too. */
function histogram(bins: readonly number[], x0: number, bottom: number, binWidth: number, height: number): string {
  const most = bins.reduce((max, bin) => Math.max(max, bin), 1);
  return bins
    .map((bin, index) => {
      const h = bin === 0 ? 0.6 : Math.max(1, Math.sqrt(bin / most) * height);
      return `M${(x0 + index * binWidth).toFixed(1)} ${bottom.toFixed(1)}h${Math.max(0.8, binWidth - 1).toFixed(1)}v${(-h).toFixed(1)}h${(-Math.max(0.8, binWidth - 1)).toFixed(1)}z`;
    })
    .join('');
}

addStyles(`kl-activity{display:block;min-width:0;overflow:clip}`);
