// Writes package.json's `contributes` and `activationEvents` from the extension's registries; --check only says whether they are up to date.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib/paths.mjs';

const file = path.join(root, 'package.json');

/** What the registries say, with VS Code's API left out: registries are data, only running a command needs it. */
export async function generatedContribution() {
  const esbuild = await import('esbuild');
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['extension/contributes.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    plugins: [{ name: 'no-vscode', setup: withoutVscode }],
  });
  const code = result.outputFiles[0].text;
  const { contribution } = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  return JSON.parse(JSON.stringify(contribution()));
}

function withoutVscode(build) {
  build.onResolve({ filter: /^vscode$/ }, ({ path: name }) => ({ path: name, namespace: 'no-vscode' }));
  build.onLoad({ filter: /.*/, namespace: 'no-vscode' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
}

export async function committedContribution() {
  const { activationEvents, contributes } = JSON.parse(await readFile(file, 'utf8'));
  return { activationEvents, contributes };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const generated = await generatedContribution();
  const isCurrent = JSON.stringify(await committedContribution()) === JSON.stringify(generated);
  if (process.argv.includes('--check')) {
    console.log(isCurrent ? 'package.json is up to date.' : 'package.json is behind the registries: run node .ci/contributes.mjs');
    process.exitCode = isCurrent ? 0 : 1;
  } else if (!isCurrent) {
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, `${JSON.stringify({ ...manifest, ...generated }, null, 2)}\n`);
    console.log('package.json: contributes and activationEvents written.');
  }
}
