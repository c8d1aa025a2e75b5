// The tables that matter in the inspector: the scheduler's verdicts node by node, and the rules of a Service chain.
import { html, nothing, type TemplateResult } from 'lit';
import type { ChainTable, SchedulerTable } from '../../lab-cluster/index.ts';
import { compareNames } from '../store/picture.ts';
import { addStyles } from '../theme/styles.ts';
import { section, type Part } from './inspector-parts.ts';

/** As many nodes as have room beside the names of plugins. */
const mostNodes = { wide: 4, narrow: 3 };

type NodeVerdicts = SchedulerTable['nodes'][number];

/** Filter as words, Score as numbers with bars; the chosen node in blue. Where there are too many nodes, the best are shown. */
export function schedulerPart(table: SchedulerTable | undefined, room: keyof typeof mostNodes): Part {
  if (table === undefined || table.nodes.length === 0) {
    return nothing;
  }
  const nodes = shownNodes(table, mostNodes[room]);
  const plugins = (phase: 'Filter' | 'Score') => [
    ...new Set(table.nodes.flatMap((node) => node.verdicts.filter((verdict) => verdict.phase === phase).map((verdict) => verdict.plugin))),
  ];
  const filters = plugins('Filter').filter((plugin) => table.nodes.some((node) => find(node, plugin, 'Filter')?.passed === false));
  const scores = plugins('Score');
  const allPass = plugins('Filter').length - filters.length;
  const most = Math.max(1, ...table.nodes.flatMap((node) => node.verdicts.map((verdict) => verdict.score ?? 0)));
  return section(
    table.chosen === '' ? 'First plugin to say no' : `Why ${table.chosen}`,
    html`${table.message === '' ? nothing : html`<p class="mu note">${table.message}</p>`}<table class="verdicts">
      <tr><th>Filter</th>${nodes.map((node) => html`<th class=${node.node === table.chosen ? 'win' : ''}>${node.node}</th>`)}</tr>
      ${filters.map((plugin) => html`<tr><td title=${plugin}>${shortPlugin(plugin)}</td>${nodes.map((node) => filterCell(node, plugin))}</tr>`)}
      ${allPass > 0 ? html`<tr><td class="mu">${filters.length > 0 ? `${allPass} ${allPass === 1 ? 'other' : 'others'}` : `All ${allPass} plugins`}</td>${nodes.map(() => html`<td>pass</td>`)}</tr>` : nothing}
      ${
        scores.length === 0
          ? nothing
          : html`<tr><th class="lead">Score</th>${nodes.map(() => html`<td class="none"></td>`)}</tr>
        ${scores.map((plugin) => html`<tr><td title=${plugin}>${shortPlugin(plugin)}</td>${nodes.map((node) => scoreCell(node, plugin, table, most))}</tr>`)}
        <tr><td><b>Total</b></td>${nodes.map((node) => html`<td class=${node.node === table.chosen ? 'win' : node.feasible ? '' : 'mu'}>${node.feasible ? node.total : '–'}</td>`)}</tr>`
      }
    </table>${table.nodes.length > nodes.length ? html`<p class="mu note">${table.nodes.length - nodes.length} other nodes, none with a higher total.</p>` : nothing}`,
  );
}

/** The longest name would leave no room for the nodes. */
function shortPlugin(plugin: string): string {
  return plugin.length > 20 ? plugin.replace(/^NodeResources/, '') : plugin;
}

function shownNodes(table: SchedulerTable, most: number): readonly NodeVerdicts[] {
  if (table.nodes.length <= most) {
    return [...table.nodes].sort((a, b) => compareNames(a.node, b.node));
  }
  const ranked = [...table.nodes].sort(
    (a, b) =>
      Number(b.node === table.chosen) - Number(a.node === table.chosen) || Number(b.feasible) - Number(a.feasible) || b.total - a.total,
  );
  return ranked.slice(0, most);
}

function find(node: NodeVerdicts, plugin: string, phase: 'Filter' | 'Score') {
  return node.verdicts.find((verdict) => verdict.plugin === plugin && verdict.phase === phase);
}

function filterCell(node: NodeVerdicts, plugin: string): TemplateResult {
  const verdict = find(node, plugin, 'Filter');
  if (verdict === undefined) {
    return html`<td class="mu">–</td>`;
  }
  return verdict.passed === false
    ? html`<td title=${verdict.reason ?? ''}><span class="refused">${shortReason(verdict.reason ?? 'no')}</span></td>`
    : html`<td>pass</td>`;
}

/** "Insufficient cpu" → "cpu": the column says already that it failed. */
function shortReason(reason: string): string {
  const match = /^(?:Insufficient|Too many) ([\w-]+)/i.exec(reason);
  return match?.[1] ?? (reason.length > 14 ? 'refused' : reason);
}

function scoreCell(node: NodeVerdicts, plugin: string, table: SchedulerTable, most: number): TemplateResult {
  const verdict = find(node, plugin, 'Score');
  if (verdict?.score === undefined) {
    return html`<td class="mu">–</td>`;
  }
  return html`<td class=${node.node === table.chosen ? 'win' : ''}>${verdict.score}<div class="bar"><u .style=${`width:${(100 * verdict.score) / most}%`}></u></div></td>`;
}

export function chainPart(chain: ChainTable | undefined): Part {
  if (chain === undefined || chain.rows.length === 0) {
    return nothing;
  }
  const drawn = chain.rows.some((row) => row.drawn !== undefined);
  const before = !drawn && chain.rows.some((row) => row.shareBefore !== undefined);
  const last = chain.rows.length - 1;
  return section(
    `Service ${chain.service.slice(chain.service.lastIndexOf('/') + 1)}, chain KUBE-SVC`,
    html`<table><tr><th>Try in order</th><th>chance</th>${drawn ? html`<th>drawn</th>` : nothing}${before ? html`<th>share before</th>` : nothing}<th>${before ? 'now' : 'share'}</th></tr>
      ${chain.rows.map(
        (row, index) =>
          html`<tr><td class="m ${row.chosen ? 'win' : ''}">${row.endpoint}</td><td>${index === last ? 'rest' : Number(row.probability.toFixed(3))}</td>${
            drawn ? html`<td class="mu">${row.drawn === undefined ? '' : row.drawn.toFixed(2)}</td>` : nothing
          }${before ? html`<td class="mu">${row.shareBefore === undefined ? '–' : `${Math.round(row.shareBefore * 100)}%`}</td>` : nothing}<td>${Math.round(row.share * 100)}%</td></tr>`,
      )}</table>`,
  );
}

addStyles(`
.insp table{border-collapse:collapse;width:100%;font-size:11px;line-height:16px}
.insp th{font-weight:400;color:var(--mute);text-align:right;padding:2px 0 2px 6px;white-space:nowrap}.insp :is(th,td):first-child{text-align:left;padding-left:0}
.insp td{text-wrap:pretty;padding:2px 0 2px 6px;text-align:right;font-variant-numeric:tabular-nums;border-top:1px solid var(--line)}
.insp :is(td,th).win{color:var(--acct);font-weight:600}.insp td.none{border:0}.insp th.lead{padding-top:8px}
.insp td .bar{height:2px;background:var(--pressed);margin-top:1px;position:relative}.insp td .bar u{position:absolute;right:0;top:0;bottom:0;background:var(--work)}.insp td.win .bar u{background:var(--acc)}
.refused{color:var(--fg);border-bottom:1.5px solid var(--bad)}
.insp .note{margin:0 0 4px}.insp table+.note{margin:4px 0 0}
`);
