// Everything that reads the code without running it: types folder by folder, lint, format, unused code.
import path from 'node:path';
import { duration, mustRun, run } from './lib/exec.mjs';
import { root } from './lib/paths.mjs';
import { createReport } from './lib/report.mjs';

const bin = (name) => path.join(root, 'node_modules/.bin', name);

/** Each folder compiles against just the globals it may use, so each is a project of its own. */
const projects = ['lab-cluster', 'lab-cluster/host', 'lab-cluster/serve', 'walkthroughs', 'extension', 'extension/test', 'webview', '.ci'];

const checks = [
  ...projects.map((project) => ({ name: `types of ${project}`, command: bin('tsc'), args: ['-p', project] })),
  { name: 'lint', command: bin('oxlint'), args: ['--deny-warnings', '--format=unix'] },
  { name: 'format', command: bin('biome'), args: ['format', '.'] },
  { name: 'unused code', command: bin('knip'), args: ['--no-progress'] },
];

// The kinds' schemas are made, not committed; this takes a moment when they are up to date.
await mustRun(process.execPath, ['.ci/generate-schemas.mjs']);

const only = process.argv.slice(2);
const report = createReport();
for (const { name, command, args } of checks.filter((check) => only.length === 0 || only.some((word) => check.name.includes(word)))) {
  const result = await run(command, args);
  if (result.code === 0) report.pass(`${name} (${duration(result.ms)})`);
  else report.fail(`${name} (${duration(result.ms)})`, result.output.slice(0, 12_000));
}
report.end();
