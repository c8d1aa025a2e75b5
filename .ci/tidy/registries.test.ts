// Whatever is defined in a folder of definitions has its line in that folder's registry, so that adding is one file and one line.
import { describe, expect, test } from 'vitest';
import { importsOf, readSource, type Source, typescriptSources } from './sources.ts';

interface Registry {
  readonly folder: string;
  readonly registry: string;
  /** The function that makes a definition. */
  readonly definer: string;
}

const registries: readonly Registry[] = [
  { folder: 'lab-cluster/api/kinds', registry: 'lab-cluster/api/registry.ts', definer: 'defineKind' },
  { folder: 'lab-cluster/controllers', registry: 'lab-cluster/controllers/registry.ts', definer: 'defineController' },
  { folder: 'lab-cluster/scheduler/plugins', registry: 'lab-cluster/scheduler/registry.ts', definer: 'definePlugin' },
  { folder: 'lab-cluster/apiserver/admission', registry: 'lab-cluster/apiserver/admission/registry.ts', definer: 'defineAdmission' },
  { folder: 'lab-cluster/testing/checkers', registry: 'lab-cluster/testing/checkers/registry.ts', definer: 'defineChecker' },
  { folder: 'extension/commands', registry: 'extension/commands/registry.ts', definer: 'defineCommand' },
  { folder: 'extension/views', registry: 'extension/views/registry.ts', definer: 'defineView' },
  { folder: 'walkthroughs', registry: 'walkthroughs/registry.ts', definer: 'defineLesson' },
];

const sources = typescriptSources();

describe.each(registries)('$registry', ({ folder, registry, definer }) => {
  const defining = sources.filter((source) => isIn(folder, source) && !isExempt(source) && defines(source, definer));

  test(`lists everything that ${definer} makes in ${folder}`, () => {
    const listed = new Set(importsOf(readSource(registry)).map(({ target }) => target));
    expect(defining.map(({ file }) => file).filter((file) => !listed.has(file))).toEqual([]);
    expect(defining.length).toBeGreaterThan(0);
  });

  test('holds no definition of its own', () => {
    expect(defines(readSource(registry), definer)).toBe(false);
  });
});

function isIn(folder: string, { file }: Source): boolean {
  return file.startsWith(`${folder}/`);
}

function isExempt({ file }: Source): boolean {
  return file.endsWith('.test.ts');
}

function defines({ text }: Source, definer: string): boolean {
  return new RegExp(`=\\s*${definer}\\s*[<(]`).test(text);
}
