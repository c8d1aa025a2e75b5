// Builds everything that runs: the extension, the lab's workers, the kubelab command, the cluster view and the VS Code suite.
// --sizes prints a table of sizes · --dev keeps names and source maps · --partly goes on when a part does not build.
import { readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { duration, mustRun, run } from './lib/exec.mjs';
import { dist, out, root } from './lib/paths.mjs';
import { printTable } from './lib/table.mjs';

const flags = new Set(process.argv.slice(2));

const node = { platform: 'node', target: 'node20' };
const browser = { platform: 'browser', target: 'es2022' };

/** What is built from what; `shipped` ones are in the package. All but the test suite are small, because less text is sooner compiled. */
const bundles = [
  { entry: 'extension/main.ts', file: 'extension/main.cjs', shipped: true, options: { ...node, format: 'cjs', external: ['vscode'] } },
  {
    entry: 'extension/editor/manifest-worker.ts',
    file: 'extension/manifest-worker.cjs',
    shipped: true,
    options: { ...node, format: 'cjs' },
  },
  { entry: 'lab-cluster/host/node.ts', file: 'host/node.cjs', shipped: true, options: { ...node, format: 'cjs' } },
  { entry: 'lab-cluster/host/web.ts', file: 'host/web.js', shipped: false, options: { ...browser, format: 'iife' } },
  {
    entry: 'lab-cluster/serve/kubelab.ts',
    file: 'serve/kubelab.cjs',
    shipped: false,
    options: { ...node, format: 'cjs', banner: { js: '#!/usr/bin/env node' } },
  },
  { entry: 'lab-cluster/serve/program.ts', file: 'serve/program.cjs', shipped: false, options: { ...node, format: 'cjs' } },
  { entry: 'webview/main.ts', file: 'webview/main.js', shipped: true, options: { ...browser, format: 'iife' } },
  {
    entry: 'extension/test/suite/index.ts',
    file: 'test/suite.cjs',
    shipped: false,
    options: { ...node, format: 'cjs', external: ['vscode'] },
  },
];

/** What upstream says of each field: a quarter of a bundle's text, and most runs never ask for it. */
const prose = { data: 'lab-cluster/api/generated/descriptions.json', file: 'api/descriptions.json' };

/** Node bundles share the prose as one file beside them, read when first asked for; in a browser it is part of the bundle. */
const proseBeside = {
  name: 'prose-beside',
  setup(build) {
    const fromBundle = `../${prose.file}`;
    build.onLoad({ filter: /[\\/]api[\\/]generated[\\/]descriptions\.ts$/ }, () => ({
      contents: `export const descriptions = () => require('${fromBundle}');`,
    }));
    build.onResolve({ filter: /descriptions\.json$/ }, () => ({ path: fromBundle, external: true }));
  },
};

await generate();
const esbuild = await import('esbuild');
await mkdir(path.join(dist, 'api'), { recursive: true });
await copyFile(path.join(root, prose.data), path.join(dist, prose.file));
const built = [];
const broken = [];
for (const bundle of bundles) {
  try {
    built.push(await build(bundle));
  } catch (error) {
    broken.push(bundle.entry);
    console.error(`${bundle.entry} does not build:\n${error.message}`);
  }
}
await keepCompiled('serve/program');
if (flags.has('--sizes')) printTable(['bundle', 'KB', 'KB gzipped', 'built in'], built.map(sizeRow));
if (broken.length > 0 && !flags.has('--partly')) process.exit(1);
await mkdir(out, { recursive: true });
await writeFile(path.join(out, 'sizes.json'), JSON.stringify(built.map(({ file, bytes, gzipped }) => ({ file, bytes, gzipped }))));

/** The schemas of every kind come from the types of the Kubernetes client library; they are made, not committed. */
async function generate() {
  await mustRun(process.execPath, ['.ci/generate-schemas.mjs']);
}

async function build({ entry, file, shipped, options }) {
  const started = performance.now();
  const outfile = path.join(dist, file);
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: !file.startsWith('test/') && !flags.has('--dev'),
    sourcemap: flags.has('--dev') ? 'linked' : false,
    legalComments: 'none',
    logLevel: 'silent',
    plugins: options.platform === 'node' ? [proseBeside] : [],
    ...options,
  });
  for (const warning of result.warnings) console.warn(`${entry}: ${warning.text}`);
  if (options.banner) await chmod(outfile, 0o755);
  const code = readFileSync(outfile);
  return { file, shipped, bytes: code.length, gzipped: gzipSync(code).length, ms: performance.now() - started };
}

/** Starts the program once and keeps what V8 compiled; without it the command only starts slower. */
async function keepCompiled(name) {
  const file = path.join(dist, `${name}.v8`);
  await rm(file, { force: true });
  const { code, output } = await run(process.execPath, ['.ci/keep-compiled.mjs', path.join(dist, `${name}.cjs`), file]);
  if (code !== 0) console.warn(`${name} is not kept compiled:\n${output}`);
}

function sizeRow({ file, bytes, gzipped, ms }) {
  return [`dist/${file}`, (bytes / 1024).toFixed(1), (gzipped / 1024).toFixed(1), duration(ms)];
}
