// The extension inside VS Code: activation against an empty extension, how long the extension host is blocked, and the cluster view's
// first paint and frame rate against an empty page, while 1,000 pods roll out.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleForHost, bundleForNode } from '../lib/bundle.mjs';
import { ensureChromium } from '../lib/chromium.mjs';
import { installCodeServer } from '../lib/code-server-install.mjs';
import { mustRun } from '../lib/exec.mjs';
import { runInCodeServer } from '../lib/host-suite.mjs';
import { root, vsixFile } from '../lib/paths.mjs';
import { withVscode } from '../lib/session.mjs';
import { launchBrowser, openWorkbench } from '../lib/workbench.mjs';

/** Room for 1,000 pods: a node takes 110. */
const roomy = { 'kubelab.workers': 20 };

export async function measureVscode({ quick, say }) {
  await installCodeServer(say);
  await mustRun(process.execPath, ['.ci/package.mjs']);
  const browser = await launchBrowser(await ensureChromium(say));
  const drive = await import(pathToFileURL(await bundleForNode('extension/test/drive/measure.ts')));
  try {
    const rows = [];
    for (const measure of [measureView, measureBlocking, measureActivation])
      rows.push(...(await measure({ browser, drive, say, rounds: quick ? 3 : 7 })));
    return rows;
  } finally {
    await browser.close();
  }
}

async function measureActivation({ browser, drive, rounds, say }) {
  const empty = await packEmptyExtension();
  const ours = [];
  const theirs = [];
  for (let round = 1; round <= rounds; round += 1) {
    say(`activation, round ${round} of ${rounds} …`);
    await withVscode({ packages: [vsixFile, empty] }, async ({ folder, server }) => {
      const { page, context } = await openWorkbench(browser, server, { folder });
      const times = await drive.activationTimes(page, ['Learning Lab for Kubernetes', 'Empty Extension']);
      ours.push(times[0]);
      theirs.push(times[1]);
      await context.close();
    });
  }
  await rm(path.dirname(empty), { recursive: true, force: true });
  const [mine, other] = [median(ours), median(theirs)];
  const difference = mine - other;
  return [
    {
      what: `activation, median of ${rounds}, against an empty extension`,
      measured: `${mine} ms`,
      against: `${other} ms`,
      ratio: `+${difference.toFixed(0)} ms`,
      aim: '≤ +15 ms',
      met: difference <= 15,
    },
  ];
}

/** An extension that does nothing, activated by the same event as ours. */
async function packEmptyExtension() {
  const folder = await mkdtemp(path.join(tmpdir(), 'kubelab-empty-'));
  const manifest = {
    name: 'empty',
    displayName: 'Empty Extension',
    publisher: 'kubelab',
    version: '0.0.1',
    license: 'Apache-2.0',
    engines: { vscode: '^1.100.0' },
    main: './main.cjs',
    activationEvents: ['onLanguage:yaml'],
  };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(folder, 'main.cjs'), 'exports.activate = () => {};\n');
  const file = path.join(folder, 'empty.vsix');
  const vsce = path.join(root, 'node_modules/.bin/vsce');
  await mustRun(vsce, ['package', '--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', file], { cwd: folder });
  return file;
}

async function measureBlocking({ browser, say }) {
  say('extension host during a rollout of 1,000 pods …');
  const tests = await bundleForHost('extension/test/bench/rollout.ts');
  const { code, lines } = await runInCodeServer(browser, { tests, settings: roomy, timeoutMs: 300_000 });
  const found = lines.map((line) => /^blocked (\{.*\})$/.exec(line)?.[1]).find((text) => text !== undefined);
  if (code !== 0 || !found) throw new Error(`the rollout was not measured (${code}):\n${lines.slice(-20).join('\n')}`);
  const { maxMs, p99Ms, seconds, ready } = JSON.parse(found);
  return [
    {
      what: `extension host blocked at most, ${ready} pods rolling for ${seconds.toFixed(0)} s`,
      measured: `${maxMs.toFixed(0)} ms`,
      against: `99 %: ${p99Ms.toFixed(1)} ms`,
      aim: '≤ 50 ms',
      met: maxMs <= 50,
    },
  ];
}

async function measureView({ browser, drive, say }) {
  say('cluster view …');
  const empty = await browser.newPage();
  await empty.setContent('<p>empty</p>');
  const emptyFps = await drive.framesPerSecond(empty, 5);
  await empty.close();
  const measured = await withVscode({ settings: roomy }, async ({ folder, server }) => {
    const { page } = await openWorkbench(browser, server, { folder });
    return drive.measureClusterView(page, folder);
  });
  return [
    { what: 'cluster view, first paint after its page began to load', measured: `${measured.firstPaintMs.toFixed(0)} ms` },
    {
      what: 'cluster view, frames per second while 1,000 pods roll, against an empty page',
      measured: measured.fps.toFixed(1),
      against: emptyFps.toFixed(1),
      ratio: `${(measured.fps / emptyFps).toFixed(2)}×`,
    },
  ];
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
