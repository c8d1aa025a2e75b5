// npm run oracle: holds the API server against what a real one was recorded answering. Flags are passed on.
import { bundleForNode } from './lib/bundle.mjs';
import { mustRun, run } from './lib/exec.mjs';

await mustRun(process.execPath, ['.ci/generate-schemas.mjs']);
const result = await run(process.execPath, [await bundleForNode('lab-cluster/testing/oracle.node.ts'), ...process.argv.slice(2)], {
  show: true,
});
process.exit(result.code);
