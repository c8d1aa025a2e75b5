// The table of coverage as Markdown: what stands in docs/coverage.md.
import { coverage, type CoverageRow } from '../apiserver/coverage.ts';

const INTRODUCTION = `# What the lab covers of Kubernetes 1.34

Written by \`npm run coverage\` from the registries and from what the code says of itself; a test fails when it is out of date.
*Faithful* means: the rules, words and order of Kubernetes 1.34, as far as the recorded answers of a real API server and our
reading of upstream go. *Simplified* says what is left out. *Absent* says why.
`;

export function coverageText(): string {
  const rows = coverage();
  const areas = [...new Set(rows.map(({ area }) => area))];
  return [INTRODUCTION, summary(rows, areas), ...areas.map((area) => section(area, rows))].join('\n');
}

function summary(rows: readonly CoverageRow[], areas: readonly string[]): string {
  const count = (area: string, state: string): number => rows.filter((row) => row.area === area && row.state === state).length;
  const lines = areas.map((area) => `| ${area} | ${count(area, 'faithful')} | ${count(area, 'simplified')} | ${count(area, 'absent')} |`);
  return `| | faithful | simplified | absent |\n|---|---:|---:|---:|\n${lines.join('\n')}\n`;
}

function section(area: string, rows: readonly CoverageRow[]): string {
  const ours = rows.filter((row) => row.area === area);
  const lines = ours.map(
    ({ name, state, how, test }) =>
      `| ${name} | ${state} | ${[how, test === undefined ? '' : `\`${test}\``].filter((text) => text !== '').join(' ')} |`,
  );
  return `## ${area}\n\n| | | |\n|---|---|---|\n${lines.join('\n')}\n`;
}
