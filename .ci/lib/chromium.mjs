// Finds a Chromium to drive, or installs one where the system's package manager lets us.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { hasProgram, run } from './exec.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];

const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a browser that is there already: CHROMIUM, then the PATH, then Playwright's own; undefined when there is none. */
export async function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM names ${named}, which does not exist.`);
  }
  for (const name of names) {
    const found = await run('sh', ['-c', `command -v ${name}`]);
    if (found.code === 0) return found.output.trim();
  }
  for (const application of macApplications) if (existsSync(application)) return application;
  return findPlaywrightChromium();
}

async function findPlaywrightChromium() {
  const folder = process.env.PLAYWRIGHT_BROWSERS_PATH ?? path.join(homedir(), '.cache/ms-playwright');
  const builds = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('chromium-')).sort();
  const file = path.join(folder, builds.at(-1) ?? '', 'chrome-linux/chrome');
  return builds.length > 0 && existsSync(file) ? file : undefined;
}

/** Like findChromium, and installs the distribution's package when there is none and we may. Throws with the reason otherwise. */
export async function ensureChromium(say) {
  const found = await findChromium();
  if (found) return found;
  if (!(await hasProgram('apt-get'))) throw new Error('There is no Chromium or Chrome here. Install one, or set CHROMIUM to its path.');
  if (process.getuid?.() !== 0)
    throw new Error('There is no Chromium here. Run `sudo apt-get install chromium`, or set CHROMIUM to its path.');
  say('installing Chromium with apt-get (about 300 MB) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // A fresh machine may be updating itself, and a network may fail once.
  const patient = ['-qq', '-o', 'DPkg::Lock::Timeout=600', '-o', 'Acquire::Retries=3'];
  await run('apt-get', ['update', ...patient], { env });
  const packages = ['chromium', 'fonts-dejavu-core', 'fonts-liberation'];
  const installed = await run('apt-get', ['install', '-y', ...patient, '--no-install-recommends', ...packages], { env });
  const now = await findChromium();
  if (!now) throw new Error(`Chromium could not be installed:\n${installed.output.slice(-2000)}`);
  return now;
}
