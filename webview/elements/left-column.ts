// The left side of the stage: what talks to the hub from the control plane, and etcd under it, one row per member.
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { EtcdMemberRow } from '../../lab-cluster/index.ts';
import type { StageGeometry } from '../layout/stage.ts';
import { placeIcon } from '../store/places.ts';
import { count } from '../store/words.ts';
import { icon } from '../theme/icons.ts';
import { addStyles, boxStyle } from '../theme/styles.ts';
import type { LeftRow } from '../views/left-rows.ts';
import type { StageModel } from '../views/stage-model.ts';

export function leftColumn(model: StageModel, selected: string): TemplateResult {
  const { geometry, rows } = model;
  return html`<div class="place" .style=${boxStyle(geometry.region)}></div>
    <div class="a h" .style=${`left:${geometry.region.x + 8}px;top:${geometry.region.y + 6}px`}>Control plane</div>
    ${rows.map((row) => leftRow(row, model, selected))}`;
}

function leftRow(row: LeftRow, model: StageModel, selected: string): TemplateResult {
  const { geometry } = model;
  const y = geometry.leftY.get(row.key) ?? 0;
  const isClient = row.key === 'kubectl';
  const indent = isClient ? 0 : row.sub ? 24 : 4;
  const height = isClient ? 36 : geometry.leftRow - 2;
  const lit = model.path.get(row.key);
  const tone = row.key === 'kube-controller-manager' || lit === undefined ? '' : lit.current ? 'cur' : 'lit';
  const style = boxStyle({ x: geometry.left.x + indent, y: isClient ? y - 18 : y - height / 2, w: geometry.left.w - indent, h: height });
  return html`<button class="row ${row.sub ? 'sub' : ''} ${tone} ${row.up ? '' : 'off'} ${selected === row.key ? 'sel' : ''}" tabindex="-1" data-col="0" data-y=${y}
    data-component=${row.key} aria-label="${row.label}${row.up ? '' : ', down'}" .style=${style}>
    ${row.sub ? nothing : icon(placeIcon(row.kind))}
    ${isClient ? html`<span class="el grow">You<br><span class="m mu">kubectl</span></span>` : html`<span class="el grow">${row.label}</span>`}
  </button>`;
}

export function etcdRows(members: readonly EtcdMemberRow[], geometry: StageGeometry, model: StageModel): TemplateResult {
  const { etcd } = geometry;
  return html`<div class="a etcd" .style=${boxStyle(etcd)}>
    ${members.map((member, index) => memberRow(member, index, geometry, model))}
  </div>`;
}

function memberRow(member: EtcdMemberRow, index: number, geometry: StageGeometry, model: StageModel): TemplateResult {
  const down = member.role === 'down';
  const top = 4 + index * geometry.etcdRow;
  return html`<button class="mr ${down ? 'mu' : ''}" tabindex="-1" data-col="0" data-y=${geometry.etcd.y + top + geometry.etcdRow / 2} data-component=${member.name}
    aria-label="${member.name}, ${member.role}, term ${member.term}, revision ${member.index}" .style=${`top:${top}px;height:${geometry.etcdRow}px`}>
    ${index === 0 ? icon('store') : html`<span class="gap16"></span>`}
    <span class="m name">${member.name}</span>
    ${roleMark(member.role)}
    <span class="role ${member.role === 'leader' ? 'lead' : ''} ${geometry.wide ? 'wide' : ''}">${member.role}</span>
    ${geometry.slim ? nothing : html`<span class="mu n term">term ${member.term}</span>`}
    ${logCells(member, geometry.etcdCells, model.etcdStep > 0 && !down)}
    <span class="n m index">${count(member.index)}</span>
  </button>`;
}

function roleMark(role: EtcdMemberRow['role']): TemplateResult {
  const shape = role === 'down' ? svg`<path class="down" d="M2 2l6 6M8 2l-6 6"/>` : svg`<circle class=${role} cx="5" cy="5" r="4"/>`;
  return html`<svg class="mark10" width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">${shape}</svg>`;
}

/** The newest log entries: filled where this member has them, hollow where not yet; the followed write is blue. */
function logCells(member: EtcdMemberRow, cells: number, followed: boolean): TemplateResult {
  const entries = member.log.slice(-cells);
  const first = cells - entries.length;
  return html`<svg class="cells" width=${cells * 8} height="8" aria-hidden="true">${entries.map((entry, index) => {
    const x = (first + index) * 8;
    const newest = index === entries.length - 1;
    return entry.replicated
      ? svg`<rect class=${followed && newest ? 'blue' : 'full'} x=${x} y="0" width="6" height="8"/>`
      : svg`<rect class="empty" x=${x + 0.5} y="0.5" width="5" height="7"/>`;
  })}</svg>`;
}

addStyles(`
.row{position:absolute;display:flex;align-items:center;gap:6px;padding:0 8px 0 6px;border-radius:4px;white-space:nowrap;border:1px solid transparent}
.row .i{color:var(--mute)}.row .i.bad{color:var(--bad)}
.row.lit{color:var(--fg)}.row.lit .i:not(.bad){color:var(--acc)}
.row.cur{background:var(--acc0);border-color:var(--bd)}
.row.sub{color:var(--mute)}.row.sub.lit,.row.sub.cur{color:var(--fg)}
.row.off{color:var(--mute)}
.row:hover,.mr:hover{background:var(--hover)}
.row.sel{outline:var(--focus) solid var(--vscode-focusBorder);outline-offset:-1px}
body[data-vscode-theme-kind^=vscode-high-contrast] .row.cur{border:2px solid var(--acc)}
.etcd .mr{position:absolute;left:0;width:100%;padding:0 8px;display:flex;align-items:center;font-size:11px;white-space:nowrap;border-radius:4px}
.mr .gap16{width:16px;flex:none}.mr .name{min-width:52px;margin:0 6px}
.mr .mark10{margin-right:6px;fill:none;stroke:var(--mute);stroke-width:1.3;flex:none}
.mr .leader{fill:var(--fg);stroke:var(--fg)}.mr .candidate{stroke-dasharray:2 2}.mr .down{stroke:var(--bad)}
.mr .role{min-width:58px;margin-right:4px}.mr .role.wide{min-width:68px}.mr .lead{font-weight:600}
.mr .term{min-width:48px}
.mr .cells{margin:0 8px 0 auto;flex:0 1 auto;min-width:0}.mr .full{fill:var(--work)}.mr .blue{fill:var(--acc)}.mr .empty{fill:none;stroke:var(--quiet)}
.mr .index{min-width:3ch;text-align:right}
`);
