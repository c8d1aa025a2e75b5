// What `npm run fuzz` runs: damaged requests by the hundred thousand, then damaged connections over TLS.
// Flags: --seed N (default 1), --requests N (default 100,000), --connections N (default 2,000).
import process from 'node:process';
import { fuzzText, runFuzz } from './fuzz.ts';
import { fuzzWire, wireText } from './wire-fuzz.ts';

const numberOf = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const shown = (counts: ReadonlyMap<string | number, number>): string =>
  [...counts]
    .sort(([left], [right]) => (String(left) < String(right) ? -1 : 1))
    .map(([what, count]) => `${what}: ${count}`)
    .join(', ');

const seed = numberOf('--seed', 1);
const report = runFuzz(seed, numberOf('--requests', 100_000));
console.log(`answers by code: ${shown(report.codes)}`);
console.log(fuzzText(report));
const wire = await fuzzWire(seed, numberOf('--connections', 2_000));
console.log(`connections by their end: ${shown(wire.ends)}`);
console.log(wireText(wire));
process.exit(report.crashes.length + report.unexpected.length + report.broken.length + wire.problems.length === 0 ? 0 : 1);
