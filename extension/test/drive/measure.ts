// What the benchmarks measure from outside: activation as VS Code reports it, first paint and frame rate of the cluster view.
import type { Frame, Page } from 'playwright-core';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { clusterPage } from './cluster-page.ts';
import { codeLens, editorTab, openFile, runCommand, until } from './hands.ts';

/** Activation of the extensions with these display names, in milliseconds, after a manifest was opened. */
export async function activationTimes(page: Page, names: readonly string[]): Promise<readonly number[]> {
  await openFile(page, 'deployment.yaml');
  // The list shows only as many rows as fit.
  await page.setViewportSize({ width: 1400, height: 4000 });
  await page.waitForTimeout(3_000);
  await runCommand(page, 'Developer: Show Running Extensions');
  const rows = page.locator('.runtime-extensions-editor .monaco-list-row');
  const read = async (): Promise<readonly number[]> => {
    const texts = await rows.evaluateAll((all) => all.map((row) => `${row.querySelector('.name')?.textContent}|${row.textContent}`));
    return names.map((name) =>
      Number(/Activation: (\d+)ms/.exec(texts.find((text) => text.startsWith(`${name}|`)) ?? '')?.[1] ?? Number.NaN),
    );
  };
  return until('both extensions are active', read, (times) => times.every((time) => !Number.isNaN(time)));
}

/** Frames a page or frame is given while it runs `seconds`. */
export function framesPerSecond(target: Page | Frame, seconds: number): Promise<number> {
  return target.evaluate(
    (forSeconds) =>
      new Promise<number>((resolve) => {
        const begun = performance.now();
        let frames = 0;
        const count = (): void => {
          frames += 1;
          const passed = (performance.now() - begun) / 1000;
          if (passed >= forSeconds) resolve(frames / passed);
          else requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
      }),
    seconds,
  );
}

/** Opens the cluster view, lets 1,000 pods roll out before its eyes, and measures first paint and frame rate. */
export async function measureClusterView(page: Page, folder: string): Promise<{ readonly firstPaintMs: number; readonly fps: number }> {
  writeFileSync(path.join(folder, 'many.yaml'), manyPods());
  await openFile(page, 'many.yaml');
  await until(
    'lenses',
    () => codeLens(page, 'Apply').count(),
    (count) => count > 0,
  );
  await runCommand(page, 'Start Cluster');
  await runCommand(page, 'Open Cluster View');
  const frame = await clusterPage(page);
  await frame.locator('kl-stage, kl-tiles').first().waitFor();
  const firstPaintMs = await frame.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN);
  await editorTab(page, 'many.yaml').click();
  await runCommand(page, 'Apply File');
  // What is applied is followed in the past; the rollout is to be seen live.
  await frame.locator('kl-past-bar').getByText('Return to live').click();
  await until(
    'pods start',
    () => frame.getByText(/\d+ starting/).count(),
    (count) => count > 0,
  );
  return { firstPaintMs, fps: await framesPerSecond(frame, 5) };
}

function manyPods(): string {
  const labels = (index: number): string => `app: many-${index}`;
  const deployment = (index: number): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: many-${index}
spec:
  replicas: 100
  selector:
    matchLabels:
      ${labels(index)}
  template:
    metadata:
      labels:
        ${labels(index)}
    spec:
      containers:
        - name: web
          image: nginx:1.27
`;
  return Array.from({ length: 10 }, (_, index) => deployment(index)).join('---\n');
}
