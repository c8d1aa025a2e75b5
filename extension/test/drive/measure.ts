// What the benchmarks measure from outside: activation as VS Code reports it, first paint and frame rate of the cluster view.
import type { Frame, Page } from 'playwright-core';
import { openFile, runCommand, until } from './hands.ts';

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
