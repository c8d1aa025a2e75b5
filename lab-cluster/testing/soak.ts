// The long simulations: hundreds of histories with random process deaths, every invariant watched.
// `--slice` runs the fixed part that `npm test` takes; `--from N --to M` any part. Prints `N passed, N failed` last.
import { runChaos } from './chaos.ts';

const SLICE_SEEDS = 25;
const ALL_SEEDS = 200;

const args = process.argv.slice(2);
const valueOf = (flag: string, otherwise: number): number => (args.includes(flag) ? Number(args[args.indexOf(flag) + 1]) : otherwise);
const from = valueOf('--from', 1);
const to = valueOf('--to', args.includes('--slice') ? SLICE_SEEDS : ALL_SEEDS);

let passed = 0;
let failed = 0;
let writes = 0;
let kills = 0;
for (let seed = from; seed <= to; seed++) {
  try {
    const result = runChaos(seed);
    writes += result.checkedWrites;
    kills += result.kills;
    passed++;
  } catch (error) {
    failed++;
    console.log(
      `seed ${seed}: ${error instanceof Error ? error.message : String(error)}\n  again: npm run soak -- --from ${seed} --to ${seed}`,
    );
  }
}
console.log(`${to - from + 1} histories, ${kills} processes killed, ${writes} writes checked against every invariant`);
// A run that killed or checked nothing would prove nothing.
if (passed > 0 && (kills === 0 || writes === 0)) failed++;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
