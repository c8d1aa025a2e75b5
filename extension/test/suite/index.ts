// The suite inside the extension host: the same `run` for desktop VS Code and for code-server.
import { promises } from './promises.ts';

/** Called by VS Code's test runner; throws when a promise is not kept. Each line starts with `ok` or `FAIL`. */
export async function run(): Promise<void> {
  let failed = 0;
  for (const { name, keep } of promises) {
    const started = Date.now();
    try {
      await keep();
      console.log(`ok   ${name} (${Date.now() - started} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL ${name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  if (failed > 0) throw new Error(`${failed} of ${promises.length} promises were not kept`);
}
