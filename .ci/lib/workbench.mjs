// Opens VS Code in a browser that a test drives: the browser, one window, and how its webviews are reached.
import { chromium } from 'playwright-core';
import { workbenchUrl } from './code-server.mjs';

const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
  // Nothing outside this machine: names fail at once instead of after a long wait.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost , EXCLUDE *.localhost',
];

/** Longer than anything takes on a slow machine with other things to do. */
const patienceMs = 180_000;

export function launchBrowser(executablePath, flags = []) {
  return chromium.launch({ executablePath, headless: true, timeout: patienceMs, args: [...browserFlags, ...flags] });
}

/**
 * Opens a window on `folder` and waits until it can be used. `before(page)` runs before the address is opened.
 * The result's `problems` fills with what the window's console complains of.
 */
export async function openWorkbench(browser, server, { folder, payload = [], viewport = { width: 1400, height: 900 }, before } = {}) {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(`${error.message}\n${error.stack ?? ''}`));
  await before?.(page);
  const quiet = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  await page.goto(workbenchUrl(server, folder, [...quiet, ...payload]), { waitUntil: 'domcontentloaded' });
  await page.locator('.monaco-workbench').waitFor();
  await page.locator('.part.statusbar .statusbar-item').first().waitFor();
  return { context, page, problems };
}
