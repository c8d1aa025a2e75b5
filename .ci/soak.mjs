// npm run soak: the long simulations, all of them; --slice runs the fixed part that npm test takes. Other flags are passed on.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { bundleForNode } from './lib/bundle.mjs';
import { run } from './lib/exec.mjs';
import { root } from './lib/paths.mjs';

const entry = 'lab-cluster/testing/soak.ts';
if (!existsSync(path.join(root, entry))) {
  console.error(`${entry} is missing`);
  process.exit(1);
}
const result = await run(process.execPath, [await bundleForNode(entry), ...process.argv.slice(2)], { show: true });
process.exit(result.code);
