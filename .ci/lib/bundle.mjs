// Makes one TypeScript program of ours into one file that Node 20 runs.
import path from 'node:path';
import { build } from 'esbuild';
import { dist, root } from './paths.mjs';

/** Bundles `entry` into dist/ under its own path and returns the file. */
export async function bundleForNode(entry) {
  const outfile = path.join(dist, entry.replace(/\.ts$/, '.mjs'));
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}

/** Bundles a program that runs inside the extension host. */
export async function bundleForHost(entry) {
  const outfile = path.join(dist, entry.replace(/\.ts$/, '.cjs'));
  const options = { absWorkingDir: root, entryPoints: [entry], outfile, bundle: true, logLevel: 'warning' };
  await build({ ...options, platform: 'node', target: 'node20', format: 'cjs', external: ['vscode'] });
  return outfile;
}
