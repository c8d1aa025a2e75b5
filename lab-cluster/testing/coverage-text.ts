// The table of coverage as Markdown: what stands in docs/coverage.md. What is less than Kubernetes comes first, each with its
// reason; what is faithful needs no reason and is only named.
import { coverage, type CoverageRow } from '../apiserver/coverage/coverage.ts';

const INTRODUCTION = `# What the lab covers of Kubernetes 1.34

*Faithful* means: the rules, words and order of Kubernetes 1.34, as far as the recorded answers of a real API server and our
reading of upstream go. *Simplified* says what is left out, *absent* says why.
`;

const ORIGIN = `---

Written by \`npm run coverage\` from the registries and from what the code says of itself; a test fails when it is out of date.
`;

export function coverageText(): string {
  const rows = coverage();
  const areas = [...new Set(rows.map(({ area }) => area))];
  return [INTRODUCTION, summary(rows, areas), ...areas.map((area) => section(area, rows)), ORIGIN].join('\n');
}

function summary(rows: readonly CoverageRow[], areas: readonly string[]): string {
  const count = (area: string, state: string): number => rows.filter((row) => row.area === area && row.state === state).length;
  const lines = areas.map((area) => `| ${area} | ${count(area, 'faithful')} | ${count(area, 'simplified')} | ${count(area, 'absent')} |`);
  return `| in numbers | faithful | simplified | absent |\n|---|---:|---:|---:|\n${lines.join('\n')}\n`;
}

function section(area: CoverageRow['area'], rows: readonly CoverageRow[]): string {
  const ours = rows.filter((row) => row.area === area);
  const kept = faithful(
    area,
    ours.filter(({ state }) => state === 'faithful'),
  );
  const parts = [`## ${area}`, byReason('Simplified', ours), byReason('Absent', ours)];
  return [...parts, `### Faithful\n\n${kept.join('\n')}`].filter((part) => part !== '').join('\n\n') + '\n';
}

/** What is less for the same reason stands together. A list: a table of two long columns is unreadable in half an editor. */
function byReason(title: 'Simplified' | 'Absent', rows: readonly CoverageRow[]): string {
  const groups = new Map<string, string[]>();
  for (const { name, how, test, state } of rows) {
    if (state !== title.toLowerCase()) continue;
    const reason = `${sentence(how)}${test === undefined ? '' : ` (\`${test}\`)`}`;
    groups.set(reason, [...(groups.get(reason) ?? []), name]);
  }
  if (groups.size === 0) return '';
  const lines = [...groups].map(([reason, names]) => `- ${namesOf(names)}: ${reason}`);
  return `### ${title}\n\n${lines.join('\n')}`;
}

/** `**StatefulSet, DaemonSet** (apps/v1)`: the name is what is looked for. */
function namesOf(names: readonly string[]): string {
  const versions = new Map<string, string[]>();
  for (const name of names) {
    const [, version = '', thing = name] = /^(\S*v\d\S*) (\S+)$/.exec(name) ?? [];
    versions.set(version, [...(versions.get(version) ?? []), thing]);
  }
  const parts = [...versions].map(([version, things]) => `**${things.join(', ')}**${version === '' ? '' : ` (${version})`}`);
  return parts.join(', ');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

function faithful(area: CoverageRow['area'], rows: readonly CoverageRow[]): readonly string[] {
  switch (area) {
    case 'Protocol':
      return rows.map(({ name, test }) => `- ${name}${test === undefined ? '' : ` (\`${test}\`)`}`);
    case 'Admission':
      return [`- ${rows.map(({ name }) => name).join(', ')}`];
    case 'Kinds':
    case 'Subresources':
      return byVersion(rows);
  }
}

/** `- apps/v1: Deployment, ReplicaSet`. */
function byVersion(rows: readonly CoverageRow[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { name } of rows) {
    const [version = '', thing = ''] = name.split(' ');
    groups.set(version, [...(groups.get(version) ?? []), thing]);
  }
  return [...groups].map(([version, things]) => `- ${version}: ${things.join(', ')}`);
}
