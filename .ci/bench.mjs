// npm run bench: everything measured in one run, in one table of figures against what they aim at or are compared with.
// --only scale,webernetes,idle,growth,https,sizes,editor,vscode chooses; --quick takes smaller sizes and shorter times.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { measureGrowth, measureIdle, measureScale, measureWebernetes } from './bench/lab.mjs';
import { measureHttps } from './bench/https.mjs';
import { measureSizes } from './bench/sizes.mjs';
import { mustRun } from './lib/exec.mjs';
import { out } from './lib/paths.mjs';
import { printTable } from './lib/table.mjs';

const quick = process.argv.includes('--quick');
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1].split(',') : [];
const say = (line) => console.error(line);

const parts = {
  scale: () => measureScale({ quick, say }),
  webernetes: () => measureWebernetes({ quick, say }),
  idle: () => measureIdle({ quick, say }),
  growth: () => measureGrowth({ say }),
  https: () => measureHttps({ quick, say }),
  sizes: () => measureSizes(),
  // These need a browser and VS Code; loaded when they are asked for.
  editor: async () => (await import('./bench/editor.mjs')).measureEditor({ quick, say }),
  vscode: async () => (await import('./bench/vscode.mjs')).measureVscode({ quick, say }),
};

await mustRun(process.execPath, ['.ci/build.mjs']);
const rows = [];
for (const [name, measure] of Object.entries(parts)) {
  if (only.length > 0 && !only.includes(name)) continue;
  say(`measuring ${name} …`);
  const measured = await measure();
  for (const { what, measured: figure } of measured) say(`  ${what}: ${figure}`);
  rows.push(...measured);
}
printTable(
  ['what', 'measured', 'against', 'ratio', 'aim', ''],
  rows.map(({ what, measured, against = '', ratio = '', aim = '', met }) => [
    what,
    measured,
    against,
    ratio,
    aim,
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ]),
);
await mkdir(out, { recursive: true });
await writeFile(path.join(out, 'bench.json'), JSON.stringify(rows, null, 2));
