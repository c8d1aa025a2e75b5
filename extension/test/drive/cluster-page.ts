// The cluster view as a test sees it: its page, the pods on it, the lanes of its trace.
import type { Frame, Page } from 'playwright-core';
import { insist, until, untilSame, webview } from './hands.ts';

export function clusterPage(page: Page): Promise<Frame> {
  return webview(page, 'kl-cluster-view');
}

/** How a screen reader hears the pods of a workload: `web-x2kqp, 1 of 1 containers ready`. */
export function podLabels(frame: Frame, workload: string): Promise<readonly string[]> {
  return frame
    .locator(`[data-object^="pods/default/${workload}-"]`)
    .evaluateAll((pods) => pods.map((pod) => pod.getAttribute('aria-label') ?? ''));
}

export function readyPods(frame: Frame, workload: string, count: number): Promise<readonly string[]> {
  const isReady = (label: string): boolean => /1 of 1 containers? ready/.test(label);
  return until(
    `${count} ready pods of ${workload}`,
    () => podLabels(frame, workload),
    (labels) => labels.length === count && labels.every(isReady),
  );
}

/** Leaves whatever is being played or looked at. */
export async function returnToLive(frame: Frame): Promise<void> {
  const bar = frame.locator('kl-past-bar');
  await insist(async (timeout) => {
    if ((await bar.count()) > 0) await bar.getByText('Return to live').click({ timeout });
    await bar.waitFor({ state: 'detached', timeout });
  });
}

/** Names of the lanes of the trace, top to bottom: in the order in which components first took part. */
export async function lanes(frame: Frame): Promise<readonly string[]> {
  return frame.locator('kl-trace .lane').allInnerTexts();
}

/** Does each of these appear, and each after the one before? */
export function inOrder(found: readonly string[], expected: readonly RegExp[]): boolean {
  let from = 0;
  for (const pattern of expected) {
    const at = found.findIndex((text, index) => index >= from && pattern.test(text));
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

/** Goes from step to step of the trace, as the arrow keys do, until the inspector's title is this one. */
export async function goToStepOf(page: Page, frame: Frame, title: RegExp): Promise<void> {
  await frame.locator('kl-trace .trace').focus();
  /** `3 of 24`. */
  const place = async (): Promise<string> => (await frame.locator('kl-inspector .nav .n').allInnerTexts()).join('');
  // Whatever plays is stopped by any key, a moment later.
  await page.keyboard.press('ArrowUp');
  await untilSame(page, place);
  for (let step = 0; step < 60; step += 1) {
    const before = await place();
    await page.keyboard.press('ArrowDown');
    await until('the next step', place, (now) => now !== before && now !== '');
    if ((await frame.locator('kl-inspector').getByText(title).count()) > 0) return;
  }
  throw new Error(`no step of ${title}`);
}
