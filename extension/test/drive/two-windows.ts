// Two windows of VS Code on the same folder, each with a cluster: neither is taken for the other, from outside or in a terminal.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { ask, configMaps } from '../suite/served.ts';
import { runCommand, statusItem, until } from './hands.ts';
import type { Stage, Step } from './stage.ts';

export const twoWindows: readonly Step[] = [
  {
    name: 'two windows on one folder have each a cluster, a port, a kubeconfig and terminals of their own',
    async act(stage) {
      const { page } = stage;
      const other = await openWindow(page);
      try {
        await runCommand(other, 'Serve the Cluster to kubectl');
        const ports = await Promise.all([page, other].map(portOf));
        if (ports[0] === ports[1]) throw new Error(`both are served on port ${ports[0]}`);
        const [one = '', two = ''] = [await kubeconfigInTerminal(stage, page, 'one'), await kubeconfigInTerminal(stage, other, 'two')];
        await other.screenshot({ path: path.join(stage.screenshots, '18-second-window-dark.png') });
        for (const [file, port] of [
          [one, ports[0]],
          [two, ports[1]],
        ] as const) {
          if (!readFileSync(file, 'utf8').includes(`https://127.0.0.1:${port}`)) throw new Error(`${file} does not lead to port ${port}`);
        }
        const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'only-in-two' } };
        const { status } = await ask(two, configMaps, object);
        const [inOne, inTwo] = await Promise.all(
          [one, two].map(async (file) => (await ask(file, configMaps)).body.includes('only-in-two')),
        );
        if (status !== 201 || inOne === true || inTwo !== true)
          throw new Error(`written ${status}, seen in one: ${inOne}, in two: ${inTwo}`);
        await saidWhoHolds(other);
      } finally {
        await other.close();
      }
      await runCommand(page, 'Terminal: Kill All Terminals');
    },
  },
];

/** Another window as a person opens it: the same address, the same profile. */
async function openWindow(page: Page): Promise<Page> {
  const other = await page.context().newPage();
  await other.goto(page.url(), { waitUntil: 'domcontentloaded' });
  await other.locator('.part.statusbar .statusbar-item').first().waitFor({ timeout: 60_000 });
  return other;
}

async function portOf(page: Page): Promise<string> {
  const item = statusItem(page, /kubectl :\d+/);
  await item.waitFor({ timeout: 30_000 });
  return /:(\d+)/.exec(await item.innerText())?.[1] ?? '';
}

/** What KUBECONFIG is in a new terminal of this window. */
async function kubeconfigInTerminal({ folder }: Stage, page: Page, name: string): Promise<string> {
  await page.bringToFront();
  await runCommand(page, 'Open a Terminal for kubectl');
  await page.locator('.terminal.xterm .xterm-rows').first().waitFor({ timeout: 20_000 });
  const told = path.join(path.dirname(folder), `kubeconfig-of-${name}.txt`);
  for (let attempt = 1; !existsSync(told) && attempt <= 4; attempt += 1) {
    await page.locator('.terminal.xterm').first().click();
    await page.keyboard.type(`printf %s "$KUBECONFIG" > ${told}\n`);
    await page.waitForTimeout(2_000);
  }
  return readFileSync(told, 'utf8');
}

/** The folder for certificates is the first window's: the second says so, and where it went. */
async function saidWhoHolds(page: Page): Promise<void> {
  await runCommand(page, 'Show Output Channels');
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Kubelab' }).first().click();
  await until(
    'who holds the folder',
    () => page.locator('.part.panel .view-line').allInnerTexts(),
    (lines) => /is\s+held\s+by\s+process\s+\d+/.test(lines.join(' ')),
  );
}
