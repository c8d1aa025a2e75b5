// Typing never waits for what was there before: a long reading is given up for the text that is there now, and no document, however
// it is made, takes long by itself.
import { expect, test } from 'vitest';
import { checkManifest } from '../../lab-cluster/index.ts';
import { costOf, growthOf, MOST } from '../../lab-cluster/testing/growth.ts';
import { ManifestReader } from './manifest-reader.ts';
import { OpenManifests } from './open-manifests.ts';
import { ReadingSlices } from './reading-slices.ts';

const document = (index: number): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c-${index}\ndata:\n  a: "${index}"\n`;
const DOCUMENTS = 3_000;
const file = Array.from({ length: DOCUMENTS }, (_, index) => document(index)).join('---\n');

/** How many documents were read is how often the check was asked. */
function slices(): { readonly readings: ReadingSlices; read(): number } {
  let read = 0;
  const reader = new ManifestReader((value) => {
    read++;
    return checkManifest(value);
  });
  return { readings: new ReadingSlices(new OpenManifests(reader)), read: () => read };
}

test('a reading that was overtaken ends at once, and what it read is not read again', async () => {
  const { readings, read } = slices();
  const first = readings.read('f', { whole: file });
  setTimeout(() => readings.overtake('f'), 0);
  expect(await first).toBe('lost');
  const readByThen = read();
  expect(readByThen).toBeGreaterThan(0);
  expect(readByThen, 'it was overtaken long before its end').toBeLessThan(DOCUMENTS / 2);
  const second = await readings.read('f', { whole: file });
  expect(second).toMatchObject({ reading: { problems: [] } });
  expect(read()).toBe(DOCUMENTS);
});

test('other files are read meanwhile', async () => {
  const { readings } = slices();
  const order: string[] = [];
  const large = readings.read('large', { whole: file }).then(() => order.push('large'));
  const small = readings.read('small', { whole: document(1) }).then(() => order.push('small'));
  await Promise.all([large, small]);
  expect(order).toEqual(['small', 'large']);
});

const SIZE = 1_000_000;
const many = (part: string, size = SIZE): string => part.repeat(Math.ceil(size / part.length));

/** What it costs to read a text of that size; of the whole megabyte it must be said what `answer` says. */
const costAt =
  (textOf: (size: number) => string, answer: object) =>
  async (size: number): Promise<number> => {
    const text = textOf(size);
    let read: unknown;
    const ms = await costOf(async () => (read = await slices().readings.read('f', { whole: text })));
    if (size === SIZE) expect(read).toMatchObject(answer);
    return ms;
  };

test.each<[string, (size: number) => string]>([
  ['a list in one line', (size) => `kind: Pod\na: [${many('1,', size)}1]`],
  ['a map in one line', (size) => `kind: Pod\na: {${many('a,', size)}}`],
  ['lists in lists', (size) => `kind: Pod\na:\n${many('- - - - 1\n', size)}`],
  ['short lines', (size) => `kind: Pod\n${many('a: 1\n', size)}`],
  ['empty lines', (size) => `kind: Pod\n${many('\n', size)}`],
])('%s, a megabyte long, is not read to its end, which is told', async (_, textOf) => {
  const problems = [{ severity: 'information', message: expect.stringContaining('too many parts') }];
  expect(await growthOf(SIZE, costAt(textOf, { reading: { problems } }))).toBeLessThan(MOST);
});

test('a megabyte of text in one field is read like any other', async () => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n${many('    { "a": [1, 2, 3] },\n')}`;
  expect(await slices().readings.read('f', { whole: text })).toMatchObject({ reading: { problems: [], documents: [{ name: 'a' }] } });
});

test('a megabyte of documents that are no manifests costs no more than its length', async () => {
  const nothing = { reading: { documents: [], problems: [] } };
  expect(
    await growthOf(
      SIZE,
      costAt((size) => many('---\na: 1\n', size), nothing),
    ),
  ).toBeLessThan(MOST);
});
