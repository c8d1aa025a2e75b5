// The stage before there is a cluster, and while one starts: the same drawing, dashed and named; each part is inked when it is really ready.
import { html, svg, type TemplateResult } from 'lit';
import type { LabState } from '../../lab-cluster/host/protocol.ts';
import type { Box } from '../layout/boxes.ts';
import { columnsOf, layoutStage } from '../layout/stage.ts';
import { icon, type IconName } from '../theme/icons.ts';
import { addStyles, boxStyle } from '../theme/styles.ts';

const controllers = ['Deployment', 'ReplicaSet', 'EndpointSlice', 'Node lifecycle'];

/** Which parts of the boot are done, told by their names. */
function inkedParts(boot: LabState['boot']) {
  const done = (pattern: RegExp) => boot.some((part) => part.done && pattern.test(part.part));
  return {
    etcd: done(/etcd/i),
    api: done(/api.?server/i),
    scheduler: done(/scheduler/i),
    controllers: done(/controller/i),
    cloud: done(/cloud/i),
    node: (name: string) =>
      boot.some((part) => part.done && (part.part === name || part.part.endsWith(`/${name}`) || /^(all )?nodes$/i.test(part.part))),
  };
}

export function ghostStage(width: number, height: number, boot: LabState['boot']): TemplateResult {
  const ink = inkedParts(boot);
  const inner = Math.min(height - 32, 600);
  const top = Math.max(16, Math.round((height - inner) / 2.6));
  const names = ['node-1', 'node-2', 'node-3'];
  const geometry = layoutStage({
    width,
    height: inner,
    nodes: names.map((name) => ({ name, pods: 4 })),
    etcdMembers: 2,
    controllers: [...controllers, 'more'],
    glyphs: false,
  });
  const columns = columnsOf(width);
  const { hub, region, etcd, left } = geometry;
  const leftX = left.x + left.w;
  const y = (key: string) => geometry.leftY.get(key) ?? 0;
  const rows: readonly (readonly [string, string, IconName | '', boolean])[] = [
    ['kube-scheduler', 'Scheduler', 'scheduler', ink.scheduler],
    ['kube-controller-manager', columns.slim ? 'Controllers' : 'Controller manager', 'gear', ink.controllers],
    ...controllers.map((name) => [name, name, '', ink.controllers] as const),
    ['cloud-controller-manager', columns.slim ? 'Cloud ctrl' : 'Cloud controller', 'cloud', ink.cloud],
  ];
  return html`<div class="map ghost" .style=${`top:${top}px`}>
    <svg class="over" aria-hidden="true">
      ${frame(region, ink.etcd || ink.api)}${frame(hub, ink.api, 'backplane')}${geometry.nodes.map((node) => frame(node, ink.node(node.name)))}
      ${line(`M${leftX} ${y('kubectl')}H${hub.x}`, ink.api)}
      ${rows.filter(([key]) => key !== 'kube-controller-manager').map(([key, , , on]) => line(`M${leftX} ${y(key)}H${hub.x}`, on))}
      ${geometry.nodes.map((node) => line(`M${hub.x + hub.w} ${node.kubeletY}H${node.x}`, ink.node(node.name)))}
      ${line(`M${hub.x + hub.w / 2} ${hub.y + hub.h}V${etcd.y + 2}`, ink.etcd && ink.api)}
    </svg>
    ${label(hub.x + 6, hub.y + 14, 'API server', 'api', ink.api, 'strong')}
    ${label(left.x + 4, y('kubectl'), 'You', 'terminal', ink.api, '')}
    <div class="a h" .style=${`left:${region.x + 8}px;top:${region.y + 6}px`}>Control plane</div>
    ${rows.map(([key, text, name, on]) => label(left.x + (name === '' ? 28 : 6), y(key), text, name, on, ''))}
    ${label(etcd.x + 4, etcd.y + etcd.h / 2, 'etcd', 'store', ink.etcd, '')}
    ${geometry.nodes.map((node) => label(node.x + 4, node.y + 13, node.name, 'node', ink.node(node.name), 'strong'))}
  </div>`;
}

function frame(box: Box, on: boolean, kind = '') {
  return svg`<rect class="${on ? 'inked' : 'dashed'} ${kind}" x=${box.x + 0.5} y=${box.y + 0.5} width=${box.w - 1} height=${box.h - 1} rx="6"/>`;
}

function line(shape: string, on: boolean) {
  return svg`<path class=${on ? 'strand' : 'strand ghosted'} d=${shape}/>`;
}

function label(x: number, y: number, text: string, name: IconName | '', on: boolean, classes: string) {
  return html`<div class="row ${on ? '' : 'mu'} ${classes}" .style=${boxStyle({ x, y: y - 10, w: 170, h: 20 })}>${name === '' ? '' : icon(name)}<span>${text}</span></div>`;
}

addStyles(`
.ghost .row{padding:0 4px}.ghost .row:hover{background:none}.ghost .strong{font-weight:600}
.ghost .dashed{fill:var(--bg);stroke:var(--quiet);stroke-dasharray:2 4;stroke-linecap:round}.ghost .inked{fill:var(--tint);stroke:var(--bd)}
.ghost .inked.backplane{fill:var(--tint2);stroke:var(--outline)}
.ghosted{stroke-dasharray:2 4;stroke-linecap:round}
`);
