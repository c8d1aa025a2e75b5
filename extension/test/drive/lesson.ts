// The walkthrough "Your first Deployment" in VS Code's Get Started, as a person opens it.
import type { Locator, Page } from 'playwright-core';
import { pick, runCommand } from './hands.ts';

/** Opens the lesson; the result stands for its ticked steps. */
export async function openLesson(page: Page): Promise<Locator> {
  await runCommand(page, 'Welcome: Open Walkthrough...');
  await pick(page, 'Your first Deployment');
  await page.locator('.getting-started-step').first().waitFor();
  return page.locator(
    '.getting-started-step:not(.dummy) .codicon-getting-started-step-checked.complete, .getting-started-step .complete.codicon',
  );
}
