// npm run package: builds what is missing and makes dist/kubelab.vsix, the file that is installed and that the tests install.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { mustRun, run } from './lib/exec.mjs';
import { dist, root, vsixFile } from './lib/paths.mjs';

if (!existsSync(path.join(dist, 'extension/main.cjs'))) await mustRun(process.execPath, ['.ci/build.mjs'], { show: true });
const vsce = path.join(root, 'node_modules/.bin/vsce');
const made = await run(vsce, [
  'package',
  '--no-dependencies',
  '--no-rewrite-relative-links',
  '--allow-missing-repository',
  '--out',
  vsixFile,
]);
if (made.code !== 0) {
  console.error(made.output);
  process.exit(1);
}
const listed = await run('unzip', ['-l', vsixFile]);
if (listed.code === 0) console.log(listed.output);
console.log(`${path.relative(root, vsixFile)}: ${(statSync(vsixFile).size / 1024).toFixed(0)} KB`);
