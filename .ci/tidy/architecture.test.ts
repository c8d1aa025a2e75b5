// ARCHITECTURE.md promises that a test holds each invariant: the files it names are there, and so is every folder of its code map.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './sources.ts';

const text = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8');
/** Paths are written from the root, or from the room a table is about. */
const isThere = (file: string): boolean =>
  ['', 'lab-cluster', 'lab-cluster/apiserver'].some((room) => existsSync(path.join(root, room, file)));

describe('ARCHITECTURE.md', () => {
  test('names for every invariant a test that exists', () => {
    const invariants = [...text.matchAll(/^(\d+)\. (.*)$/gm)];
    expect(invariants.map(([, number]) => Number(number))).toEqual(invariants.map((_, index) => index + 1));
    expect(invariants.length).toBeGreaterThan(30);
    const held = invariants.map(([line, , words = '']) => ({
      line,
      files: [...words.matchAll(/`([\w./-]+\/[\w./-]+)`/g)].map((match) => match[1] ?? ''),
    }));
    expect(held.filter(({ files }) => files.length === 0 || !files.every(isThere)).map(({ line }) => line)).toEqual([]);
  });

  test('maps folders that exist', () => {
    const folders = [...text.matchAll(/^\| `([\w./-]+\/)`/gm)].map((match) => match[1] ?? '');
    expect(folders.length).toBeGreaterThan(15);
    expect(folders.filter((folder) => !isThere(folder))).toEqual([]);
  });
});
