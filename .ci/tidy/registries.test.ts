// Whatever is defined in a folder of definitions has its line in that folder's registry, so that adding is one file and one line.
import { describe, expect, test } from 'vitest';
import { importsOf, readSource, typescriptSources } from './sources.ts';

interface Registry {
  readonly folder: string;
  readonly registry: string;
  /** What stands in a file that makes a definition. */
  readonly mark: RegExp;
}

const registries: readonly Registry[] = [
  { folder: 'lab-cluster/api/kinds', registry: 'lab-cluster/api/registry.ts', mark: /= defineKind\s*[<(]/ },
  { folder: 'lab-cluster/controllers', registry: 'lab-cluster/controllers/registry.ts', mark: /= defineController\s*[<(]/ },
  { folder: 'lab-cluster/scheduler/plugins', registry: 'lab-cluster/scheduler/registry.ts', mark: /= definePlugin\s*[<(]|: \w*Plugin = / },
  {
    folder: 'lab-cluster/apiserver/subresources',
    registry: 'lab-cluster/apiserver/subresources/registry.ts',
    mark: /= defineSubresource\s*\(/,
  },
  { folder: 'lab-cluster/apiserver/computed', registry: 'lab-cluster/apiserver/computed/registry.ts', mark: /= defineComputed\s*\(/ },
  { folder: 'lab-cluster/apiserver/admission', registry: 'lab-cluster/apiserver/admission/registry.ts', mark: /: AdmissionPlugin = / },
  { folder: 'lab-cluster/testing/checkers', registry: 'lab-cluster/testing/checkers/registry.ts', mark: /: CheckerFactory = / },
  { folder: 'extension/commands', registry: 'extension/commands/registry.ts', mark: /= defineCommand\s*\(/ },
  { folder: 'walkthroughs', registry: 'walkthroughs/registry.ts', mark: /: Lesson = / },
];

const sources = typescriptSources();

describe.each(registries)('$registry', ({ folder, registry, mark }) => {
  const defining = sources.filter(({ file, text }) => file.startsWith(`${folder}/`) && !file.endsWith('.test.ts') && mark.test(text));

  test(`lists everything that is defined in ${folder}`, () => {
    const listed = new Set(importsOf(readSource(registry)).map(({ target }) => target));
    expect(defining.map(({ file }) => file).filter((file) => !listed.has(file))).toEqual([]);
    // Imported is not yet listed: each name must stand outside the imports, too.
    const { text } = readSource(registry);
    const body = text.replace(/^import .*$/gm, '');
    const names = [...text.matchAll(/^import \{ (?!type )(\w+) \} from/gm)].map((match) => match[1] ?? '');
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(body))).toEqual([]);
    expect(defining.length).toBeGreaterThan(0);
  });

  test('defines nothing itself', () => {
    expect(mark.test(readSource(registry).text)).toBe(false);
  });
});
