// A workspace to work in: a copy of the samples, so that nobody edits the originals.
import { cpSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { samples } from './paths.mjs';

/** `parent` is a folder that exists, a temporary one of its own by default. */
export function copySamples(parent = mkdtempSync(path.join(tmpdir(), 'kubelab-workspace-'))) {
  const folder = path.join(parent, 'kubernetes-samples');
  if (!existsSync(samples)) throw new Error(`There are no samples in ${samples}`);
  cpSync(samples, folder, { recursive: true });
  return folder;
}
