// npm run coverage: writes docs/coverage.md from the registries.
import { bundleForNode } from './lib/bundle.mjs';
import { mustRun } from './lib/exec.mjs';
import { root } from './lib/paths.mjs';

await mustRun(process.execPath, ['.ci/generate-schemas.mjs']);
await mustRun(process.execPath, [await bundleForNode('lab-cluster/testing/coverage.node.ts')], { cwd: root });
console.log('docs/coverage.md written');
