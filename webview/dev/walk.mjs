// Walks through the view with the real lab as a person would, by mouse and keyboard, and says what did not hold.
// node webview/dev/walk.mjs OUT   (after shoot.mjs has built the page into OUT/page)
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? 'out/webview';
const server = createServer((request, response) => {
  const name = new URL(request.url ?? '/', 'http://x').pathname.slice(1) || 'dev.html';
  try {
    response.setHeader('content-type', name.endsWith('.html') ? 'text/html' : 'text/javascript');
    response.end(readFileSync(name === 'dev.html' ? path.join(here, name) : path.join(out, 'page', name)));
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
const errors = [];
page.on('pageerror', (error) => errors.push(String(error)));
page.on('console', (message) => ['error', 'warning'].includes(message.type()) && errors.push(message.text()));
let failures = 0;
const check = (what, holds) => {
  failures += holds ? 0 : 1;
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}`);
};
const state = () =>
  page.evaluate(() => {
    const { state } = globalThis.view.store;
    return {
      step: state.step,
      steps: state.trace?.steps.length ?? 0,
      title: state.trace?.title ?? '',
      goal: state.goal,
      followed: state.followed,
      playing: state.playing,
      revision: state.picture.revision,
      head: state.lab?.revision,
      paused: state.lab?.paused,
      pods: state.picture.pods.size,
      problem: state.problem,
      selection: state.selection,
      textView: state.textView,
      bookmarks: state.bookmarks.length,
      timeUs: state.picture.timeUs,
      labUs: state.lab?.timeUs,
    };
  });
const has = (selector) =>
  page
    .locator(selector)
    .count()
    .then((count) => count > 0);

await page.goto(`http://127.0.0.1:${server.address().port}/dev.html#state=lab&theme=dark&do=deploy~3,service,wait~200`);
await page.waitForFunction(() => globalThis.view !== undefined, undefined, { timeout: 60_000 });
let glyphs = 0;
for (let count = 0; count < 20; count++) {
  glyphs = Math.max(glyphs, await page.locator('.msg').count());
  await page.waitForTimeout(60);
}
check('live messages move while the lab works', glyphs > 0);
await page.waitForTimeout(5000);
const settled = await state();
check(`three pods are on the map (${settled.pods})`, settled.pods === 3);
check('the newest request is traced without being followed', settled.steps > 3 && !settled.followed && !(await has('kl-past-bar')));
await page.screenshot({ path: path.join(out, 'walk-1-live.png') });

await page.keyboard.press('ArrowLeft');
await page.waitForTimeout(400);
await page.keyboard.press('ArrowLeft');
await page.waitForTimeout(500);
const back = await state();
check(
  `← steps back through the trace (${back.step} of ${back.steps}, ${back.goal.at})`,
  back.followed && back.step === back.steps - 1 && back.goal.at === 'past',
);
check('the past bar is there', await has('kl-past-bar'));
await page.keyboard.press('b');
await page.keyboard.press('Space');
await page.waitForTimeout(400);
check('Space plays the recorded steps', (await state()).playing);
await page.waitForTimeout(3200);
const played = await state();
check(`playing ends live (${played.goal.at}, step ${played.step})`, played.goal.at === 'live' && !played.playing);
await page.keyboard.press('[');
await page.waitForTimeout(400);
check('[ goes to the bookmark', (await state()).goal.at === 'past' && (await state()).bookmarks === 1);
await page.keyboard.press('End');
await page.waitForTimeout(400);
check('End returns to live', (await state()).goal.at === 'live' && !(await has('kl-past-bar')));

const box = await page.locator('.scrub').boundingBox();
await page.mouse.move(box.x + 900, box.y + 14);
await page.mouse.down();
for (let x = 900; x > 500; x -= 20) await page.mouse.move(box.x + x, box.y + 14);
await page.waitForTimeout(400);
const dragged = await state();
check(
  `dragging the scrubber shows the past (revision ${dragged.revision} of ${dragged.head})`,
  dragged.goal.at === 'past' && dragged.revision < dragged.head,
);
await page.mouse.up();
await page.screenshot({ path: path.join(out, 'walk-2-scrub.png') });
await page.keyboard.press('Escape');
await page.keyboard.press('End');
await page.waitForTimeout(400);

await page.locator('.pod').first().click();
await page.waitForTimeout(500);
check('a click selects a pod and the inspector follows', (await page.locator('.ih b').textContent())?.includes('web-') === true);
await page.screenshot({ path: path.join(out, 'walk-3-pod.png') });
await page.keyboard.press('ArrowUp');
await page.waitForTimeout(100);
check('arrow keys move inside the stage', await page.evaluate(() => document.activeElement?.hasAttribute('data-col') === true));
await page.keyboard.press('f');
await page.waitForTimeout(800);
const found = await state();
check(`F follows the request that made the selected pod (${found.title})`, found.followed && /Deployment web/.test(found.title));
await page.keyboard.press('Escape');
await page.keyboard.press('End');
await page.keyboard.press('Escape');
await page.waitForTimeout(300);

await page.locator('[data-component="kubelet/node-2"]').click();
await page.waitForTimeout(500);
check('a component tells its role', await has('.telling'));
await page.getByText('Kill this process').click();
await page.waitForTimeout(1500);
check('a killed kubelet is cut off on the map', await has('.cut'));
await page.screenshot({ path: path.join(out, 'walk-4-killed.png') });
await page.keyboard.press('Shift+ArrowRight');
await page.waitForTimeout(600);
await page.keyboard.press('Shift+ArrowRight');
for (let count = 0; count < 5; count++) {
  await page.waitForTimeout(500);
  await page.keyboard.press('Shift+ArrowRight');
}
await page.waitForTimeout(800);
check('after 50 s without heartbeats the node is NotReady', (await page.locator('.node.down').count()) === 1);
await page.screenshot({ path: path.join(out, 'walk-5-notready.png') });
await page.keyboard.press('Escape');
await page.keyboard.press('Escape');
await page.keyboard.press('t');
await page.waitForTimeout(300);
check('T shows the text view', await has('.tv'));
await page.keyboard.press('t');
const before = await state();
await page.getByTitle('Undo last change').click();
await page.waitForTimeout(1500);
const undone = await state();
check(
  `undo rewinds to before the last input (${Math.round((before.labUs - undone.labUs) / 1e6)} s back)`,
  undone.labUs < before.labUs && undone.problem === '' && (await page.locator('.node.down').count()) === 0,
);
await page.evaluate(() => document.activeElement?.blur());
await page.keyboard.press('Space');
await page.waitForTimeout(2500);
const paused = await state();
const polls = await page.evaluate(
  () =>
    new Promise((resolve) => {
      let calls = 0;
      const { live } = globalThis;
      const post = live.postMessage.bind(live);
      live.postMessage = (message) => {
        calls++;
        post(message);
      };
      setTimeout(() => resolve(calls), 3000);
    }),
);
check(`paused, nothing polls (${polls} calls in 3 s)`, paused.paused === true && polls === 0);
check(`no problem is shown (${(await state()).problem})`, (await state()).problem === '');
check(`no errors in the console (${errors.length})`, errors.length === 0);
for (const error of errors) console.log(`     ${error}`);
await browser.close();
server.close();
process.exitCode = failures > 0 ? 1 : 0;
