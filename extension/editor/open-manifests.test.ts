// A file that is edited, as the worker and the editor have it: both must end with what reading the whole file says.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkManifest } from '../../lab-cluster/index.ts';
import { ManifestReader } from './manifest-reader.ts';
import type { ReadingAnswer } from './manifest-protocol.ts';
import type { Reading, TextChange } from './manifest-types.ts';
import { OpenManifests } from './open-manifests.ts';
import { changedReading } from './reading-change.ts';
import { finished } from './reading-slices.ts';

const document = (index: number): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c-${index}\ndata:\n  a: "${index}"\n`;
const file = Array.from({ length: 8 }, (_, index) => document(index)).join('---\n');

function readWhole(text: string): Reading {
  return finished(new ManifestReader(checkManifest).read('f', text));
}

/** What the editor would have after these edits, sent one by one. */
function follow(start: string, edits: readonly TextChange[]): { text: string; reading: Reading; sentEntries: number } {
  const open = new OpenManifests(new ManifestReader(checkManifest));
  let text = start;
  let sentEntries = 0;
  let reading = readingOf(finished(open.read('f', { whole: text })));
  for (const edit of edits) {
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
    const answer = finished(open.read('f', { edits: [edit], length: text.length }));
    if (answer === 'lost' || !('change' in answer)) throw new Error('the worker lost the file');
    sentEntries += answer.change.documents.entries.length + answer.change.problems.entries.length;
    reading = changedReading(reading, answer.change);
  }
  return { text, reading, sentEntries };
}

function readingOf(answer: ReadingAnswer): Reading {
  if (answer === 'lost' || !('reading' in answer)) throw new Error('a whole text is answered by a whole reading');
  return answer.reading;
}

describe('a file that is edited', () => {
  test('is known after any edits as if it had been read anew', () => {
    const words = fc.constantFrom('', 'y', 'data', '---\n', 'kind: Pod\n', '  a: [\n', '\n', 'metadata:\n', ': :', '{{ x }}');
    const edit = fc.record({ at: fc.nat(file.length), length: fc.nat(60), text: words });
    let changed = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (wished) => {
        let text = file;
        const edits = wished.map(({ at, length, text: inserted }) => {
          const start = Math.min(at, text.length);
          const end = Math.min(start + length, text.length);
          text = text.slice(0, start) + inserted + text.slice(end);
          return { start, end, text: inserted };
        });
        const followed = follow(file, edits);
        if (followed.text !== file) changed += 1;
        expect(followed.text).toBe(text);
        expect(followed.reading).toEqual(readWhole(text));
      }),
      { numRuns: 200 },
    );
    expect(changed).toBeGreaterThan(100);
  });

  test('costs what was touched, not what is there', () => {
    const at = file.indexOf('\ndata:', file.length / 2) + 1;
    const { reading, sentEntries } = follow(file, [{ start: at, end: at + 4, text: 'dat' }]);
    expect(reading.problems.map(({ message }) => message)).toEqual([expect.stringContaining('unknown field "dat"')]);
    expect(sentEntries).toBe(2);
  });

  test('is asked for again when the edits do not fit', () => {
    const open = new OpenManifests(new ManifestReader(checkManifest));
    const edit = { start: 0, end: 0, text: '#' };
    expect(finished(open.read('f', { edits: [edit], length: 1 }))).toBe('lost');
    finished(open.read('f', { whole: file }));
    expect(finished(open.read('f', { edits: [edit], length: file.length }))).toBe('lost');
    expect(finished(open.read('f', { edits: [], length: file.length })), 'what did not fit is not kept').toBe('lost');
  });
});
