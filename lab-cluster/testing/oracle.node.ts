// What `npm run oracle` runs: everything that was recorded from a real 1.34 API server, sent to ours and compared.
// Flags: --only TEXT (cases whose id or path has it; `protocol` for the recorded conversation alone), `--https` (that conversation with a served lab),
// --show N (differences printed a case, default 3).
import process from 'node:process';
import { createHttpsWire } from './https-wire.ts';
import { createProtocolWire } from './lab-wire.ts';
import { type GoldenResult, readRecording, runRecording } from './oracle-golden.ts';
import { EXPLAINED_SERVED, protocolReport, readTranscripts, runProtocol } from './oracle-protocol.ts';
import { ServedLab } from './served-lab.ts';

const folder = process.env['ORACLE_DIR'] ?? '../shared/oracle';
const flag = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const only = flag('--only');
const shown = Number(flag('--show') ?? 3);

const recording = readRecording(folder);
if (recording === undefined) {
  console.log(`SKIPPED: no recording in ${folder}; set ORACLE_DIR to one`);
  process.exit(0);
}
if (process.argv.includes('--https')) {
  const lab = await new ServedLab().start();
  const results = await runProtocol(readTranscripts(folder), createHttpsWire(lab));
  console.log(protocolReport(results, shown, 'protocol over HTTPS', EXPLAINED_SERVED));
  await lab.stop();
  process.exit(0);
}
if (only === undefined || only === 'protocol') {
  const transcripts = await runProtocol(readTranscripts(folder), createProtocolWire());
  console.log(protocolReport(transcripts, shown));
  if (only === 'protocol') process.exit(0);
}
const results = runRecording(recording, ({ id, path }) => only === undefined || id.includes(only) || path.includes(only));
for (const { id, differences } of results) {
  if (differences.length === 0) continue;
  console.log(`DIFFERS ${id}`);
  for (const line of differences.slice(0, shown)) console.log(`  ${line.length > 1500 ? `${line.slice(0, 1500)} …` : line}`);
}
console.log('');
const resources = [...new Set(results.map(({ resource }) => resource))].sort();
for (const resource of resources)
  console.log(
    tally(
      resource,
      results.filter((result) => result.resource === resource),
    ),
  );
console.log(tally('golden', results));

function tally(name: string, of: readonly GoldenResult[]): string {
  const exact = of.filter((result) => result.exact).length;
  const status = of.filter((result) => result.sameStatus).length;
  return `${name}: exact ${exact}/${of.length} status ${status}/${of.length}`;
}
