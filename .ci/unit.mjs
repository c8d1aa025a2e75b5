// Runs the tests that need no editor, with vitest, and ends with the line every test script ends with.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mustRun, run } from './lib/exec.mjs';
import { out, root } from './lib/paths.mjs';

// The kinds' schemas are made, not committed; this takes a moment when they are up to date.
await mustRun(process.execPath, ['.ci/generate-schemas.mjs']);

const file = path.join(out, 'vitest.json');
const vitest = path.join(root, 'node_modules/.bin/vitest');
const result = await run(vitest, ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...process.argv.slice(2)], {
  show: true,
});
const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'));
// A file that does not load fails no test, and still has failed.
const failed = Math.max(numFailedTests, result.code === 0 ? 0 : 1);
console.log(`${numPassedTests} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
