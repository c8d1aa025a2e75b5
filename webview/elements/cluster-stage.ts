// The stage: head, map and messages, at whichever level of detail fits; one tab stop, with arrow keys moving inside.
import { html, nothing, type PropertyValues, svg } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { PacketWalk, PodRow } from '../../lab-cluster/index.ts';
import { type PacketRoute, packetRoute } from '../layout/packet-route.ts';
import type { Activity } from '../store/activity.ts';
import { type Picture, podsOn } from '../store/picture.ts';
import { podLabel, podObject, shortReason } from '../store/pods.ts';
import type { Step } from '../store/trace-model.ts';
import { plural, shortPodName } from '../store/words.ts';
import { addStyles, boxStyle } from '../theme/styles.ts';
import type { StageModel } from '../views/stage-model.ts';
import { hub, hubSlots } from './hub.ts';
import { etcdRows, leftColumn } from './left-column.ts';
import type { MessageLayer } from './message-layer.ts';
import './message-layer.ts';
import './node-box.ts';
import { outsideEdges, outsideMarks } from './outside.ts';
import { podGlyph } from './pod-glyph.ts';
import { moveInside } from './stage-keys.ts';
import { stageEdges } from './stage-edges.ts';
import { stageHead, tickClass, tilesHead } from './stage-head.ts';
import './tile-map.ts';
import { ViewElement } from './view-element.ts';

@customElement('kl-stage')
export class ClusterStage extends ViewElement {
  @property({ attribute: false }) model!: StageModel;
  @property({ attribute: false }) picture!: Picture;
  @property({ attribute: false }) walk: PacketWalk | undefined;
  @property({ attribute: false }) activity: Activity | undefined;
  /** Selected object or component, or empty. */
  @property({ attribute: false }) selected = '';
  @property({ attribute: false }) followed = '';
  @property({ attribute: false }) chosen = '';
  @property({ type: Number }) themeVersion = 0;
  /** False while the cursor is dragged: then nothing eases, it follows the hand. */
  @property({ type: Boolean }) moving = true;
  @query('kl-messages') private readonly messages!: MessageLayer | null;

  /** Shows the messages of a recorded step on the map. */
  play(step: Step, durationMs: number): void {
    if (this.model.level !== 'tiles') {
      this.messages?.play(step, this.model, durationMs);
    }
  }

  #route: PacketRoute | undefined;
  #playedWay: string | undefined;

  readonly #tickOf = (namespace: string) => tickClass(this.picture.namespaces, namespace);

  protected override render() {
    const { model, picture } = this;
    const { geometry } = model;
    if (model.level === 'tiles') {
      this.#route = undefined;
      return html`${tilesHead(picture.nodes.length, picture.pods, this.chosen, geometry.width)}
        <div class="map" @keydown=${this.#keys} @focusin=${this.#focus}><kl-tiles .picture=${picture} .activity=${this.activity} .width=${geometry.width} .height=${geometry.height}
          .selected=${this.selected} .chosen=${this.chosen} .path=${model.path} .themeVersion=${this.themeVersion}></kl-tiles></div>`;
    }
    const route =
      this.walk === undefined ? undefined : packetRoute(this.walk, geometry, (node) => podsOn(picture, node), model.level === 'glyphs');
    const followed = route?.pod || this.followed;
    const { outside } = geometry;
    this.#route = route;
    return html`${stageHead({
      namespaces: picture.namespaces.filter((name) => this.#inUse(name)),
      packet: this.walk !== undefined,
      width: geometry.width,
      font: model.font,
      outside: outside.form === 'head' && route?.fromOutside === true ? outside : undefined,
    })}
      <div class="map ${this.moving ? 'moving' : ''}" @keydown=${this.#keys} @focusin=${this.#focus}>
        ${leftColumn(model, this.selected)}${hub(model, this.selected)}${etcdRows(picture.etcd, geometry, model)}
        ${repeat(
          model.nodes,
          (node) => node.row.uid,
          (node) => html`<kl-node .row=${node.row} .pods=${node.pods} .box=${node.box} .agents=${node.agents}
          .rowHeight=${geometry.rowHeight} .strip=${geometry.strip} .podX=${geometry.podX} .dividerX=${geometry.dividerX} .font=${model.font} .slim=${geometry.slim} .compact=${geometry.compact} .glyphs=${model.level === 'glyphs'} .wide=${geometry.wide}
          .followed=${followed} .selected=${this.selected} .tickOf=${this.#tickOf}></kl-node>`,
        )}
        ${this.#tray()}${outsideMarks(geometry, route)}
        <svg class="over" aria-hidden="true">${stageEdges(model)}${outsideEdges(geometry, route)}${this.#runtimeLink()}</svg>
        ${hubSlots(model)}<kl-messages></kl-messages>
      </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('walk') && this.walk !== undefined && this.#route !== undefined) {
      this.#playedWay = this.#route.way;
      this.messages?.playPacket(this.#route);
    } else if (this.#route?.way !== this.#playedWay) {
      this.messages?.stopPacket();
    }
    const items = this.querySelectorAll<HTMLElement>('[data-col]');
    if (items.length > 0 && this.querySelector('[data-col][tabindex="0"]') === null) {
      items[0]?.setAttribute('tabindex', '0');
    }
  }

  #inUse(namespace: string): boolean {
    for (const pod of this.picture.pods.values()) {
      if (pod.namespace === namespace) {
        return true;
      }
    }
    return false;
  }

  /** From the runtime to the followed pod, inside the node. */
  #runtimeLink() {
    const { model } = this;
    const node =
      model.level !== 'names'
        ? undefined
        : model.nodes.find(
            (candidate) => candidate.agents.split(',')[2] !== '' && candidate.pods.some((pod) => podObject(pod) === this.followed),
          );
    const index = node?.pods.findIndex((pod) => podObject(pod) === this.followed) ?? -1;
    if (node === undefined || index < 0) {
      return nothing;
    }
    const x = model.geometry.nodesX + model.geometry.podX - 8;
    const y = node.box.y + 26 + (index + 0.5) * model.geometry.rowHeight;
    const from = node.box.runtimeY;
    // Slim strips have no space between their words and the pods: only a straight line runs over no text.
    if (model.geometry.slim && Math.abs(from - y) >= 8) {
      return nothing;
    }
    const bend =
      Math.abs(from - y) < 8
        ? `V${y}H${x + 8}`
        : `q4 0 4 ${y < from ? -4 : 4}V${y + (y < from ? 4 : -4)}q0 ${y < from ? -4 : 4} 4 ${y < from ? -4 : 4}`;
    return svg`<path class="strand ${node.agents.split(',')[2]}" d="M${x - 10} ${from}H${x}${bend}"/>`;
  }

  #tray() {
    const { model } = this;
    const { geometry, pending } = model;
    const first = pending[0];
    // Where there is no line for them, waiting pods take that of the heading: their dashed outline says what they wait for.
    const tall = geometry.slim && geometry.trayHeight >= 50;
    const headed = !geometry.slim || tall || first === undefined;
    const room = Math.max(1, Math.floor((geometry.nodesWidth - (geometry.slim ? 8 : 110)) / 130));
    const pods = pending.slice(0, room).map((pod, index) => this.#pendingPod(pod, index, geometry.trayY + (tall ? 18 : 0)));
    // Where the pods stand below this line, it says how many there are; beside them, how many more.
    const count = tall ? plural(pending.length, 'pod') : `+${pending.length - room}`;
    const others =
      pending.length > room
        ? html`<span class="mu count" title="${plural(pending.length, 'pod')} without a node">${count}</span>`
        : nothing;
    if (first === undefined && geometry.trayY + 34 > geometry.height) {
      return html`<div class="tray" .style=${boxStyle({ x: geometry.nodesX + 8, y: geometry.trayY, w: geometry.nodesWidth - 8, h: 18 })}><div class="line"><span class="h">Unscheduled</span><span class="mu">none</span></div></div>`;
    }
    const reason = first?.reason || 'waiting for the scheduler';
    return html`<div class="tray ${geometry.slim ? 'slim' : ''}" .style=${boxStyle({ x: geometry.nodesX + 8, y: geometry.trayY, w: geometry.nodesWidth - 8, h: geometry.trayHeight })}>
      <div class="line">${headed ? html`<span class="h">Unscheduled</span>` : nothing}${tall ? nothing : pods}${others}</div>
      ${tall && first !== undefined ? html`<div class="line">${pods}</div>` : nothing}
      <div class="mu el" title=${first === undefined ? nothing : reason}>${first === undefined ? 'None. Every pod has a node.' : geometry.slim ? shortReason(reason) : reason}</div></div>`;
  }

  #pendingPod(pod: PodRow, index: number, y: number) {
    const object = podObject(pod);
    return html`<button class="pod inline ${this.followed === object ? 'fol' : ''} ${this.selected === object ? 'sel' : ''}" tabindex="-1" data-col="3" data-y=${y + 9} data-x=${index * 100} data-object=${object} aria-label=${podLabel(pod)} title="${podLabel(pod)}. ${pod.reason}">
      <i class="tick ${this.#tickOf(pod.namespace)}"></i>${podGlyph(pod, this.followed === object, pod.containers.length > 1 ? 22 : 14)}<span class="nm">${shortPodName(pod)}</span></button>`;
  }

  #keys(event: KeyboardEvent): void {
    moveInside(this, event);
  }

  /** The part that has focus is the one the next Tab comes back to. */
  #focus(event: FocusEvent): void {
    const target = event.target as HTMLElement;
    if (target.dataset['col'] !== undefined) {
      this.querySelector('[data-col][tabindex="0"]')?.setAttribute('tabindex', '-1');
      target.setAttribute('tabindex', '0');
    }
  }
}

addStyles(`
kl-stage{display:block;position:relative;overflow:clip;min-width:0}
kl-node{display:block}
.map{position:absolute;inset:28px 0 0 0}
.tray{position:absolute;font-size:11px}
.tray .line{display:flex;align-items:center;gap:8px;height:18px;overflow:hidden}
.tray .mu{line-height:15px}.tray .count{flex:none}
.pod.inline{position:static;height:18px;flex:0 1 auto;max-width:100%}.tray.slim .pod.inline{padding:0 2px;gap:4px}.tray.slim .line{gap:4px}.tray .h{flex:none}
.pod.inline .tick{height:12px}.pod.inline .nm{flex:0 1 auto;max-width:none;min-width:0}
`);
