// The table of coverage as Markdown: what stands in docs/coverage.md. What is less than Kubernetes comes first, each with its
// reason; what is faithful needs no reason and is only named.
import { coverage, type CoverageRow } from '../apiserver/coverage.ts';

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
  return `| | faithful | simplified | absent |\n|---|---:|---:|---:|\n${lines.join('\n')}\n`;
}

function section(area: CoverageRow['area'], rows: readonly CoverageRow[]): string {
  const ours = rows.filter((row) => row.area === area);
  const less = ours.filter(({ state }) => state !== 'faithful');
  const lines = less.map(({ name, state, how, test }) => `| ${name} | ${state} | ${how}${test === undefined ? '' : ` \`${test}\``} |`);
  const table = lines.length === 0 ? '' : `\n| | | what is left out, or why |\n|---|---|---|\n${lines.join('\n')}\n`;
  return `## ${area}\n${table}\nFaithful:\n\n${faithful(
    area,
    ours.filter(({ state }) => state === 'faithful'),
  ).join('\n')}\n`;
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
