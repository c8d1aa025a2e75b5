// Builds the development page, serves it, and takes screenshots of states, themes and widths; --audit also looks for texts that overlap.
// --all audits every state in every width, and in a UI font 15 % wider, the themes taking turns; only what is wrong is kept as a picture.
// node webview/dev/shoot.mjs OUT [--audit | --all] [state:theme:WIDTHxHEIGHT[:extra] …]
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
const [out = 'out/webview', ...rest] = process.argv.slice(2);
const all = rest.includes('--all');
const audit = all || rest.includes('--audit');
const wishes = rest.filter((word) => !word.startsWith('--'));
const work = path.join(out, 'page');
mkdirSync(work, { recursive: true });
await build({
  entryPoints: [path.join(here, 'dev.ts')],
  bundle: true,
  format: 'esm',
  target: 'es2022',
  outdir: work,
  splitting: false,
  sourcemap: 'inline',
  logLevel: 'error',
});
await build({
  entryPoints: [path.join(here, '../../lab-cluster/host/web.ts')],
  bundle: true,
  format: 'iife',
  target: 'es2022',
  outfile: path.join(work, 'lab.js'),
  logLevel: 'error',
});

const server = createServer((request, response) => {
  const name = new URL(request.url ?? '/', 'http://x').pathname.slice(1) || 'dev.html';
  const file = name === 'dev.html' ? path.join(here, name) : path.join(work, name);
  try {
    const body = readFileSync(name.endsWith('.json') ? path.join(out, name) : file);
    response.setHeader(
      'content-type',
      name.endsWith('.html') ? 'text/html' : name.endsWith('.json') ? 'application/json' : 'text/javascript',
    );
    response.end(body);
  } catch {
    response.statusCode = 404;
    response.end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--font-render-hinting=none'],
});

const standard = [
  'ordinary:dark:1400x900',
  'follow:dark:1000x850',
  'past:dark:1400x900',
  'failure:light:1400x900:select=pods/shop/api-6c5f8d9bb-h9t2x',
  'failure:hc:1000x850:select=pods/shop/api-6c5f8d9bb-h9t2x',
  'many:dark:1000x850:select=nodes/node-17',
  'packet:light:1000x850',
  'follow:light:760x900',
  'empty:dark:1000x850',
  'loading:light:1000x850',
  'text:light:1000x850',
  'middle:dark:1000x850',
  'ordinary:hclight:1400x900',
  'quorum:dark:760x900',
  'ordinary:dark:620x900',
];
const states = ['ordinary', 'follow', 'past', 'failure', 'quorum', 'middle', 'many', 'packet', 'empty', 'loading', 'failed', 'text'];
const panels = ['510x815', '620x815', '760x815', '1000x850', '1400x900'];
const themes = ['dark', 'light', 'hc', 'hclight'];
const matrix = states.flatMap((state) =>
  panels.flatMap((panel, column) =>
    ['', 'font=1.15'].map((font, row) => `${state}:${themes[(column + row) % themes.length]}:${panel}:${font}`),
  ),
);
let problems = 0;
for (const wish of wishes.length > 0 ? wishes : all ? matrix : standard) {
  const [state, theme, size = '1000x850', extra = ''] = wish.split(':');
  const [width, height] = size.split('x').map(Number);
  const page = await browser.newPage({ viewport: { width, height } });
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && errors.push(message.text()));
  await page.goto(`${origin}/dev.html#state=${state}&theme=${theme}&${extra}`);
  await page.waitForFunction(() => globalThis.view !== undefined, undefined, { timeout: 60_000 });
  await page.waitForTimeout(all ? 600 : 1700);
  const name = `${state}-${theme}-${width}${extra === '' ? '' : `-${extra.replace(/[^a-z0-9]+/gi, '_').slice(0, 24)}`}`;
  const found = audit ? await page.evaluate(overlapsOnPage) : [];
  if (!all || found.length > 0) await page.screenshot({ path: path.join(out, `${name}.png`) });
  problems += errors.length + found.length;
  console.log(`${name}: ${errors.length} errors, ${found.length} overlaps`);
  for (const line of [...errors, ...found]) console.log(`   ${line}`);
  await page.close();
}
await browser.close();
server.close();
process.exitCode = problems > 0 && audit ? 1 : 0;

/** Runs in the page: leaf texts of stage, trace and transport that lie over one another, or outside the panel. */
function overlapsOnPage() {
  const leaves = [...document.querySelectorAll('.map *, .lanes *, .tp *, .pastbar *, .sh *, .loops *, .ih *')].filter(
    (element) => element.childElementCount === 0 && element.textContent.trim() !== '' && !element.closest('.sr') && !element.closest('svg'),
  );
  const boxes = [];
  for (const element of leaves) {
    const range = document.createRange();
    range.selectNodeContents(element);
    const own = range.getBoundingClientRect();
    const clip = element.closest('.el, .st, .nm')?.getBoundingClientRect();
    const right = clip ? Math.min(own.right, clip.right) : own.right;
    // Lanes that are scrolled out of sight lie over nothing.
    const view = element.closest('.lanes')?.getBoundingClientRect();
    if (view && (own.bottom > view.bottom + 1 || own.top < view.top - 1)) continue;
    if (own.width > 0)
      boxes.push({ left: own.left, right, top: own.top, bottom: own.bottom, text: element.textContent.trim().slice(0, 28) });
    if (own.right > innerWidth + 1 && !clip && !element.closest('.loops'))
      boxes.push({ bad: `outside: ${element.textContent.trim().slice(0, 28)}` });
  }
  const found = boxes.filter((box) => box.bad).map((box) => box.bad);
  const real = boxes.filter((box) => !box.bad);
  for (let a = 0; a < real.length; a++) {
    for (let b = a + 1; b < real.length; b++) {
      const across = Math.min(real[a].right, real[b].right) - Math.max(real[a].left, real[b].left);
      const down = Math.min(real[a].bottom, real[b].bottom) - Math.max(real[a].top, real[b].top);
      if (across > 1 && down > 5) found.push(`overlap: "${real[a].text}" × "${real[b].text}"`);
    }
  }
  return found;
}
