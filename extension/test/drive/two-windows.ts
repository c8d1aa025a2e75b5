// Two windows of VS Code on the same folder, each with a cluster: neither is taken for the other, from outside or in a terminal.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { ask, configMaps } from '../suite/served.ts';
import { insist, runCommand, statusItem } from './hands.ts';
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
        for (const file of [one, two]) saidWhoHolds(file);
      } finally {
        await other.context().close();
      }
      await runCommand(page, 'Terminal: Kill All Terminals');
    },
  },
];

/** Another window as a person opens it: the same address and the same profile, whose folders are on the server; nothing open in it. */
async function openWindow(page: Page): Promise<Page> {
  const context = await page
    .context()
    .browser()
    ?.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' });
  if (context === undefined) throw new Error('there is no browser to open a window in');
  context.setDefaultTimeout(180_000);
  const other = await context.newPage();
  await other.goto(page.url(), { waitUntil: 'domcontentloaded' });
  await other.locator('.part.statusbar .statusbar-item').first().waitFor();
  return other;
}

async function portOf(page: Page): Promise<string> {
  const item = statusItem(page, /kubectl :\d+/);
  await item.waitFor();
  return /:(\d+)/.exec(await item.innerText())?.[1] ?? '';
}

/** What KUBECONFIG is in a new terminal of this window. */
async function kubeconfigInTerminal({ folder }: Stage, page: Page, name: string): Promise<string> {
  await page.bringToFront();
  await runCommand(page, 'Open a Terminal for kubectl');
  const prompt = page.locator('.terminal.xterm .xterm-rows').filter({ hasText: /[$#%>]/ });
  await prompt.first().waitFor();
  const told = path.join(path.dirname(folder), `kubeconfig-of-${name}.txt`);
  const read = (): string => (existsSync(told) ? readFileSync(told, 'utf8') : '');
  await insist(async (timeout) => {
    await page.locator('.terminal.xterm').first().click();
    await page.keyboard.type(`printf '%s\\n' "$KUBECONFIG" > ${told}\n`);
    for (const end = Date.now() + timeout; !read().endsWith('\n'); await page.waitForTimeout(100))
      if (Date.now() > end) throw new Error(`nothing is written to ${told}`);
  });
  return read().trim();
}

/** Whoever would serve from the folder of a window is told who has it. */
function saidWhoHolds(kubeconfig: string): void {
  const folder = path.dirname(kubeconfig);
  const { status, stderr } = spawnSync(
    process.execPath,
    [path.resolve('dist/serve/kubelab.cjs'), 'serve', '--port', '0', '--data', folder],
    {
      encoding: 'utf8',
      timeout: 300_000,
    },
  );
  if (status === 0 || !/is held by process \d+/.test(stderr)) throw new Error(`it ended with ${status} and said: ${stderr}`);
}
