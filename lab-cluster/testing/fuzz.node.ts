// What `npm run fuzz` runs: damaged requests by the hundred thousand. Flags: --seed N (default 1), --requests N (default 100,000).
import process from 'node:process';
import { fuzzText, runFuzz } from './fuzz.ts';

const numberOf = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};

const report = runFuzz(numberOf('--seed', 1), numberOf('--requests', 100_000));
const codes = [...report.codes].sort(([left], [right]) => left - right).map(([code, count]) => `${code}: ${count}`);
console.log(`answers by code: ${codes.join(', ')}`);
console.log(fuzzText(report));
process.exit(report.crashes.length + report.unexpected.length + report.broken.length === 0 ? 0 : 1);
