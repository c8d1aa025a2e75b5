// npm test: everything, from a fresh clone. Each phase is a script of its own; the last line is `N passed, N failed`.
import { ensureChromium } from './lib/chromium.mjs';
import { codeServerObstacle, installCodeServer } from './lib/code-server-install.mjs';
import { duration, run } from './lib/exec.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { readCounts } from './lib/report.mjs';

const started = performance.now();
const say = (line) => console.log(line);
const times = [];
const totals = { passed: 0, failed: 0 };

await timed('packages', () => ensurePackages(say));
const browser = await timed('browser', () => ensureChromium(say).catch((error) => say(error.message)));
const env = { ...process.env, ...(browser ? { CHROMIUM: browser } : {}) };

const built = await script('build', ['build.mjs', '--sizes']);
await script('check', ['check.mjs']);
await script('unit', ['unit.mjs']);
await script('kubectl', ['kubectl.mjs']);
await script('long simulations', ['soak.mjs', '--slice']);
const obstacle = await timed('VS Code', () => vscodeObstacle());
if (browser) await script('determinism', ['determinism.mjs']);
if (built) {
  const packaged = await script('package', ['package.mjs']);
  if (packaged) await vscodeSuite();
}

say('');
for (const [name, ms] of times) say(`${name.padEnd(18)} ${duration(ms).padStart(9)}`);
say(`${'in all'.padEnd(18)} ${duration(performance.now() - started).padStart(9)}`);
say(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 ? 0 : 1);

async function timed(name, act) {
  const from = performance.now();
  say(`\n── ${name}`);
  const result = await act();
  times.push([name, performance.now() - from]);
  return result;
}

/** Runs one of our scripts as a phase and adds its counts; one that prints no counts counts only when it fails. */
async function script(name, args) {
  const result = await timed(name, () => run(process.execPath, [`.ci/${args[0]}`, ...args.slice(1)], { show: true, env }));
  const { passed, failed } = readCounts(result.output, result.code);
  totals.passed += passed;
  totals.failed += failed;
  return result.code === 0;
}

async function vscodeSuite() {
  if (obstacle === '') {
    await script('VS Code suite', ['e2e.mjs', '--packaged']);
    return;
  }
  const line = '!'.repeat(72);
  say(`${line}\nTHE VS CODE SUITE DID NOT RUN: ${obstacle}\n${line}`);
  if (process.env.CI === 'true') totals.failed += 1;
}

/** Why the suite cannot run here, or '' after everything it needs is in place. */
async function vscodeObstacle() {
  if (!browser) return 'there is no browser to drive it (see above).';
  const obstacle = codeServerObstacle();
  if (obstacle !== '') return obstacle;
  return installCodeServer(say).then(
    () => '',
    (error) => error.message,
  );
}
