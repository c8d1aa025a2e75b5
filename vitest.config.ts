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
    testTimeout: 60_000,
    // Modules are loaded once for each worker and not for each file, which was half of the time: no test leaves anything behind in one.
    isolate: false,
  },
});
