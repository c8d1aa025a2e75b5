// Installs the npm packages this repository needs, when they are missing or older than the lock file. Uses Node's own modules only.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { cleanEnv, duration, mustRun } from './exec.mjs';
import { root } from './paths.mjs';

export async function ensurePackages(say) {
  const marker = path.join(root, 'node_modules/.package-lock.json');
  const lock = path.join(root, 'package-lock.json');
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs - 1000) return;
  say('installing npm packages …');
  const env = cleanEnv({ PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' });
  // A network may fail once.
  const { ms } = await mustRun('npm', ['ci', '--no-audit', '--no-fund'], { env, attempts: 3 });
  say(`npm packages: ${duration(ms)}`);
}
