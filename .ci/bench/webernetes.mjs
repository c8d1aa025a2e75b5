// Fetches webernetes, which only the benchmarks need, into .cache and makes one file of it that Node can load.
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { cleanEnv, mustRun } from '../lib/exec.mjs';
import { cache } from '../lib/paths.mjs';

const version = '0.3.5';

export async function ensureWebernetes(say) {
  const folder = path.join(cache, 'bench');
  const file = path.join(folder, `webernetes-${version}.mjs`);
  if (existsSync(file)) return file;
  say(`fetching @ngrok/webernetes ${version} …`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  await mustRun('npm', ['install', '--no-save', '--ignore-scripts', `@ngrok/webernetes@${version}`], { cwd: folder, env: cleanEnv() });
  const entry = path.join(folder, 'node_modules/@ngrok/webernetes/dist/index.js');
  await build({ entryPoints: [entry], outfile: file, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' });
  return file;
}
