// What a person does with VS Code: opens files, types, clicks CodeLenses, reads the tree. It knows nothing of our extension.
import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';

/** Longer than anything takes on a slow machine with other things to do; pages have it as their default. */
const PATIENCE_MS = 180_000;
/** What a first attempt is given; the next ones twice as much each. */
const FIRST_ATTEMPT_MS = 5_000;

/** Acts, and again if nothing came of it: the window was busy, or something took the focus. Each attempt is given more time. */
export async function insist(
  act: (timeout: number) => Promise<unknown>,
  { firstMs = FIRST_ATTEMPT_MS, giveUp }: { readonly firstMs?: number; readonly giveUp?: () => Promise<unknown> } = {},
): Promise<void> {
  for (let timeout = firstMs; ; timeout *= 2) {
    try {
      await act(timeout);
      return;
    } catch (error) {
      if (timeout >= PATIENCE_MS) throw error;
      await giveUp?.();
    }
  }
}

/** Runs a command from the palette; `title` as the palette shows it. Opens it again while commands are still coming in. */
export function runCommand(page: Page, title: string): Promise<void> {
  return insist(
    async (timeout) => {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget:visible input').first().fill(`>${title}`, { timeout });
      await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first().click({ timeout });
    },
    { giveUp: () => page.keyboard.press('Escape') },
  );
}

/** Picks an entry of the quick pick that is open. */
export async function pick(page: Page, text: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text }).first();
  await row.click();
}

/** Opens a file of the workspace by its name; a new file may take the search a moment to see. */
export function openFile(page: Page, name: string): Promise<void> {
  return insist(
    async (timeout) => {
      await page.keyboard.press('Control+p');
      await page.locator('.quick-input-widget:visible input').first().fill(name, { timeout });
      const hasText = path.basename(name);
      await page.locator('.quick-input-list .monaco-list-row').filter({ hasText }).first().click({ timeout });
      await editorTab(page, hasText).waitFor({ timeout });
    },
    { giveUp: () => page.keyboard.press('Escape') },
  );
}

export function editorTab(page: Page, name: string): Locator {
  return page.locator('.editor-group-container .tab').filter({ hasText: name }).first();
}

/** Lenses with this text; those that do nothing are no links. */
export function codeLens(page: Page, text: string | RegExp): Locator {
  return page.locator('.codelens-decoration > a, .codelens-decoration > span').filter({ hasText: text });
}

/** Lenses are laid out again while extensions start: waits until this one stands still, clicks, and again if nothing came of it. */
export async function clickLens(page: Page, text: string, effect: (timeout: number) => Promise<unknown>): Promise<void> {
  const lens = codeLens(page, text).first();
  await lens.waitFor();
  // What is clicked twice is done twice, so the first attempt is given long.
  const firstMs = 45_000;
  await insist(
    async (timeout) => {
      await untilStill(page, lens);
      await lens.click();
      await effect(timeout);
    },
    { firstMs },
  );
}

function untilStill(page: Page, locator: Locator): Promise<void> {
  return untilSame(page, async () => JSON.stringify(await locator.boundingBox()));
}

/** Waits until `read` gives the same twice, a quarter of a second apart. */
export async function untilSame(page: Page, read: () => Promise<string>): Promise<void> {
  for (let before = await read(); ; ) {
    await page.waitForTimeout(250);
    const now = await read();
    if (now === before) return;
    before = now;
  }
}

/** Places the caret before the first occurrence of `text` that the editor shows, by clicking it. */
export async function clickText(page: Page, text: string): Promise<void> {
  await page.locator('.monaco-editor .view-line span span').filter({ hasText: text }).first().click();
}

/** Types over the line with this text, its indentation kept, and waits until the editor shows it. */
export async function typeOver(page: Page, text: string, line: string): Promise<void> {
  await clickText(page, text);
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+Home');
  await page.keyboard.type(line);
  // What pops up while one types lies over the next line.
  await page.keyboard.press('Escape');
  await page
    .locator('.monaco-editor .view-line')
    .filter({ hasText: line.replaceAll(' ', '\u00a0') })
    .first()
    .waitFor();
}

/** Closes the editor tab with this name, whatever has the focus. */
export async function closeTab(page: Page, name: string): Promise<void> {
  const tab = editorTab(page, name);
  await tab.click({ button: 'middle' });
  await tab.waitFor({ state: 'hidden' });
}

/** Rests the mouse on a word until the hover says `expected`; a lens that is laid out meanwhile moves the word away. */
export async function hoverText(page: Page, word: string, expected: string): Promise<void> {
  await insist(async (timeout) => {
    await page.mouse.move(700, 700);
    await page.locator('.monaco-editor .view-line span span').filter({ hasText: word }).first().hover();
    await page.locator('.monaco-hover').filter({ hasText: expected }).first().waitFor({ timeout });
  });
}

/** Takes the quick fix with this text at the caret, and again if nothing came of it. */
export function quickFix(page: Page, text: string, effect: (timeout: number) => Promise<unknown>): Promise<void> {
  return insist(
    async (timeout) => {
      await page.keyboard.press('Control+.');
      await page.locator('.action-widget .monaco-list-row').filter({ hasText: text }).first().click({ timeout });
      await effect(timeout);
    },
    { giveUp: () => page.keyboard.press('Escape') },
  );
}

/** Opens the side bar's view container with this title. */
export async function openSideBar(page: Page, title: string): Promise<void> {
  const item = page
    .locator('.part.activitybar .action-item')
    .filter({ has: page.locator(`[aria-label^="${title}"]`) })
    .first();
  await item.waitFor();
  if (!(await item.evaluate((element) => element.classList.contains('checked')))) await item.locator('a').first().click();
}

export function statusItem(page: Page, text: string | RegExp): Locator {
  return page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }).first();
}

/** Labels of all visible rows of the side bar's trees, as a screen reader hears them. */
export async function treeRows(page: Page): Promise<readonly string[]> {
  return page.locator('.part.sidebar .monaco-list-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? ''));
}

export function treeRow(page: Page, text: string | RegExp): Locator {
  return page.locator('.part.sidebar .monaco-list-row').filter({ hasText: text }).first();
}

/** A row by what a screen reader says first: labels may be shortened. */
export function treeRowNamed(page: Page, name: string): Locator {
  return page.locator(`.part.sidebar .monaco-list-row[aria-label^="${name} "]`).first();
}

/** Opens a row of the tree, when it is closed, and waits for its children. */
export async function expandRow(page: Page, text: string | RegExp): Promise<void> {
  const row = treeRow(page, text);
  await row.waitFor();
  if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
  const level = Number(await row.getAttribute('aria-level')) + 1;
  await page.locator(`.part.sidebar .monaco-list-row[aria-level="${level}"]`).first().waitFor();
}

/** Chooses an entry of a row's context menu. */
export async function chooseInMenu(page: Page, row: Locator, entry: string): Promise<void> {
  const item = page.locator('.context-view .action-item, .monaco-menu .action-item').filter({ hasText: entry }).first();
  await insist(
    async (timeout) => {
      await row.click({ button: 'right' });
      await item.waitFor({ timeout });
      // A menu that has just opened takes no click: it could be the end of the one that opened it.
      await page.waitForTimeout(300);
      await item.click({ timeout });
      await item.waitFor({ state: 'hidden', timeout });
    },
    { giveUp: () => page.keyboard.press('Escape') },
  );
}

/** The inner frame of the webview that holds `selector`; VS Code wraps every webview twice. */
export async function webview(page: Page, selector: string): Promise<Frame> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      if (frame.name() !== 'active-frame' && !frame.url().includes('fake.html')) continue;
      const count = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (count > 0) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(
    `no webview holds ${selector}; frames: ${page
      .frames()
      .map((frame) => frame.url())
      .join(' ')}`,
  );
}

/** Waits until `read` gives what `isIt` accepts; the error shows what it gave last. */
export async function until<T>(what: string, read: () => Promise<T>, isIt: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (isIt(value)) return value;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${PATIENCE_MS} ms; it was ${JSON.stringify(value)?.slice(0, 1500)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
