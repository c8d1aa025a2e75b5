// Where things are in this repository, for every script in .ci.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Things fetched once and kept between runs; never committed. */
export const cache = path.join(root, '.cache');

/** What the build makes. */
export const dist = path.join(root, 'dist');

/** What tests and benchmarks leave behind: screenshots, logs, tables. */
export const out = path.join(root, 'out');

export const vsixFile = path.join(dist, 'kubelab.vsix');

export const samples = path.join(root, 'walkthroughs', 'samples');
