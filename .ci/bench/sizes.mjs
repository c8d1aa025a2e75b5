// Sizes of what is built and of the package, from the last build.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { out, vsixFile } from '../lib/paths.mjs';

export function measureSizes() {
  const built = JSON.parse(readFileSync(path.join(out, 'sizes.json'), 'utf8'));
  const rows = built
    .filter(({ file }) => !file.startsWith('test/'))
    .map(({ file, bytes, gzipped }) => ({ what: `size of ${file}`, measured: kilobytes(bytes), against: `${kilobytes(gzipped)} gzipped` }));
  if (existsSync(vsixFile)) rows.push({ what: 'size of the .vsix', measured: kilobytes(statSync(vsixFile).size) });
  return rows;
}

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(0)} KB`;
