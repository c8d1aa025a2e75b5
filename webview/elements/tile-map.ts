// The many-pods stage: rates at the left, the hub as a slim bar, node labels in the document and pods on one canvas.
import { html, nothing, svg } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { textWidth } from '../layout/boxes.ts';
import { layoutTiles, nodeCorner, tileAt, type TilesGeometry } from '../layout/tiles.ts';
import type { Activity } from '../store/activity.ts';
import { memo } from '../store/memo.ts';
import { type LitPath, nothingLit, toneAmong } from '../store/path.ts';
import { type Picture, podsOn } from '../store/picture.ts';
import { podLabel, podObject } from '../store/pods.ts';
import { count } from '../store/words.ts';
import { icon, type IconName } from '../theme/icons.ts';
import { addStyles, boxStyle } from '../theme/styles.ts';
import { paintNode, readTileColors, type TileColors } from './tile-painter.ts';
import { ViewElement } from './view-element.ts';

/** Icon and spaces beside the words of a row. */
const besideText = 42;

@customElement('kl-tiles')
export class TileMap extends ViewElement {
  @property({ attribute: false }) picture!: Picture;
  @property({ attribute: false }) activity: Activity | undefined;
  @property({ type: Number }) width = 0;
  @property({ type: Number }) height = 0;
  @property({ attribute: false }) selected = '';
  @property({ attribute: false }) chosen = '';
  /** What a followed request has touched. */
  @property({ attribute: false }) path: LitPath = nothingLit;
  @property({ type: Number }) themeVersion = 0;
  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;

  readonly #layout = memo((width: number, height: number, nodeCount: number, mostPods: number) =>
    layoutTiles({ width, height, nodeCount, mostPods }),
  );
  readonly #colors = memo((_version: number) => readTileColors());
  #painted: { readonly key: string; readonly nodes: Map<number, unknown> } | undefined;
  #willPaint = false;

  get #geometry(): TilesGeometry {
    const nodes = this.picture.nodes;
    // Room for a few more, so that a rolling update does not lay everything out again.
    const most = nodes.reduce((max, node) => Math.max(max, podsOn(this.picture, node.name).length), 1);
    return this.#layout(this.width, this.height, nodes.length, Math.ceil(most / 8) * 8);
  }

  protected override render() {
    const geometry = this.#geometry;
    const nodes = this.picture.nodes.slice(0, geometry.columns * geometry.rows);
    return html`<canvas class="a tiles" .style=${boxStyle({ x: 0, y: 0, w: this.width, h: this.height })} role="img"
        aria-label="${nodes.length} nodes with ${this.picture.pods.size} pods; the text view lists them" @pointermove=${this.#hover} @click=${this.#click} @dblclick=${this.#open}></canvas>
      ${this.#left(geometry)}
      ${nodes.map((node, index) => this.#label(node.name, node.ready === 'True', index, geometry))}
      <svg class="over" aria-hidden="true">${this.#trunks(geometry)}${this.#selection(geometry)}</svg>
      ${geometry.hiddenNodes > 0 ? html`<div class="a h" .style=${`right:12px;bottom:0`}>${count(geometry.hiddenNodes)} nodes more than fit</div>` : nothing}`;
  }

  protected override updated(): void {
    if (!this.#willPaint) {
      this.#willPaint = true;
      requestAnimationFrame(() => {
        this.#willPaint = false;
        this.#paint();
      });
    }
  }

  #left(geometry: TilesGeometry) {
    const rate = (lanes: readonly string[]) => this.activity?.perMinute(lanes) ?? 0;
    const words = (value: number, unit: string) => {
      const whole = `${count(value)} ${unit}/min`;
      return value === 0 ? 'idle' : textWidth(whole, 11, 1.15) <= geometry.left - besideText ? whole : `${count(value)}/min`;
    };
    const controllers =
      this.picture.components.find((row) => row.name === 'kube-controller-manager')?.controllers.map((row) => row.name) ?? [];
    const rows: readonly (readonly [string, IconName, string, string, number])[] = [
      ['kubectl', 'terminal', 'You', 'kubectl', 0],
      ['kube-scheduler', 'scheduler', 'Scheduler', words(rate(['kube-scheduler']), 'decisions'), rate(['kube-scheduler'])],
      ['kube-controller-manager', 'gear', 'Controllers', words(rate(controllers), 'passes'), rate(controllers)],
      [
        'cloud-controller-manager',
        'cloud',
        geometry.left < 140 ? 'Cloud ctrl' : 'Cloud controller',
        words(rate(['cloud-controller-manager']), 'passes'),
        0,
      ],
    ];
    const tones = new Map(
      rows.map(([key]) => [key, toneAmong(this.path, key === 'kube-controller-manager' ? [key, 'more', ...controllers] : [key])]),
    );
    const members = this.picture.etcd.length;
    const rowHeight = 44;
    const y = (index: number) => index * rowHeight + (index > 0 ? 12 : 0);
    const etcdY = geometry.hubHeight - rowHeight - 8;
    const regionTop = rowHeight + 4;
    return html`<div class="place" .style=${boxStyle({ x: 12, y: regionTop, w: geometry.hubX + geometry.hubWidth - 12, h: geometry.hubHeight - regionTop })}></div>
      ${rows.map(([key, name, title, text], index) => this.#row(key, name, title, text, y(index), geometry, tones.get(key) ?? ''))}
      ${this.#row('etcd', 'store', 'etcd', `${members} ${members === 1 ? 'member' : 'members'}`, etcdY, geometry, toneAmong(this.path, ['etcd']))}
      <button class="hub slim ${toneAmong(this.path, ['kube-apiserver'])}" tabindex="-1" data-col="1" data-y="10" data-component="kube-apiserver" aria-label="API server" .style=${boxStyle({ x: geometry.hubX, y: 0, w: geometry.hubWidth, h: geometry.hubHeight })}>${icon('api')}API</button>
      <svg class="over" aria-hidden="true">${rows.map(([key, , , , value], index) => svg`<path class="strand ${tones.get(key) ?? ''}" .style=${`stroke-width:${thickness(value)}`} d="M${12 + geometry.left} ${y(index) + 18}H${geometry.hubX}"/>`)}
        <path class="strand ${toneAmong(this.path, ['etcd'])}" d="M${12 + geometry.left} ${etcdY + 16}H${geometry.hubX}M${12 + geometry.left} ${etcdY + 20}H${geometry.hubX}"/></svg>`;
  }

  #row(key: string, name: IconName, title: string, text: string, y: number, geometry: TilesGeometry, tone: string) {
    return html`<button class="row ${tone}" tabindex="-1" data-col="0" data-y=${y} data-component=${key} .style=${boxStyle({ x: 16, y, w: geometry.left - 4, h: 36 })}>${icon(name)}<span class="el grow">${title}<br><span class="mu n small">${text}</span></span></button>`;
  }

  #label(name: string, ready: boolean, index: number, geometry: TilesGeometry) {
    const corner = nodeCorner(geometry, index);
    const room = geometry.nodeWidth + geometry.gapX - 6;
    const short = room < 46 ? name.replace(/^.*?(\d+)$/, room < 30 ? '$1' : 'n$1') : name;
    const object = `nodes/${name}`;
    const cramped = !ready && room < 46;
    return html`<button class="tl ${this.selected === object ? 'sel' : ''} ${this.#nodeTone(name)} ${cramped ? 'lost' : ''}" tabindex="-1" data-col="3" data-y=${corner.y} data-x=${corner.x} data-object=${object} aria-label="${name}, ${ready ? 'Ready' : 'NotReady'}, ${podsOn(this.picture, name).length} pods"
      .style=${boxStyle({ x: corner.x, y: corner.y, w: geometry.nodeWidth + Math.max(2, geometry.gapX - 6), h: 16 })}>${ready || cramped ? nothing : icon('warning', 's12 bad')}<span class="n">${short}</span></button>`;
  }

  #trunks(geometry: TilesGeometry) {
    const rates = this.activity?.perMinute(['kubelet']) ?? 0;
    const x = geometry.hubX + geometry.hubWidth;
    return Array.from(
      { length: geometry.rows },
      (_, row) =>
        svg`<path class="strand ${this.#rowTone(row, geometry)}" .style=${`stroke-width:${thickness(rates / geometry.rows)}`} d="M${x} ${row * (geometry.nodeHeight + geometry.gapY) + 8}H${geometry.gridX - 6}"/>`,
    );
  }

  #nodeTone(node: string): string {
    return toneAmong(
      this.path,
      ['kubelet', 'containerd', 'kube-proxy'].map((agent) => `${agent}/${node}`),
    );
  }

  /** One trunk speaks for all nodes of its row. */
  #rowTone(row: number, geometry: TilesGeometry): string {
    const tones = this.picture.nodes.slice(row * geometry.columns, (row + 1) * geometry.columns).map((node) => this.#nodeTone(node.name));
    return tones.includes('cur') ? 'cur' : tones.includes('lit') ? 'lit' : '';
  }

  #selection(geometry: TilesGeometry) {
    const index = this.picture.nodes.findIndex((node) => `nodes/${node.name}` === this.selected);
    if (index < 0 || index >= geometry.columns * geometry.rows) {
      return nothing;
    }
    const corner = nodeCorner(geometry, index);
    return svg`<rect class="pick" x=${corner.x - 4} y=${corner.y - 2} width=${geometry.nodeWidth + 7} height=${geometry.nodeHeight + 5} rx="3"/>`;
  }

  /** Paints only nodes whose pods have changed since the last time. */
  #paint(): void {
    const { canvas } = this;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) {
      return;
    }
    const geometry = this.#geometry;
    const colors: TileColors = this.#colors(this.themeVersion);
    const ratio = devicePixelRatio || 1;
    const { cell, columns, across, down, gapX, gapY } = geometry;
    const key = [this.width, this.height, cell, columns, across, down, gapX, gapY, ratio, this.chosen, this.themeVersion].join(' ');
    if (this.#painted?.key !== key) {
      canvas.width = Math.round(this.width * ratio);
      canvas.height = Math.round(this.height * ratio);
      context.scale(ratio, ratio);
      this.#painted = { key, nodes: new Map() };
    }
    const shown = geometry.columns * geometry.rows;
    for (let index = 0; index < shown; index++) {
      const node = this.picture.nodes[index];
      const pods = node === undefined ? undefined : podsOn(this.picture, node.name);
      if (this.#painted.nodes.get(index) === pods) {
        continue;
      }
      const corner = nodeCorner(geometry, index);
      context.clearRect(corner.x - 1, corner.y + 15, geometry.nodeWidth + 2, geometry.nodeHeight - 14);
      if (pods !== undefined) {
        paintNode(context, index, pods, { geometry, colors, chosen: this.chosen });
      }
      this.#painted.nodes.set(index, pods);
    }
  }

  #podAt(event: MouseEvent) {
    const at = tileAt(this.#geometry, event.offsetX, event.offsetY);
    const node = at === undefined ? undefined : this.picture.nodes[at.node];
    return at === undefined || node === undefined ? undefined : { node, pod: podsOn(this.picture, node.name)[at.pod] };
  }

  #hover(event: PointerEvent): void {
    const found = this.#podAt(event);
    const title = found === undefined ? '' : found.pod === undefined ? found.node.name : podLabel(found.pod);
    if (this.canvas !== null && this.canvas.title !== title) {
      this.canvas.title = title;
    }
  }

  #click(event: MouseEvent): void {
    const found = this.#podAt(event);
    if (found !== undefined) {
      event.stopPropagation();
      const object = found.pod === undefined ? `nodes/${found.node.name}` : podObject(found.pod);
      this.dispatchEvent(new CustomEvent('pick-object', { detail: object, bubbles: true }));
    }
  }

  #open(event: MouseEvent): void {
    const found = this.#podAt(event);
    if (found?.pod !== undefined) {
      this.dispatchEvent(new CustomEvent('open-object', { detail: podObject(found.pod), bubbles: true }));
    }
  }
}

function thickness(perMinute: number): number {
  return perMinute <= 0 ? 1 : perMinute < 60 ? 1.5 : perMinute < 600 ? 2 : 3;
}

addStyles(`
kl-tiles{position:absolute;inset:0;display:block}
.over{position:absolute;inset:0;width:100%;height:100%;overflow:visible;pointer-events:none;fill:none}
.hub.slim{display:flex;flex-direction:column;align-items:center;justify-content:flex-start;font-size:11px;line-height:14px;padding-top:8px}
.hub.slim .i{margin:0 auto 4px}
.tl{position:absolute;font-size:11px;line-height:14px;display:flex;gap:3px;align-items:center;color:var(--mute);white-space:nowrap;overflow:hidden}
.tl.lit,.tl.cur{color:var(--fg)}.tl.cur{background:var(--acc0)}.tl.lost .n{text-decoration:underline wavy var(--bad)}
.tl.sel{color:var(--acct);font-weight:600}
.pick{stroke:var(--vscode-focusBorder);stroke-width:1.5}
.small{font-size:11px}
`);
