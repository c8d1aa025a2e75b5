// The outside: internet client, load balancer and the trunk that user traffic takes; it never touches the hub.
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { PacketRoute } from '../layout/packet-route.ts';
import type { ColumnOutside, HeadOutside, StageGeometry } from '../layout/stage.ts';
import { icon } from '../theme/icons.ts';
import { addStyles } from '../theme/styles.ts';
import { arrowHead } from './stage-edges.ts';

/** A slim stage has no outside but while a packet is shown, and then in the line above the map. */
export function outsideMarks(geometry: StageGeometry, route: PacketRoute | undefined): TemplateResult | typeof nothing {
  const { outside } = geometry;
  if (outside.form === 'column') {
    return columnMarks(outside);
  }
  return route?.fromOutside === true ? headMarks(outside) : nothing;
}

function columnMarks(outside: ColumnOutside): TemplateResult {
  const style = (top: number) => `left:${outside.x}px;width:${outside.w}px;top:${top}px`;
  return html`<button class="out" tabindex="-1" data-col="4" data-y=${outside.clientY} data-component="internet" .style=${style(outside.clientY)}>${icon('globe')}Internet client</button>
    <button class="out" tabindex="-1" data-col="4" data-y=${outside.balancerY} data-component="load-balancer" .style=${style(outside.balancerY - 10)}>${icon('balancer')}Load balancer</button>`;
}

function headMarks(outside: HeadOutside): TemplateResult {
  const style = (x: number, w: number) => `left:${x}px;width:${w}px;top:${outside.y - 12}px`;
  return html`<button class="out flat" tabindex="-1" data-col="3" data-y=${outside.y} data-x="0" data-component="internet" .style=${style(outside.clientX, outside.clientW)}>${icon('globe')}Internet client</button>
    <button class="out flat" tabindex="-1" data-col="4" data-y=${outside.y} data-x="1" data-component="load-balancer" .style=${style(outside.balancerX, outside.balancerW)}>${icon('balancer')}Load balancer</button>`;
}

export function outsideEdges(geometry: StageGeometry, route: PacketRoute | undefined): SVGTemplateResult {
  const { outside } = geometry;
  return svg`${outside.form === 'column' ? columnEdges(geometry, outside) : svg``}${route === undefined ? svg`` : packet(route)}`;
}

function columnEdges({ nodes, nodesEnd }: StageGeometry, outside: ColumnOutside): SVGTemplateResult {
  const ys = [...nodes.map((node) => node.y + 12), outside.balancerY];
  const top = Math.min(...ys);
  const bottom = Math.max(...ys);
  const branches = nodes.map((node) => branch(node.y + 12, top, bottom, nodesEnd, outside.trunkX)).join('');
  return svg`<path class="strand" d="M${outside.cx} ${outside.clientY + 54}V${outside.balancerY - 16}"/>
    <path class="strand" d="M${outside.cx - 14} ${outside.balancerY}H${outside.trunkX}M${outside.trunkX} ${top + 4}V${bottom - 4}${branches}"/>`;
}

/** Corner at both ends of the trunk, straight in between. */
function branch(y: number, top: number, bottom: number, x: number, trunk: number): string {
  const corner = y === top ? `H${trunk - 4}q4 0 4 4` : y === bottom ? `H${trunk - 4}q4 0 4 -4` : `H${trunk}`;
  return `M${x} ${y}${corner}`;
}

function packet(route: PacketRoute): SVGTemplateResult {
  const { end, door } = route;
  return svg`${route.legs.map((leg) => svg`<path class="packet" d=${leg}/>`)}
    ${door === undefined ? svg`` : svg`<rect class="packet-mark" x=${door.x - 3} y=${door.y - 6} width="6" height="22" rx="1"/>`}
    ${route.arrived ? svg`<path class="packet-mark" d=${arrowHead(end.x - 4, end.y, -1, 4)}/>` : svg`<path class="cut" d="M${end.x + 1} ${end.y - 4}l8 8m0-8l-8 8"/>`}
    <rect class="packet-mark resting" x=${route.glyph.x - 4} y=${route.glyph.y - 4} width="8" height="8"/>`;
}

addStyles(`
.out{position:absolute;font-size:11px;line-height:14px;text-align:center;color:var(--mute);border-radius:4px;padding:0}
.out .i{margin:0 auto 2px;width:20px;height:20px;color:var(--fg);stroke-width:1}
.out.flat{display:flex;align-items:center;gap:4px;height:24px;white-space:nowrap}.out.flat .i{margin:0;width:16px;height:16px}
.out:hover{background:var(--hover)}
.packet{stroke:var(--data);stroke-width:2;fill:none}
.packet-mark{fill:var(--data)}
`);
