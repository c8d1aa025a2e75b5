// A packet's way as the inspector tells it: hop by hop out and back, who assigned each address, and the chain that chose.
import { html, nothing, type TemplateResult } from 'lit';
import type { PacketHop, PacketWalk } from '../../lab-cluster/index.ts';
import { addStyles } from '../theme/styles.ts';
import { prose, section } from './inspector-parts.ts';

export function packetVerdict(walk: PacketWalk): TemplateResult {
  return section('', html`<p class="say">${prose(walk.verdict)}</p>`);
}

export function packetPath(walk: PacketWalk): TemplateResult {
  const out = walk.hops.filter((hop) => hop.direction === 'out');
  const back = walk.hops.filter((hop) => hop.direction === 'back');
  return html`${section('Path of this packet', html`<ol class="steps packet-steps">${out.map(hopItem)}</ol>`)}
    ${back.length === 0 ? nothing : section('And back', html`<ol class="steps packet-steps">${back.map(hopItem)}</ol>`)}`;
}

function hopItem(hop: PacketHop): TemplateResult {
  return html`<li class="on"><span>${hop.place === '' || hop.title.toLowerCase().includes(hop.place.toLowerCase()) ? hop.title : `${capital(hop.place)}, ${hop.title}`}</span><span class="mu">${prose(hop.text)}</span>${
    hop.source === '' ? nothing : html`<span class="mu m">${hop.source} → ${hop.destination}</span>`
  }${hop.rule === '' ? nothing : html`<span class="m rule">${hop.rule}</span>`}</li>`;
}

/** Places begin a line. Names of nodes and pods stay as they are. */
function capital(place: string): string {
  return place === 'client' || place === 'load balancer' ? place.slice(0, 1).toUpperCase() + place.slice(1) : place;
}

export function addressesPart(walk: PacketWalk): TemplateResult | typeof nothing {
  return walk.namedBy.length === 0
    ? nothing
    : section(
        'Who assigned the addresses',
        html`<table>${walk.namedBy.map((row) => html`<tr><td class="m">${row.address}</td><td class="left">${row.what}</td><td class="mu">${row.by}</td></tr>`)}</table>`,
      );
}

addStyles(`
.packet-steps{--c:var(--data)}.opening .packet-steps li{display:flex;flex-wrap:wrap;gap:0 8px;padding:0 0 5px 20px}
.packet-steps .rule{color:var(--mute);overflow-wrap:anywhere}
.insp td.left{text-align:left}
`);
