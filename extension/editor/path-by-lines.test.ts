// Completion's sense of place in text that does not parse yet; `|` marks the cursor.
import { describe, expect, test } from 'vitest';
import { placeByLines } from './path-by-lines.ts';

function place(text: string) {
  const [before = '', after = ''] = text.split('|');
  return placeByLines(before, after);
}

const head = 'apiVersion: v1\nkind: Pod\n';

describe('the place of a line', () => {
  test('at the top', () => {
    expect(place(`${head}me|`)).toMatchObject({ parent: [], siblings: new Set(['apiVersion', 'kind']) });
  });

  test('in a map, with its siblings above and below', () => {
    expect(place(`${head}metadata:\n  name: a\n  |\n  labels:\n    x: y\nspec:\n`)).toMatchObject({
      parent: ['metadata'],
      siblings: new Set(['name', 'labels']),
    });
  });

  test('in the first line of an item, and in a later one', () => {
    expect(place(`${head}spec:\n  containers:\n    - na|`)?.parent).toEqual(['spec', 'containers', 0]);
    expect(place(`${head}spec:\n  containers:\n    - name: c\n      ima|`)?.parent).toEqual(['spec', 'containers', 0]);
    expect(place(`${head}spec:\n  containers:\n  - name: c\n    ports:\n    - name: x\n      |`)?.parent).toEqual([
      'spec',
      'containers',
      0,
      'ports',
      0,
    ]);
  });

  test('an item above does not become the parent', () => {
    expect(place(`${head}spec:\n  containers:\n    - name: a\n    - |`)?.parent).toEqual(['spec', 'containers', 0]);
    expect(place(`${head}spec:\n  containers:\n    - name: a\n  |`)?.parent).toEqual(['spec']);
  });

  test('after a colon it is the value that is written', () => {
    expect(place(`${head}spec:\n  restartPolicy: Al|`)).toMatchObject({ parent: ['spec'], key: 'restartPolicy' });
  });
});
