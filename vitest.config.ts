// What vitest runs: every test that needs no editor.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'lab-cluster/**/*.test.ts',
      'extension/**/*.test.ts',
      'webview/**/*.test.ts',
      'walkthroughs/**/*.test.ts',
      '.ci/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'extension/test/**'],
    setupFiles: ['lab-cluster/testing/first-day.ts'],
    // A machine may be slow and have other things to do: these only end what would never end. No test is about them.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 120_000, interval: 50 } },
    // Modules are loaded once for each worker and not for each file, which was half of the time: no test leaves anything behind in one.
    isolate: false,
  },
});
