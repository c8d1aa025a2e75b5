// What the inspector says of a node beside its explanation: its pods by owner, and what needs attention elsewhere when there are many.
import { html, nothing, type TemplateResult } from 'lit';
import { needsAttention } from '../store/attention.ts';
import { type Picture, podsOn } from '../store/picture.ts';
import { nameOf, percent, plural } from '../store/words.ts';
import { addStyles } from '../theme/styles.ts';
import { section } from './inspector-parts.ts';

const mostOwners = 8;
const fewPods = 6;

export function nodeFacts(picture: Picture, name: string): TemplateResult | typeof nothing {
  const row = picture.nodes.find((node) => node.name === name);
  if (row === undefined) {
    return nothing;
  }
  const pods = podsOn(picture, name);
  const owners = new Map<string, number>();
  for (const pod of pods) {
    const owner = pod.workload === '' ? pod.name : nameOf(pod.workload);
    owners.set(owner, (owners.get(owner) ?? 0) + 1);
  }
  const sorted = [...owners].sort((a, b) => b[1] - a[1]);
  const most = sorted[0]?.[1] ?? 1;
  const ready = pods.filter((pod) => pod.ready).length;
  return html`${section(
    '',
    html`<p class="note">${plural(pods.length, 'pod')}, ${ready} ready. Of what is allocatable, cpu ${percent(row.cpuMilli.requested, row.cpuMilli.allocatable)} % and memory ${percent(row.memoryBytes.requested, row.memoryBytes.allocatable)} % are requested.</p>`,
  )}${
    pods.length <= fewPods
      ? nothing
      : section(
          'Pods by owner',
          html`<table>${sorted
            .slice(0, mostOwners)
            .map(
              ([owner, count]) =>
                html`<tr><td>${owner}</td><td class="owned"><u .style=${`width:${(100 * count) / most}%`}></u></td><td>${count}</td></tr>`,
            )}</table>`,
        )
  }`;
}

export function elsewhere(picture: Picture, name: string, select: (object: string) => void): TemplateResult | typeof nothing {
  const others = needsAttention(picture).filter((item) => item.object !== `nodes/${name}` && item.object !== '');
  return others.length === 0
    ? nothing
    : section(
        'Needs attention elsewhere',
        html`<table>${others.slice(0, 5).map((item) => html`<tr><td><button class="lk" @click=${() => select(item.object)}>${item.name}</button></td><td>${item.text}</td></tr>`)}</table>`,
      );
}

addStyles(`
.insp td.owned{width:45%}.owned u{display:block;height:6px;background:var(--work)}
`);
