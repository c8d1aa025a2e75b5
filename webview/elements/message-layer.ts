// Messages on their way: one glyph per recorded request or watch event, moved along its edge by the browser's own animations.
import { html } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { PacketRoute } from '../layout/packet-route.ts';
import type { Step } from '../store/trace-model.ts';
import { addStyles } from '../theme/styles.ts';
import type { StageModel } from '../views/stage-model.ts';
import { edgeEnds, strandY } from './stage-edges.ts';
import { reducedMotion, ViewElement } from './view-element.ts';

interface Move {
  readonly shape: 'request' | 'watch' | 'commit';
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

const mostGlyphs = 12;
/** How long an edge shows that something went along it, where nothing moves. */
const markMs = 900;
/** One way of a packet, from client to pod. */
const packetMs = 1600;

@customElement('kl-messages')
export class MessageLayer extends ViewElement {
  #moving = 0;
  #packet: Animation | undefined;
  readonly #marks = new Map<
    string,
    { readonly line: HTMLElement; readonly count: number; readonly timer: ReturnType<typeof setTimeout> }
  >();

  protected override render() {
    return html``;
  }

  /** Shows the messages of a step: what told it first, then what it sent. */
  play(step: Step, model: StageModel, durationMs: number): void {
    if (document.hidden) {
      return;
    }
    const told = step.places.flatMap((place) => watchMoves(step, place, model));
    const sent = step.places.flatMap((place) => requestMoves(step, place, model));
    const commit = step.lane === 'etcd' ? commitMoves(model) : [];
    // Where nothing moves, an edge that carried something shows it: the more it carried lately, the thicker.
    if (durationMs <= 0 || reducedMotion()) {
      for (const move of [...told, ...sent, ...commit]) {
        this.#mark(move);
      }
      return;
    }
    for (const move of told) {
      this.#send(move, durationMs, 0);
    }
    for (const move of [...sent, ...commit]) {
      this.#send(move, durationMs, told.length > 0 ? durationMs * 0.85 : 0);
    }
  }

  /** A packet goes its whole way, and the answer comes back the same way; a lost one stays where it was lost. */
  playPacket(route: PacketRoute): void {
    if (reducedMotion() || document.hidden) {
      return;
    }
    this.stopPacket();
    const { map } = this;
    const glyph = document.createElement('i');
    glyph.className = 'msg square';
    glyph.style.offsetPath = `path("${route.way}")`;
    this.append(glyph);
    map?.classList.add('in-transit');
    const there = { offsetDistance: '100%' };
    const start = { offsetDistance: '0%' };
    const frames = route.arrived ? [start, { ...there, offset: 0.48 }, { ...there, offset: 0.52 }, start] : [start, there];
    const motion = glyph.animate(frames, { duration: packetMs * (route.arrived ? 2 : 1), easing: 'linear', fill: 'backwards' });
    motion.onfinish = motion.oncancel = () => {
      glyph.remove();
      // A later packet may be on its way already when this one's end is told.
      if (this.#packet === undefined || this.#packet === motion) {
        map?.classList.remove('in-transit');
      }
    };
    this.#packet = motion;
  }

  /** Its way is no longer shown, or no longer there. */
  stopPacket(): void {
    this.#packet?.cancel();
    this.#packet = undefined;
  }

  get map(): Element | null {
    return this.closest('.map');
  }

  /** A line over the edge for a while; what comes meanwhile thickens it. */
  #mark(move: Move): void {
    const [left, right] = [Math.min(move.fromX, move.toX), Math.max(move.fromX, move.toX)];
    const [top, bottom] = [Math.min(move.fromY, move.toY), Math.max(move.fromY, move.toY)];
    const key = `${left} ${top} ${right} ${bottom}`;
    const known = this.#marks.get(key);
    const line = known?.line ?? document.createElement('i');
    const count = (known?.count ?? 0) + 1;
    const thick = markThickness(count);
    line.className = 'crowd';
    line.style.cssText =
      right > left
        ? `left:${left}px;width:${right - left}px;top:${top - thick / 2}px;height:${thick}px`
        : `left:${left - thick / 2}px;width:${thick}px;top:${top}px;height:${bottom - top}px`;
    clearTimeout(known?.timer);
    const timer = setTimeout(() => {
      line.remove();
      this.#marks.delete(key);
    }, markMs);
    this.#marks.set(key, { line, count, timer });
    this.append(line);
  }

  #send(move: Move, duration: number, delay: number): void {
    if (this.#moving >= mostGlyphs) {
      return this.#mark(move);
    }
    const glyph = document.createElement('i');
    glyph.className = `msg ${move.shape} ${move.toX < move.fromX ? 'west' : 'east'}`;
    glyph.style.left = `${move.fromX}px`;
    glyph.style.top = `${move.fromY}px`;
    this.append(glyph);
    this.#moving++;
    const end = `translate(${move.toX - move.fromX}px, ${move.toY - move.fromY}px)`;
    const motion = glyph.animate(
      [
        { transform: 'none', opacity: 1 },
        { transform: end, opacity: 1 },
      ],
      { duration, delay, easing: 'cubic-bezier(.3,0,.2,1)', fill: 'backwards' },
    );
    motion.onfinish = motion.oncancel = () => {
      glyph.remove();
      this.#moving--;
    };
  }
}

function edgeOf(place: string, model: StageModel) {
  const exact = model.edges.find((edge) => edge.key === place);
  return exact ?? (place.endsWith('controller') ? model.edges.find((edge) => edge.key === 'more') : undefined);
}

function watchMoves(step: Step, place: string, model: StageModel): readonly Move[] {
  const edge = edgeOf(place, model);
  if (edge === undefined || edge.broken || edge.strands === 'r' || step.told !== 'watch') {
    return [];
  }
  const ends = edgeEnds(edge, model.geometry);
  const y = strandY(edge).watch;
  return [{ shape: 'watch', fromX: ends.hub, fromY: y, toX: ends.client, toY: y }];
}

function requestMoves(step: Step, place: string, model: StageModel): readonly Move[] {
  const edge = edgeOf(place, model);
  if (edge === undefined || edge.broken || edge.strands === 'w' || step.requests.length === 0) {
    return [];
  }
  const ends = edgeEnds(edge, model.geometry);
  const y = strandY(edge).request;
  return [{ shape: 'request', fromX: ends.client, fromY: y, toX: ends.hub, toY: y }];
}

function commitMoves(model: StageModel): readonly Move[] {
  const { hub, etcd } = model.geometry;
  const x = hub.x + hub.w / 2;
  return [{ shape: 'commit', fromX: x, fromY: hub.y + hub.h, toX: x, toY: etcd.y }];
}

/** Twice as many messages, one pixel more. */
function markThickness(count: number): number {
  return Math.min(6, 2 + Math.floor(Math.log2(count)));
}

addStyles(`
kl-messages{position:absolute;inset:0;pointer-events:none;display:block}
.in-transit .resting{opacity:0}
.crowd{position:absolute;background:var(--acc);opacity:.75}
.msg.square{margin:0;width:8px;height:8px;background:var(--data);offset-rotate:0deg}
.msg{position:absolute;width:10px;height:10px;margin:-5px 0 0 -5px;background:var(--acc);will-change:transform}
.msg.request.east{clip-path:polygon(10% 0,100% 50%,10% 100%)}
.msg.request.west{clip-path:polygon(90% 0,0 50%,90% 100%)}
.msg.watch{clip-path:polygon(50% 0,100% 50%,50% 100%,0 50%)}
.msg.commit{clip-path:polygon(0 10%,100% 10%,50% 100%)}
`);
