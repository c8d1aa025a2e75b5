// Measures the view in Chromium: first paint, frames a second and script time while a thousand pods roll, against an empty page.
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
const work = path.join(process.argv[2] ?? 'out/webview', 'page');
mkdirSync(work, { recursive: true });
await build({
  entryPoints: [path.join(here, 'dev.ts')],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  outdir: work,
  logLevel: 'error',
});
const server = createServer((request, response) => {
  const name = new URL(request.url ?? '/', 'http://x').pathname.slice(1);
  if (name === 'empty.html') {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>empty</title><body>empty</body>');
    return;
  }
  try {
    response.setHeader('content-type', name.endsWith('.html') ? 'text/html' : 'text/javascript');
    response.end(readFileSync(name === 'dev.html' ? path.join(here, name) : path.join(work, name)));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

for (const [label, address] of [
  ['empty page', 'empty.html'],
  ['1,000 pods rolling', 'dev.html#state=roll&theme=dark'],
  ['ordinary', 'dev.html#state=ordinary&theme=dark'],
]) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.goto(`${origin}/${address}`);
  await page.waitForTimeout(2500);
  const paint = await page.evaluate(() =>
    performance
      .getEntriesByType('paint')
      .map((entry) => `${entry.name} ${Math.round(entry.startTime)} ms`)
      .join(', '),
  );
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const read = async () =>
    Object.fromEntries((await session.send('Performance.getMetrics')).metrics.map((metric) => [metric.name, metric.value]));
  const before = await read();
  const frames = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const times = [];
        const tick = (now) => {
          times.push(now);
          if (now - times[0] < 5000) requestAnimationFrame(tick);
          else {
            const gaps = times
              .slice(1)
              .map((time, index) => time - times[index])
              .sort((a, b) => a - b);
            resolve({
              fps: (gaps.length / (times.at(-1) - times[0])) * 1000,
              worst: gaps.at(-1),
              p99: gaps[Math.floor(gaps.length * 0.99)],
            });
          }
        };
        requestAnimationFrame(tick);
      }),
  );
  const after = await read();
  const per = (name) => `${(((after[name] - before[name]) / 5) * 100).toFixed(1)} %`;
  console.log(
    `${label}: ${frames.fps.toFixed(1)} fps, p99 ${frames.p99.toFixed(1)} ms, worst ${frames.worst.toFixed(1)} ms; script ${per('ScriptDuration')}, layout ${per('LayoutDuration')}, style ${per('RecalcStyleDuration')}; ${paint}`,
  );
  await page.close();
}
await browser.close();
server.close();
