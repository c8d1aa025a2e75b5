// The repository as the tidy tests see it: its files, and who imports what.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export interface Source {
  /** Path from the root, with forward slashes. */
  readonly file: string;
  readonly text: string;
  readonly isTest: boolean;
}

export interface Import {
  /** What is imported: a path from the root for our own files, the name of the package or built-in for others. */
  readonly target: string;
  readonly isOurs: boolean;
  readonly isTypeOnly: boolean;
}

/** Every file that is, or is about to be, committed. */
export function listFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const deleted = new Set(execFileSync('git', ['ls-files', '--deleted'], { cwd: root, encoding: 'utf8' }).split('\n'));
  return listed
    .split('\n')
    .filter((file) => file !== '' && !deleted.has(file))
    .sort();
}

export function readSource(file: string): Source {
  const isTest =
    file.endsWith('.test.ts') || /^(extension\/test|lab-cluster\/testing|lab-cluster\/bench)\//.test(file) || file.startsWith('.ci/');
  return { file, text: readFileSync(path.join(root, file), 'utf8'), isTest };
}

/** All TypeScript, generated code left out. */
export function typescriptSources(): readonly Source[] {
  return listFiles()
    .filter((file) => file.endsWith('.ts'))
    .map(readSource);
}

const importStatement =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** Static imports, re-exports and dynamic imports of a file, comments and strings left out as well as lines can tell. */
export function importsOf(source: Source): readonly Import[] {
  const imports: Import[] = [];
  for (const match of source.text.matchAll(importStatement)) {
    const specifier = match[2] ?? match[3] ?? '';
    const isOurs = specifier.startsWith('.');
    const target = isOurs ? path.posix.normalize(path.posix.join(path.posix.dirname(source.file), specifier)) : packageName(specifier);
    imports.push({ target, isOurs, isTypeOnly: match[1] !== undefined });
  }
  return imports;
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:*';
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

/** Code without comments, and with strings emptied, for looking up names that must not be used. */
export function codeOnly(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}
