// YAML mistakes in words that help: where the line is, what is wrong with it, and not the same mistake three times. Pure.
import type { YAMLError } from 'yaml';
import type { Fix, Problem } from './manifest-types.ts';
import type { Range } from './field-ranges.ts';
import type { YamlDocument } from '../../lab-cluster/kubectl/yaml-documents.ts';

/** More of them say nothing new about one document. */
const maxProblems = 20;

/** Lists of Kubernetes, by a field that only their items have. */
const listByItemField: readonly (readonly [field: string, list: string])[] = [
  ['image', 'containers'],
  ['containerPort', 'ports'],
  ['targetPort', 'ports'],
  ['port', 'ports'],
  ['protocol', 'ports'],
  ['mountPath', 'volumeMounts'],
  ['value', 'env'],
];

export function syntaxProblems(text: string, document: YamlDocument): readonly Problem[] {
  const listStart = document.errors.find((error) => error.code === 'BLOCK_AS_IMPLICIT_KEY')?.pos[0];
  const problems: Problem[] = [];
  const lines = new Set<number>();
  for (const error of document.errors) {
    // What follows a list in the wrong place is a consequence of it.
    const cascade = error.code === 'MULTILINE_IMPLICIT_KEY' || error.code === 'MISSING_CHAR';
    if (cascade && listStart !== undefined && error.pos[0] >= listStart) continue;
    const range = wordAt(text, error.pos[0]);
    if (lines.has(range.start) || problems.length === maxProblems) continue;
    lines.add(range.start);
    problems.push({ ...range, severity: 'error', code: 'yaml', message: messageOf(text, error, range), fixes: fixesOf(text, error) });
  }
  return problems;
}

function messageOf(text: string, error: YAMLError, range: Range): string {
  const word = text.slice(range.start, range.end).trim();
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return `${JSON.stringify(word)} is already set in this map: only one of them would count.`;
    case 'BAD_INDENT':
      return `${JSON.stringify(word)} begins in a column where no map is open: fields of one map begin in the same column, and fields below a name are indented under it.`;
    case 'BLOCK_AS_IMPLICIT_KEY':
      return missingListName(text, error.pos[0]);
    case 'TAB_AS_INDENT':
      return 'YAML does not allow tabs for indentation: use spaces.';
    default:
      return `${error.message.replace(/ at line \d+, column \d+:?[\s\S]*$/, '').replace(/[.:]?$/, '')}.`;
  }
}

/** A `- ` right under a map: the line that names the list has been lost. */
function missingListName(text: string, offset: number): string {
  const item = text.slice(offset).split(/\n[ \t]*(?:-[ \t]|#|\n)/)[0] ?? '';
  const list = listByItemField.find(([field]) => new RegExp(`(?:^|[\\s-])${field}:`).test(item))?.[1];
  const example = list === undefined ? '' : `, probably \`${list}:\``;
  return `This list item stands directly in a map: the line that names its list is missing above it${example}.`;
}

function fixesOf(text: string, error: YAMLError): readonly Fix[] {
  if (error.code !== 'TAB_AS_INDENT') return [];
  const lineStart = text.lastIndexOf('\n', error.pos[0] - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  const change = { start: lineStart, end: lineStart + indent.length, text: indent.replaceAll('\t', '  ') };
  return [{ title: 'Replace tabs with spaces', changes: [change] }];
}

/** The first word (up to a colon) at or after `offset` on its line. */
function wordAt(text: string, offset: number): Range {
  const start = offset + (/^[ \t]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0);
  const word = /^(?:- )?[^\n:#]*/.exec(text.slice(start, start + 200))?.[0].trimEnd() ?? '';
  return { start, end: Math.max(start + word.length, Math.min(start + 1, text.length)) };
}
