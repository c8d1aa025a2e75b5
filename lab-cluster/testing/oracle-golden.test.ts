// The recorded requests that are kept with the code, answered by a whole cluster as a real API server answered them. Never skipped.
import { describe, expect, test } from 'vitest';
import { type Recording, runRecording } from './oracle-golden.ts';
import committed from './testdata/golden.json' with { type: 'json' };

/** Kinds of one's own are in docs/coverage.md, as absent. */
const ABSENT = '/apis/apiextensions.k8s.io/';

const DIFFERENT = [
  // Another parser gives another line for where the text breaks.
  'bad-yaml-bad-indent',
  // The refusal quotes the whole object as it was at that moment.
  'bad-upd-deploy-unknown-field',
];

describe('recorded requests', () => {
  const results = runRecording(committed as Recording, ({ path }) => !path.startsWith(ABSENT));

  test('are answered with the recorded status', () => {
    expect(results.length).toBeGreaterThan(150);
    expect(results.filter(({ sameStatus }) => !sameStatus).map(({ id }) => id)).toEqual([]);
  });

  test('are answered to the letter, but for two', () => {
    expect(results.filter(({ exact }) => !exact).map(({ id }) => id)).toEqual(DIFFERENT);
  });
});
