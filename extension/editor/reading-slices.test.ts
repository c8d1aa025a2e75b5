// Typing never waits for what was there before: a long reading is given up for the text that is there now, and no document, however
// it is made, takes long by itself.
import { expect, test } from 'vitest';
import { checkManifest } from '../../lab-cluster/index.ts';
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
const many = (part: string): string => part.repeat(Math.ceil(SIZE / part.length));

test.each([
  ['a list in one line', `kind: Pod\na: [${many('1,')}1]`],
  ['a map in one line', `kind: Pod\na: {${many('a,')}}`],
  ['lists in lists', `kind: Pod\na:\n${many('- - - - 1\n')}`],
  ['short lines', `kind: Pod\n${many('a: 1\n')}`],
  ['empty lines', `kind: Pod\n${many('\n')}`],
])('%s, a megabyte long, is not read to its end, which is told', async (_, text) => {
  const began = process.cpuUsage();
  const answer = await slices().readings.read('f', { whole: text });
  const { user, system } = process.cpuUsage(began);
  expect(answer).toMatchObject({
    reading: { problems: [{ severity: 'information', message: expect.stringContaining('too many parts') }] },
  });
  expect((user + system) / 1000).toBeLessThan(1_500);
});

test('a megabyte of text in one field is read like any other', async () => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n${many('    { "a": [1, 2, 3] },\n')}`;
  expect(await slices().readings.read('f', { whole: text })).toMatchObject({ reading: { problems: [], documents: [{ name: 'a' }] } });
});

test('a megabyte of documents that are no manifests costs next to nothing', async () => {
  const began = process.cpuUsage();
  expect(await slices().readings.read('f', { whole: many('---\na: 1\n') })).toMatchObject({ reading: { documents: [], problems: [] } });
  const { user, system } = process.cpuUsage(began);
  expect((user + system) / 1000).toBeLessThan(1_500);
});
