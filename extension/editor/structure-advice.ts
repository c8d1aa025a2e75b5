// Advice for manifests that lost lines: `name:` without `metadata:` above it, fields of spec without `spec:`. Pure.
// Printed manifests are often broken exactly so, and a schema error alone does not say what to do.
import { isScalar, type Node, type Pair, visit } from 'yaml';
import { rangeOf } from './field-ranges.ts';
import { allowedValues, metadataFields, topFields } from './known-words.ts';
import type { Fix, Problem, TextChange } from './manifest-types.ts';
import { keyText, topMap, type YamlDocument } from '../../lab-cluster/kubectl/yaml-documents.ts';
import { offsetOfLine } from '../../lab-cluster/kubectl/yaml-text.ts';

interface Field {
  readonly name: string;
  readonly pair: Pair;
  readonly start: number;
  readonly end: number;
}

export interface Advice {
  readonly problems: readonly Problem[];
  /** Top fields whose other errors would only repeat the advice. */
  readonly explained: ReadonlySet<string>;
}

export function structureAdvice(text: string, document: YamlDocument, kind: string): Advice {
  const fields = fieldsOf(document);
  const has = (name: string): boolean => fields.some((field) => field.name === name);
  const problems: Problem[] = [];
  const explained = new Set<string>();
  const add = (parent: string, children: readonly Field[], problem: Problem): void => {
    problems.push(problem);
    for (const name of [parent, ...children.map((child) => child.name)]) explained.add(name);
  };
  if (!has('metadata')) {
    const misplaced = fields.filter((field) => metadataFields.has(field.name));
    if (misplaced.length > 0) add('metadata', misplaced, missingParent(text, 'metadata', kind, misplaced));
    else for (const problem of missingMetadata(text, kind, fields)) add('metadata', [], problem);
  }
  const strays = fields.filter((field) => !topFields.has(field.name) && !metadataFields.has(field.name));
  if (!has('spec') && strays.length > 0 && document.errors.length > 0) add('spec', strays, missingParent(text, 'spec', kind, strays));
  for (const [index, parent] of fields.entries()) {
    const children = fallenOut(fields, index);
    if (children.length > 0) add(parent.name, children, lostIndentation(text, parent, children));
  }
  return { problems, explained };
}

/** The fields after an empty `metadata:` or `spec:` up to the next field of the top: they were meant to stand below it. */
function fallenOut(fields: readonly Field[], index: number): readonly Field[] {
  const parent = fields[index];
  const isEmpty = isScalar(parent?.pair.value) && parent.pair.value.value === null;
  if (parent === undefined || !isEmpty || (parent.name !== 'metadata' && parent.name !== 'spec')) return [];
  const rest = fields.slice(index + 1);
  const end = rest.findIndex((field) => /^(?:apiVersion|kind|metadata|spec|status|data)$/.test(field.name));
  return end < 0 ? rest : rest.slice(0, end);
}

function lostIndentation(text: string, parent: Field, children: readonly Field[]): Problem {
  const [first] = children as [Field];
  return {
    start: first.start,
    end: first.end,
    severity: 'error',
    code: parent.name,
    message: `\`${first.name}\` belongs under \`${parent.name}:\`, so it has to be indented below it.`,
    fixes: [{ title: `Indent below \`${parent.name}:\``, changes: children.flatMap((child) => indentLines(text, child)) }],
  };
}

function fieldsOf(document: YamlDocument): readonly Field[] {
  return (topMap(document)?.items ?? []).flatMap((pair) => {
    const name = keyText(pair);
    const range = rangeOf(pair.key as Node);
    return name === undefined || range === undefined ? [] : [{ name, pair, ...range }];
  });
}

/** `children` stand where only a line `parent:` above them would make sense of them. */
function missingParent(text: string, parent: string, kind: string, children: readonly Field[]): Problem {
  const [first] = children as [Field];
  const names = children.map((child) => `\`${child.name}\``);
  const list = names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return {
    start: first.start,
    end: first.end,
    severity: 'error',
    code: parent,
    message: `${parent}: Required value: the line \`${parent}:\` is missing above ${list} of this ${kind}.`,
    fixes: insertParent(text, parent, children),
  };
}

function insertParent(text: string, parent: string, children: readonly Field[]): readonly Fix[] {
  const [first] = children as [Field];
  const line = offsetOfLine(text, first.start);
  const changes: TextChange[] = [{ start: line, end: line, text: `${parent}:\n` }];
  // Children in the first column move under their new parent, as far as they reach.
  const flush = children.filter((child) => child.start === offsetOfLine(text, child.start));
  if (flush.length > 0 && (flush.length !== children.length || !areNeighbours(text, children))) return [];
  for (const child of flush) changes.push(...indentLines(text, child));
  const [head, second] = changes;
  // Two changes at one place would have no order: the first line's indentation goes with the new line.
  const merged =
    head && second && second.start === head.start ? [{ ...head, text: head.text + second.text }, ...changes.slice(2)] : changes;
  return [{ title: `Insert \`${parent}:\` above \`${first.name}\``, changes: merged }];
}

/** Only blank space and comments between them. */
function areNeighbours(text: string, fields: readonly Field[]): boolean {
  return fields.slice(1).every((field, index) => {
    const before = fields[index];
    const between = before === undefined ? '' : text.slice(endOf(before), field.start);
    return /^\s*(?:#[^\n]*\s*)*$/.test(between);
  });
}

function endOf(field: Field): number {
  return rangeOf(field.pair.value as Node | null)?.end ?? field.end;
}

function indentLines(text: string, field: Field): readonly TextChange[] {
  const changes: TextChange[] = [];
  for (let line = field.start; line < endOf(field); ) {
    changes.push({ start: line, end: line, text: '  ' });
    const newline = text.indexOf('\n', line);
    line = newline < 0 ? text.length : newline + 1;
  }
  return changes;
}

function missingMetadata(text: string, kind: string, fields: readonly Field[]): readonly Problem[] {
  const anchor = fields.find((field) => field.name === 'kind') ?? fields[0];
  if (anchor === undefined || kind.endsWith('List')) return [];
  const newline = text.indexOf('\n', anchor.end);
  const at = newline < 0 ? text.length : newline + 1;
  const lines = `${newline < 0 ? '\n' : ''}metadata:\n  name: ${kind.toLowerCase()}-1\n`;
  return [
    {
      start: anchor.start,
      end: anchor.end,
      severity: 'error',
      code: 'metadata',
      message: `metadata.name: Required value: this ${kind} has no metadata, so it has no name.`,
      fixes: [{ title: 'Add `metadata` with a name', changes: [{ start: at, end: at, text: lines }] }],
    },
  ];
}

/** Values that are wrong wherever they stand: said for documents that are too broken to be checked as a whole. */
export function looseValueProblems(document: YamlDocument): readonly Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Pair(_key, pair) {
      const name = keyText(pair) ?? '';
      const allowed = Object.hasOwn(allowedValues, name) ? allowedValues[name] : undefined;
      const value = isScalar(pair.value) ? pair.value : undefined;
      const range = value && rangeOf(value);
      if (allowed === undefined || range === undefined || typeof value?.value !== 'string' || allowed.includes(value.value)) return;
      problems.push({
        ...range,
        severity: 'error',
        code: name,
        message: `${name}: Unsupported value: ${JSON.stringify(value.value)}: supported values: ${allowed.map((word) => JSON.stringify(word)).join(', ')}`,
        fixes: fixesFor(name, allowed, range),
      });
    },
  });
  return problems;
}

function fixesFor(name: string, allowed: readonly string[], range: { readonly start: number; readonly end: number }): readonly Fix[] {
  const usual = name === 'protocol' ? 'TCP' : allowed[0];
  return usual === undefined ? [] : [{ title: `Change to \`${usual}\``, changes: [{ ...range, text: usual }] }];
}
