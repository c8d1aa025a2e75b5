// The convention every script here that tests something keeps: its last line is `N passed, N failed`, its exit code agrees.

/** Collects results and prints each as it comes. */
export function createReport() {
  let passed = 0;
  let failed = 0;
  return {
    pass(name) {
      passed += 1;
      console.log(`ok   ${name}`);
    },
    fail(name, reason) {
      failed += 1;
      console.log(`FAIL ${name}\n${indent(reason)}`);
    },
    /** Prints the last line and ends the process. */
    end() {
      console.log(`${passed} passed, ${failed} failed`);
      process.exit(failed === 0 ? 0 : 1);
    },
  };
}

/** The counts on the last line of a script's output; a script that printed none failed once. */
export function readCounts(output, code) {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  const found = /^(\d+) passed, (\d+) failed$/.exec(last);
  const passed = Number(found?.[1] ?? 0);
  const failed = Number(found?.[2] ?? 0);
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}

function indent(text) {
  return String(text)
    .trimEnd()
    .split('\n')
    .map((line) => `     ${line}`)
    .join('\n');
}
