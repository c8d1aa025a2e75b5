// A conversation that was recorded with a real 1.34 API server, held again with ours over the lab's network.
// Over HTTPS it takes real time, which `npm run oracle -- --https` has.
import { expect, test } from 'vitest';
import { createProtocolWire } from './lab-wire.ts';
import { EXPLAINED, type ProtocolResult, readOwnTranscripts, runProtocol } from './oracle-protocol.ts';

const transcripts = readOwnTranscripts();

function differing(results: readonly ProtocolResult[]): readonly string[] {
  return results.filter(({ differences }) => differences.length > 0).map(({ id }) => id);
}

test('the server answers the recorded conversation as a real one, but for what is explained', async () => {
  const results = await runProtocol(transcripts, createProtocolWire());
  expect(results.length).toBe(117);
  expect(differing(results).toSorted()).toEqual(Object.keys(EXPLAINED).toSorted());
  expect(results.every(({ sameStatus }) => sameStatus)).toBe(true);
});
