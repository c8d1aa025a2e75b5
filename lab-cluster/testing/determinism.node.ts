// The same history in plain Node, whatever its version: `node determinism.mjs SEED` prints what it came to as JSON.
import { historyOf } from './determinism.ts';

process.stdout.write(JSON.stringify(historyOf(Number(process.argv[2] ?? '1'))));
