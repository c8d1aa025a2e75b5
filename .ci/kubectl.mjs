// npm run kubectl: a scripted session with every stock kubectl of this machine against a lab. Flags are passed on.
import { bundleForNode } from './lib/bundle.mjs';
import { mustRun, run } from './lib/exec.mjs';

await mustRun(process.execPath, ['.ci/generate-schemas.mjs']);
const result = await run(process.execPath, [await bundleForNode('lab-cluster/testing/kubectl.node.ts'), ...process.argv.slice(2)], {
  show: true,
});
process.exit(result.code);
