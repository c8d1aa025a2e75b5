// What is wrong with the types of an applied configuration, in upstream's words. Models structured-merge-diff/typed Validate.
import { isPlainObject } from '../../api/plain-object.ts';
import type { Scalar, ValueSchema } from '../../api/schema/schema-types.ts';
import { elementOf } from './list-items.ts';
import type { MergeType } from './merge-type.ts';
import { fieldElement, printElement } from './path-element.ts';

/** One line for one problem; more under a heading. */
export function typedProblem(type: MergeType, value: unknown): string | undefined {
  const problems: string[] = [];
  check(type, value, '', problems);
  if (problems.length === 0) return undefined;
  return problems.length === 1 ? problems[0] : ['errors:', ...problems.map((problem) => `  ${problem}`)].join('\n');
}

function check(type: MergeType, value: unknown, path: string, problems: string[]): void {
  if (value === null || value === undefined) return;
  switch (type.form) {
    case 'free':
      return;
    case 'whole':
      return checkSchema(type.schema, value, path, problems);
    case 'struct':
      return checkFields(value, path, problems, (name) => type.fields[name]?.type);
    case 'map':
      return checkFields(value, path, problems, () => type.item);
    case 'list':
      return checkItems(type, value, path, problems);
  }
}

function checkFields(value: unknown, path: string, problems: string[], typeOf: (name: string) => MergeType | undefined): void {
  if (!isPlainObject(value)) return report(problems, path, `expected map, got ${shown(value)}`);
  for (const name of Object.keys(value)) {
    const at = path + printElement(fieldElement(name));
    const type = typeOf(name);
    // The first unknown field ends the look at its struct.
    if (type === undefined) return report(problems, at, 'field not declared in schema');
    check(type, value[name], at, problems);
  }
}

function checkItems(type: MergeType & { readonly form: 'list' }, value: unknown, path: string, problems: string[]): void {
  if (!Array.isArray(value)) return report(problems, path, `expected list, got ${shown(value)}`);
  const seen = new Set<string>();
  for (const [index, item] of (value as unknown[]).entries()) {
    const element = elementOf(type, item);
    if (typeof element !== 'string') return report(problems, path, `element ${index}: ${element.problem}`);
    const printed = printElement(element);
    if (seen.has(element)) report(problems, path, `duplicate entries for key ${printed}`);
    seen.add(element);
    check(type.item, item, path + printed, problems);
  }
}

/** Inside of what is owned as a whole, items are numbered. */
function checkSchema(schema: ValueSchema, value: unknown, path: string, problems: string[]): void {
  if (value === null || value === undefined) return;
  switch (schema.form) {
    case 'scalar':
      return checkScalar(schema.scalar, value, path, problems);
    case 'struct': {
      if (!isPlainObject(value)) return report(problems, path, `expected map, got ${shown(value)}`);
      for (const name of Object.keys(value)) {
        const field = schema.struct.fields[name];
        if (field === undefined) return report(problems, `${path}.${name}`, 'field not declared in schema');
        checkSchema(field.value, value[name], `${path}.${name}`, problems);
      }
      return;
    }
    case 'map':
      if (!isPlainObject(value)) return report(problems, path, `expected map, got ${shown(value)}`);
      for (const name of Object.keys(value)) checkSchema(schema.item, value[name], `${path}.${name}`, problems);
      return;
    case 'list':
      if (!Array.isArray(value)) return report(problems, path, `expected list, got ${shown(value)}`);
      for (const [index, item] of (value as unknown[]).entries()) checkSchema(schema.item, item, `${path}[${index}]`, problems);
  }
}

function checkScalar(scalar: Scalar, value: unknown, path: string, problems: string[]): void {
  switch (scalar) {
    case 'string':
    case 'bytes':
    case 'Time':
    case 'MicroTime':
      if (typeof value !== 'string') report(problems, path, `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
      return;
    case 'bool':
      if (typeof value !== 'boolean') report(problems, path, `expected boolean, got ${shown(value)}`);
      return;
    case 'int32':
    case 'int64':
    case 'double':
      if (typeof value !== 'number') report(problems, path, `expected numeric (int or float), got ${goType(value)}`);
      return;
    case 'Quantity':
    case 'IntOrString':
      if (typeof value === 'object') report(problems, path, `expected any scalar, got ${shown(value)}`);
      return;
    case 'any':
  }
}

function report(problems: string[], path: string, what: string): void {
  problems.push(path === '' ? what : `${path}: ${what}`);
}

/** Go's %v of a pointer to a struct with this value in it. */
function shown(value: unknown): string {
  return `&{${printed(value)}}`;
}

function printed(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(printed).join(' ')}]`;
  if (!isPlainObject(value)) return plain(value);
  return `map[${Object.keys(value)
    .sort()
    .map((key) => `${key}:${printed(value[key])}`)
    .join(' ')}]`;
}

/** Go's %#v. */
function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isPlainObject(value)) return typeof value === 'string' ? JSON.stringify(value) : plain(value);
  return `map[string]interface {}{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`)
    .join(', ')}}`;
}

function goType(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value !== 'object') return typeof value;
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
