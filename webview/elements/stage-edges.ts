// Edges of the stage in SVG: two strands to each client, ports on the hub, the line to etcd. No words, no curves, no crossings.
import { svg, type SVGTemplateResult } from 'lit';
import type { StageGeometry } from '../layout/stage.ts';
import { placeOf } from '../store/places.ts';
import { addStyles } from '../theme/styles.ts';
import type { Edge, StageModel } from '../views/stage-model.ts';

export function arrowHead(x: number, y: number, direction: number, size: number): string {
  return `M${x} ${y}l${-direction * size * 1.5} ${-size}v${2 * size}z`;
}

function diamond(x: number, y: number, size: number): string {
  return `M${x - size} ${y}l${size} ${-size} ${size} ${size} ${-size} ${size}z`;
}

/** Ends of an edge: the client's and the hub's. */
export function edgeEnds(edge: Pick<Edge, 'side'>, geometry: StageGeometry): { readonly client: number; readonly hub: number } {
  return edge.side === 'left'
    ? { client: geometry.left.x + geometry.left.w, hub: geometry.hub.x }
    : { client: geometry.nodesX, hub: geometry.hub.x + geometry.hub.w };
}

/** Heights of the two strands. */
export function strandY(edge: Pick<Edge, 'y' | 'strands'>): { readonly request: number; readonly watch: number } {
  return edge.strands === 'rw' ? { request: edge.y - 4, watch: edge.y + 4 } : { request: edge.y, watch: edge.y };
}

export function stageEdges(model: StageModel): SVGTemplateResult {
  const { geometry } = model;
  return svg`${model.edges.map((edge) => (edge.broken ? brokenEdge(edge, geometry) : wholeEdge(edge, model)))}${etcdLine(model)}${runtimeLines(model)}`;
}

function wholeEdge(edge: Edge, model: StageModel): SVGTemplateResult {
  const { geometry } = model;
  const { client, hub } = edgeEnds(edge, geometry);
  const { request: requestY, watch: watchY } = strandY(edge);
  const direction = Math.sign(hub - client);
  const { lit } = edge;
  const tone = lit === undefined ? '' : lit.current ? 'cur' : 'lit';
  const size = lit?.current === true ? 4 : 3;
  const parts: SVGTemplateResult[] = [];
  if (edge.strands !== 'w') {
    parts.push(svg`<path class="strand ${lit?.request === true ? tone : ''}" d="M${client} ${requestY}H${hub}"/>`);
    if (lit?.request === true) {
      parts.push(svg`<path class="mark ${tone}" d=${arrowHead(hub - direction * 3, requestY, direction, size)}/>`);
      parts.push(lit.current ? svg`` : svg`<circle class="ring ${tone}" cx=${client + direction * 4} cy=${requestY} r="2.5"/>`);
    }
  }
  if (edge.strands !== 'r') {
    parts.push(svg`<path class="strand dots ${lit?.watch === true ? tone : ''}" d="M${client} ${watchY}H${hub}"/>`);
    if (lit?.watch === true) {
      parts.push(svg`<path class="mark ${tone}" d=${diamond(client + direction * 5, watchY, size)}/>`);
    }
  }
  return svg`<rect class="hit" x=${Math.min(client, hub)} y=${edge.y - 8} width=${Math.abs(hub - client)} height="16"><title>${lastMessage(edge, model)}</title></rect>${parts}<rect class="port ${tone}" x=${hub - 2} y=${edge.y - 6} width="4" height="12" rx="1"/>`;
}

/** What went along it last, or what it is for. */
function lastMessage(edge: Edge, model: StageModel): string {
  const step = model.lastAt(edge.key);
  return step === undefined
    ? `${placeOf(edge.key).title}: no message in the shown request`
    : `${placeOf(edge.key).title}: step ${step.number}, ${step.action}`;
}

/** A broken link is cut in the middle with a cross; its port stays empty. */
function brokenEdge(edge: Edge, geometry: StageGeometry): SVGTemplateResult {
  const { client, hub } = edgeEnds(edge, geometry);
  const from = Math.min(client, hub);
  const to = Math.max(client, hub);
  const middle = (from + to) / 2;
  const { y } = edge;
  return svg`<path class="strand" d="M${from} ${y}H${middle - 7}M${middle + 7} ${y}H${to}"/>
    <path class="cut" d="M${middle - 3} ${y - 3}l6 6m0-6l-6 6"/>
    <rect class="port open" x=${hub - 1.5} y=${y - 5.5} width="3" height="11" rx="1"/>`;
}

function etcdLine(model: StageModel): SVGTemplateResult {
  const { hub, etcd } = model.geometry;
  const x = hub.x + hub.w / 2;
  const tone = model.quorumLost || model.hubDown ? 'lost' : model.etcdStep === 0 ? '' : model.etcdCurrent ? 'cur' : 'lit';
  const top = hub.y + hub.h;
  return svg`<path class="strand ${tone}" d="M${x - 2} ${top}V${etcd.y + 2}M${x + 2} ${top}V${etcd.y + 2}"/>`;
}

/** Kubelet to runtime to the followed pod: the call that never leaves the node. */
function runtimeLines(model: StageModel): SVGTemplateResult {
  if (model.level !== 'names') {
    return svg``;
  }
  return svg`${model.nodes.map((node) => {
    const state = node.agents.split(',')[2] ?? '';
    return state === '' ? svg`` : svg`<path class="strand ${state}" d="M${node.box.x + 3} ${node.box.kubeletY}V${node.box.runtimeY}"/>`;
  })}`;
}

addStyles(`
.hit{fill:transparent;pointer-events:all}
.strand{stroke:var(--quiet);stroke-width:1;fill:none}
.strand.dots{stroke-dasharray:1.5 3.5;stroke-linecap:round}
.strand.lit{stroke:var(--acc1);stroke-width:1.5}
.strand.cur{stroke:var(--acc);stroke-width:2}
.strand.dots.cur{stroke-dasharray:2 4}
.strand.lost{stroke:var(--bad);stroke-dasharray:3 3}
.mark.lit{fill:var(--acc1)}.mark.cur{fill:var(--acc)}
.ring{fill:var(--bg);stroke-width:1.5}.ring.lit{stroke:var(--acc1)}
.port{fill:var(--quiet)}.port.lit{fill:var(--acc1)}.port.cur{fill:var(--acc)}.port.open{fill:var(--bg);stroke:var(--quiet)}
.cut{stroke:var(--bad);stroke-width:1.3;fill:none}
@media (prefers-reduced-motion:no-preference){body:not(.vscode-reduce-motion) .moving :is(.strand.lit,.port.lit,.mark.lit){transition:stroke .24s linear,fill .24s linear}body:not(.vscode-reduce-motion) .moving :is(.port.cur,.row.cur,.ag.cur){animation:arrive .12s ease-out}@keyframes arrive{from{opacity:.2}}}
`);
