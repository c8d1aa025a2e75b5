// The extension in a real VS Code, installed from the .vsix: first the suite inside the extension host, then a person at
// work in the browser, with screenshots of every state. --only host, --only drive runs one of the two; --update-media takes the
// README's picture from the screenshots.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleForNode } from './lib/bundle.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { installCodeServer } from './lib/code-server-install.mjs';
import { desktopCommand, desktopExecutable } from './lib/desktop.mjs';
import { mustRun } from './lib/exec.mjs';
import { runInCodeServer, runInDesktop } from './lib/host-suite.mjs';
import { out, root } from './lib/paths.mjs';
import { createReport } from './lib/report.mjs';
import { withVscode } from './lib/session.mjs';
import { launchBrowser, openWorkbench } from './lib/workbench.mjs';

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : '';
const screenshots = path.join(out, 'screenshots');
const report = createReport();
const say = (line) => console.log(line);

const chromium = await installCodeServer(say)
  .then(() => ensureChromium(say))
  .catch((error) => {
    console.error(`VS Code cannot be driven here: ${error.message}`);
    process.exit(1);
  });
if (!process.argv.includes('--packaged')) {
  await mustRun(process.execPath, ['.ci/build.mjs']);
  await mustRun(process.execPath, ['.ci/package.mjs']);
}
const browser = await launchBrowser(chromium);
try {
  if (only !== 'drive') await inExtensionHost();
  if (only !== 'host') await asAPerson();
} finally {
  await browser.close();
}
if (process.argv.includes('--update-media'))
  await copyFile(path.join(screenshots, '05-trace-dark.png'), path.join(root, 'media/cluster-view.png'));
report.end();

async function inExtensionHost() {
  const command = await desktopCommand();
  const executable = command ? desktopExecutable(command) : '';
  if (executable) {
    const { code } = await runInDesktop(executable);
    if (code === 0) report.pass('the suite in desktop VS Code');
    else report.fail('the suite in desktop VS Code', `it ended with ${code}`);
  }
  const { code, lines } = await runInCodeServer(browser);
  for (const line of lines) {
    const result = /^(ok|FAIL) +(.*)$/s.exec(line);
    if (result?.[1] === 'ok') report.pass(result[2]);
    else if (result) report.fail(...splitOnce(result[2]));
  }
  if (code !== 0 && !lines.some((line) => line.startsWith('FAIL'))) {
    report.fail('the suite in the extension host ends well', `it ended with ${code}\n${lines.slice(-30).join('\n')}`);
  }
}

function splitOnce(text) {
  const end = text.indexOf('\n');
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}

/** Plays the story; a step that fails ends it, and the rest counts as failed. */
async function asAPerson() {
  const { story } = await import(pathToFileURL(await bundleForNode('extension/test/drive/story.ts')));
  await rm(screenshots, { recursive: true, force: true });
  await mkdir(screenshots, { recursive: true });
  await withVscode({}, async ({ folder, server }) => {
    const { page, problems } = await openWorkbench(browser, server, { folder });
    await play(story, { page, folder, screenshots, problems });
  });
}

async function play(story, stage) {
  let broken = '';
  for (const { name, act } of story) {
    if (broken) {
      report.fail(name, `not reached: “${broken}” failed`);
      continue;
    }
    const started = performance.now();
    try {
      await act(stage);
      report.pass(`${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      broken = name;
      await stage.page.screenshot({ path: path.join(screenshots, 'failed.png') });
      const complaints = stage.problems.slice(-5).join('\n');
      report.fail(name, `${error.stack}\nsee out/screenshots/failed.png\n${complaints}`);
    }
  }
}
