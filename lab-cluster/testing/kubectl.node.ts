// What `npm run kubectl` runs: a scripted session with each kubectl of this machine, against a fresh lab each.
// Flags: --version 1.33 (that one alone).
import process from 'node:process';
import { findKubectl } from './kubectl.ts';
import { runSession } from './kubectl-session/run-session.ts';
import { session } from './kubectl-session/session.ts';

const VERSIONS = ['1.27', '1.30', '1.33'];
const at = process.argv.indexOf('--version');
const wanted = at < 0 ? VERSIONS : [process.argv[at + 1] ?? ''];

// Side by side: each has a lab, and its commands one after the other.
const totals = await Promise.all(wanted.map((version) => one(version)));
const passed = totals.reduce((sum, total) => sum + total.passed, 0);
const failed = totals.reduce((sum, total) => sum + total.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function one(version: string): Promise<{ readonly passed: number; readonly failed: number }> {
  const binary = findKubectl(version);
  if (binary === undefined) {
    console.log(`SKIPPED: no kubectl.${version} in PATH or KUBECTL_DIR`);
    return { passed: 0, failed: 0 };
  }
  const { ran, failed } = await runSession(binary, version, session, (line) => console.log(line));
  console.log(`kubectl ${version}: ${ran - failed} of ${ran} commands`);
  return { passed: ran - failed, failed };
}
