// The story's part about the server's own words and its door: what a field means, what is refused, what is simplified, who waits.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { ask, configMaps } from '../suite/served.ts';
import { clusterPage } from './cluster-page.ts';
import {
  clickLens,
  clickText,
  closeTab,
  codeLens,
  editorTab,
  hoverText,
  openFile,
  runCommand,
  statusItem,
  typeOver,
  until,
  webview,
} from './hands.ts';
import { type Step, takePictures } from './stage.ts';

export const serving: readonly Step[] = [
  {
    name: 'a field says what it means, in the words of the API',
    async act(stage) {
      const { page } = stage;
      await editorTab(page, 'deployment.yaml').click();
      await hoverText(page, 'replicas', 'Number of desired pods');
      await page.screenshot({ path: path.join(stage.screenshots, '13-hover-dark.png') });
      await page.mouse.move(700, 700);
    },
  },
  {
    name: 'what only the server refuses is underlined at its field and told in the picture, and no message lies over either',
    async act(stage) {
      const { page } = stage;
      await editorTab(page, 'deployment.yaml').click();
      await openFile(page, 'deployment.yaml');
      await clickText(page, 'matchLabels');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      await page.keyboard.type('-other');
      await page.keyboard.press('Escape');
      const frame = await clusterPage(page);
      const refused = async (): Promise<void> => {
        await runCommand(page, 'Notifications: Clear All Notifications');
        await editorTab(page, 'deployment.yaml').click();
        await runCommand(page, 'Apply File');
        await page.locator('.monaco-editor .squiggly-error').first().waitFor();
        await frame.locator('kl-inspector').getByText('refused by the API server').waitFor();
        await frame.locator('kl-inspector').getByText('Invalid value').first().waitFor();
      };
      await takePictures(stage, '14-refused', refused);
      if ((await toast(page, 'is invalid').count()) > 0) throw new Error('a message lies over the picture, which tells the same');
      await runCommand(page, 'Notifications: Clear All Notifications');
      await editorTab(page, 'deployment.yaml').click();
      await typeOver(page, 'web-other', 'app: web');
      await page.locator('.monaco-editor .squiggly-error').first().waitFor({ state: 'hidden' });
    },
  },
  {
    name: 'where the lab does less than Kubernetes, the manifest says so, and the whole table is one click away',
    async act(stage) {
      const { page } = stage;
      writeFileSync(path.join(stage.folder, 'claim.yaml'), claim);
      await openFile(page, 'claim.yaml');
      await codeLens(page, 'In this lab nothing binds or provisions volumes yet').first().waitFor();
      await page.screenshot({ path: path.join(stage.screenshots, '15-simplified-dark.png') });
      await clickLens(page, 'In this lab nothing binds', (timeout) => editorTab(page, 'coverage').waitFor({ timeout }));
      await webview(page, 'h1:has-text("What the lab covers")');
      await takePictures(stage, '16-coverage');
      await closeTab(page, 'coverage');
      await closeTab(page, 'claim.yaml');
    },
  },
  {
    name: 'kubectl is let in, and the status bar says where',
    async act(stage) {
      const { page } = stage;
      await runCommand(page, 'Serve the Cluster to kubectl');
      await statusItem(page, /kubectl :\d+/).waitFor();
      await takePictures(stage, '17-served');
    },
  },
];

export const waiting: readonly Step[] = [
  {
    name: 'who writes while time is paused is named, and answered when it goes on',
    async act(stage) {
      const { page } = stage;
      const kubeconfig = kubeconfigBeside(stage.folder);
      await runCommand(page, 'Notifications: Clear All Notifications');
      await runCommand(page, 'Pause Time');
      await statusItem(page, 'paused').waitFor();
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'patient' } };
      const answer = ask(kubeconfig, configMaps, object);
      const inspector = (await clusterPage(page)).locator('kl-inspector');
      await inspector.getByText('waits for the answer to').waitFor();
      await statusItem(page, 'a request waits').waitFor();
      await page.screenshot({ path: path.join(stage.screenshots, '19-waits-dark.png') });
      await inspector.getByRole('button', { name: 'Resume time' }).click();
      const { status } = await answer;
      if (status !== 201) throw new Error(`the write was answered ${status}`);
      await until(
        'nobody waits',
        () => statusItem(page, 'a request waits').count(),
        (count) => count === 0,
      );
      await runCommand(page, 'Stop Serving the Cluster to kubectl');
      await statusItem(page, /kubectl :\d+/).waitFor({ state: 'hidden' });
    },
  },
];

const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  accessModes:
    - ReadWriteOnce
  resources:
    requests:
      storage: 1Gi
`;

/** The window's own folder for workspaces lies beside the one that is open. */
function kubeconfigBeside(folder: string): string {
  const storage = path.join(path.dirname(folder), 'user-data/User/workspaceStorage');
  const found = readdirSync(storage, { recursive: true, encoding: 'utf8' }).find((file) => file.endsWith('/serve/kubeconfig'));
  if (found === undefined) throw new Error(`there is no kubeconfig in ${storage}`);
  return path.join(storage, found);
}

function toast(page: Page, text: string | RegExp): Locator {
  return page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text }).first();
}
