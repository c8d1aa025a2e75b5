// The line above the map: namespaces with their ticks, or head counts, and the legend of marks.
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { PodRow } from '../../lab-cluster/index.ts';
import type { Font } from '../layout/font.ts';
import type { HeadOutside } from '../layout/stage.ts';
import { headParts, type LegendMark } from '../layout/stage-head.ts';
import { podLook } from '../store/pods.ts';
import { count, nameOf, plural } from '../store/words.ts';
import { addStyles } from '../theme/styles.ts';

/** Namespaces beyond four repeat a tick and rely on the name. */
export function tickClass(namespaces: readonly string[], namespace: string): string {
  if (namespace.startsWith('kube-')) {
    return 'n1';
  }
  const own = namespaces.filter((name) => !name.startsWith('kube-'));
  return ['n0', 'n2', 'n3', 'n1'][Math.max(0, own.indexOf(namespace)) % 4] ?? 'n1';
}

export interface HeadOptions {
  readonly namespaces: readonly string[];
  readonly packet: boolean;
  readonly width: number;
  readonly font: Font;
  /** Client and load balancer stand in this line, where there is no column for them. */
  readonly outside: HeadOutside | undefined;
}

const control: readonly LegendMark[] = ['request', 'response', 'watch event'];

const shapes: Readonly<Record<LegendMark, SVGTemplateResult>> = {
  request: svg`<path d="M0 5h16" class="s"/><path d="M22 5l-6-3.5v7z" class="f"/>`,
  response: svg`<path d="M0 5h15" class="s"/><circle cx="18" cy="5" r="3" class="s thick"/>`,
  'watch event': svg`<path d="M0 5h14" class="s dots"/><path d="M14 5l4-4 4 4-4 4z" class="f"/>`,
  packet: svg`<path d="M0 5h22" class="packet"/><rect x="7" y="1" width="8" height="8" class="packet-mark"/>`,
};

export function stageHead(options: HeadOptions): TemplateResult {
  const { namespaces, packet, width, font, outside } = options;
  // While the outside stands here, the control plane is silent and needs no legend.
  const marks = outside !== undefined ? [] : packet ? [...control, 'packet' as const] : control;
  const { namespaces: room, legend } = headParts(width, namespaces, marks, font, outside === undefined ? 0 : width - outside.clientX);
  return html`<div class="sh">
    ${namespaces.slice(0, room).map((name) => html`<span class="ns"><i class="tick ${tickClass(namespaces, name)}"></i>${name}</span>`)}
    ${namespaces.length > room ? html`<span>${room === 0 ? plural(namespaces.length, 'namespace') : `${namespaces.length - room} more`}</span>` : nothing}
    <span class="grow"></span>
    <span class="lg">${legend.map((mark) => key(22, shapes[mark], mark))}</span></div>`;
}

function key(width: number, shape: SVGTemplateResult, label: string): TemplateResult {
  return html`<span><svg width=${width} height="10" aria-hidden="true">${shape}</svg>${label}</span>`;
}

/** At the level of tiles: how many of each look there are. */
export function tilesHead(nodes: number, pods: ReadonlyMap<string, PodRow>, chosen: string, width: number): TemplateResult {
  const counts = { ready: 0, chosen: 0, starting: 0, notReady: 0, crashing: 0, terminating: 0 };
  for (const pod of pods.values()) {
    const look = podLook(pod);
    if (look === 'crashing' || look === 'terminating' || look === 'notReady') {
      counts[look]++;
    } else if (look === 'ready' || look === 'ended') {
      counts[chosen !== '' && pod.workload === chosen ? 'chosen' : 'ready']++;
    } else {
      counts.starting++;
    }
  }
  const square = (classes: string) => svg`<rect class=${classes} x=".7" y=".7" width="8" height="8"/>`;
  const item = (amount: number, shape: SVGTemplateResult, label: string) =>
    amount === 0 ? nothing : html`<span>${key(10, shape, `${count(amount)} ${label}`)}</span>`;
  return html`<div class="sh tiles-head"><span class="strong">${plural(nodes, 'node')}, ${plural(pods.size, 'pod')}</span><span class="grow"></span>
    <span class="lg">${item(counts.ready, square('f'), 'ready')}${item(counts.chosen, square('chosen'), nameOf(chosen))}
    ${item(counts.starting, square('start'), 'starting')}${item(counts.notReady, square('start'), 'not ready')}${item(counts.crashing, svg`<path class="crash" d="M1 1l8 8M9 1l-8 8"/>`, 'crashing')}
    ${width < 640 ? nothing : item(counts.terminating, square('term'), 'terminating')}</span></div>`;
}

addStyles(`
.sh{position:absolute;left:0;right:0;top:0;height:28px;display:flex;align-items:center;gap:12px;padding:0 12px;font-size:11px;color:var(--mute);white-space:nowrap;overflow:clip}
.sh .strong{color:var(--fg)}
.ns{display:flex;align-items:center;gap:5px}
.lg{display:flex;gap:12px;align-items:center}.lg>span,.lg>span>span{display:flex;gap:5px;align-items:center;font-variant-numeric:tabular-nums}
.lg svg{fill:none;flex:none}.lg .s{stroke:var(--work)}.lg .thick{stroke-width:1.3}.lg .dots{stroke-dasharray:1.5 3.5;stroke-linecap:round}.lg .f{fill:var(--work)}
.lg .chosen{fill:var(--acc1)}.lg .start{stroke:var(--warn);stroke-width:1.3}.lg .crash{stroke:var(--bad);stroke-width:1.6}.lg .term{stroke:var(--mute);stroke-dasharray:1.5 1.5}
`);
