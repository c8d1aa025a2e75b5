// What `npm run kubectl` runs: a scripted session with each kubectl of this machine, against a fresh lab each.
// Flags: --version 1.33 (that one alone).
import process from 'node:process';
import { findKubectl } from './kubectl.ts';
import { compareRecorded } from './kubectl-recorded.ts';
import { runSession } from './kubectl-session/run-session.ts';
import { session } from './kubectl-session/session.ts';

const VERSIONS = ['1.27', '1.30', '1.33'];
const at = process.argv.indexOf('--version');
const wanted = at < 0 ? VERSIONS : [process.argv[at + 1] ?? ''];

// Side by side: each has a lab, and its commands one after the other.
const totals = await Promise.all(wanted.map((version) => one(version)));
const passed = totals.reduce((sum, total) => sum + total.passed, 0);
const failed = totals.reduce((sum, total) => sum + total.failed, 0);
const recorded = await holdAgainstRecording(wanted.at(-1) ?? '');
console.log(`${passed + recorded.passed} passed, ${failed + recorded.failed} failed`);
process.exit(failed + recorded.failed === 0 ? 0 : 1);

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

/** What the newest kubectl prints of recorded objects; a difference that has a known reason is told, and fails nothing. */
async function holdAgainstRecording(version: string): Promise<{ readonly passed: number; readonly failed: number }> {
  const binary = findKubectl(version);
  const folder = process.env['ORACLE_DIR'] ?? '../shared/oracle';
  const compared = binary === undefined ? undefined : await compareRecorded(binary, folder);
  if (compared === undefined) {
    console.log(`SKIPPED: no recording in ${folder}, or no kubectl.${version}; set ORACLE_DIR to one`);
    return { passed: 0, failed: 0 };
  }
  for (const { name, differences, reasons } of compared) {
    for (const why of reasons) console.log(`differs ${name}: ${why}`);
    if (differences.length > 0) console.log(`FAIL ${name}: ${differences.slice(0, 3).join(', ')}`);
  }
  for (const [title, prefix] of [
    ['tables', 'get-'],
    ['describe', 'describe-'],
  ] as const) {
    const all = compared.filter(({ name }) => name.startsWith(prefix));
    console.log(`${title}: ${all.filter(({ differences, reasons }) => differences.length + reasons.length === 0).length} of ${all.length}`);
  }
  const failed = compared.filter(({ differences }) => differences.length > 0).length;
  return { passed: compared.length - failed, failed };
}
