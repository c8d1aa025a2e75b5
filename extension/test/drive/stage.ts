// What a story is played on: a window, its folder, and a camera that takes every state in three themes.
import path from 'node:path';
import type { Page } from 'playwright-core';
import { insist, runCommand } from './hands.ts';

export interface Stage {
  readonly page: Page;
  /** The workspace on disk. */
  readonly folder: string;
  /** Where screenshots go. */
  readonly screenshots: string;
  /** What the window's console has complained of so far. */
  readonly problems: readonly string[];
}

export interface Step {
  /** A promise: what a person can do, or sees. */
  readonly name: string;
  act(stage: Stage): Promise<void>;
}

/** Theme → its name in the list, and the class the workbench wears with it. */
const themes = {
  dark: { label: 'Dark Modern', marker: 'vs-dark' },
  light: { label: 'Light Modern', marker: 'vs' },
  contrast: { label: 'Dark High Contrast', marker: 'hc-black' },
} as const;

/**
 * Takes the state as it is now in light, dark and high contrast: NAME-light.png and so on. Ends in dark. `pose` brings back what
 * a change of themes takes away: a hover, a message.
 */
export async function takePictures(stage: Stage, name: string, pose: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
  for (const theme of ['light', 'contrast', 'dark'] as const) {
    await changeTheme(stage, theme);
    await pose();
    await stage.page.screenshot({ path: path.join(stage.screenshots, `${name}-${theme}.png`) });
  }
}

/** By the palette: the workbench in the browser notices its settings file changing only sometimes. */
async function changeTheme({ page }: Stage, theme: keyof typeof themes): Promise<void> {
  const { label, marker } = themes[theme];
  await insist(async (timeout) => {
    await runCommand(page, 'Preferences: Color Theme');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Monokai' }).first().waitFor({ timeout });
    await page.locator('.quick-input-widget:visible input').first().fill(label, { timeout });
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).first().click({ timeout });
  });
  await page.locator(`.monaco-workbench.${marker}`).first().waitFor();
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  // To where nothing explains itself to a mouse that rests.
  await page.mouse.move(720, 890);
  // Webviews are told after the workbench; this is enough for them to paint.
  await page.waitForTimeout(300);
}
