// npm run fuzz: 100,000 damaged requests against the API server, and 2,000 damaged connections to the HTTPS server. Flags are
// passed on: --seed N, --requests N, --connections N.
import { bundleForNode } from './lib/bundle.mjs';
import { mustRun, run } from './lib/exec.mjs';

await mustRun(process.execPath, ['.ci/generate-schemas.mjs']);
const result = await run(process.execPath, [await bundleForNode('lab-cluster/testing/fuzz.node.ts'), ...process.argv.slice(2)], {
  show: true,
});
process.exit(result.code);
