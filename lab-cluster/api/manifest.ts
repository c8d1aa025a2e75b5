// A manifest in the editor, judged by what the API server would say: the same decoder, defaults and rules, before anything is sent.
import { cloneValue } from './equal.ts';
import { fieldErrorBody } from './field-errors.ts';
import type { FieldError } from './field.ts';
import { type Path, parsePath, printPath, valueAt } from './field-path.ts';
import type { Kind } from './kind.ts';
import type { KubeObject } from './object.ts';
import { nearestName } from './nearest-name.ts';
import { isServed, kindOf, kinds } from './registry.ts';
import { type ShapeProblem, checkShape, conformShape } from './schema/schema.ts';
import { fieldAt } from './schema/schema-lookup.ts';
import type { StatusCause } from './status.ts';
import { judgeCreate } from './validation.ts';

export interface ManifestProblem {
  /** Where, as steps into the document; may lead to something that is missing. */
  readonly path: (string | number)[];
  /** The same, as the server prints it. */
  readonly field: string;
  /** The rule in the server's words, without the field. */
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** What to write instead: a field's name, a kind or an apiVersion, by `reason`. */
  readonly suggestion?: string;
  /** NoMatch, NotAnObject, UnknownField, TypeMismatch, Malformed, Warning, or the type of a broken rule: FieldValueRequired, … */
  readonly reason: string;
}

/** Everything wrong with one document, first what keeps it from being read. Never throws, whatever it is given. */
export function checkManifest(object: unknown): readonly ManifestProblem[] {
  if (!isRecord(object)) return [problem([], 'a Kubernetes object is a mapping with apiVersion, kind and metadata', 'NotAnObject')];
  if (object['kind'] === 'List' && Array.isArray(object['items'])) {
    return object['items'].flatMap((item, index) => checkManifest(item).map((one) => below(['items', index], one)));
  }
  const { apiVersion, kind: name } = object;
  if (typeof apiVersion !== 'string' || apiVersion === '' || typeof name !== 'string' || name === '')
    return headerProblems(apiVersion, name);
  const kind = kindOf(apiVersion, name);
  return kind === undefined ? [noMatch(apiVersion, name)] : checkObject(kind, object);
}

/** What a learner should know who writes an object of this kind: where the lab does less than Kubernetes. */
export function simplificationOf(apiVersion: string, kind: string): string | undefined {
  return kindOf(apiVersion, kind)?.simplified;
}

function headerProblems(apiVersion: unknown, name: unknown): readonly ManifestProblem[] {
  const problems: ManifestProblem[] = [];
  for (const [field, value] of [
    ['apiVersion', apiVersion],
    ['kind', name],
  ] as const) {
    if (value === undefined || value === null || value === '') problems.push(problem([field], `${field} not set`, 'FieldValueRequired'));
    else if (typeof value !== 'string') problems.push(problem([field], `${field} must be a string`, 'TypeMismatch'));
  }
  return problems;
}

/** kubectl's sentence, with what was probably meant. */
function noMatch(apiVersion: string, name: string): ManifestProblem {
  const message = `no matches for kind ${JSON.stringify(name)} in version ${JSON.stringify(apiVersion)}`;
  const elsewhere = kinds.find((kind) => kind.kind === name);
  if (elsewhere !== undefined) return { ...problem(['apiVersion'], message, 'NoMatch'), suggestion: elsewhere.apiVersion };
  const suggestion = nearestName(
    name,
    kinds.filter((kind) => kind.apiVersion === apiVersion).map((kind) => kind.kind),
  );
  if (suggestion !== undefined) return { ...problem(['kind'], message, 'NoMatch'), suggestion };
  // A custom resource, or a kind the lab has not learnt yet: no mistake of the author's.
  const at = isServed(apiVersion) ? 'kind' : 'apiVersion';
  return { ...problem([at], `${message}: this lab does not serve it`, 'NoMatch'), severity: 'warning' };
}

function checkObject(kind: Kind, object: Readonly<Record<string, unknown>>): readonly ManifestProblem[] {
  const shape = checkShape(kind, object);
  const problems = shape.map(shapeProblem);
  if (shape.some((one) => one.what !== 'unknown')) return problems;
  const draft = draftOf(kind, object, shape);
  const { errors, warnings } = judgeCreate(kind, draft);
  for (const error of errors) problems.push(ruleProblem(kind, error, object));
  for (const warning of warnings) problems.push(warningProblem(warning));
  return problems;
}

/** What the server would make of it once the misspelt fields are mended, so that one slip is one problem. */
function draftOf(kind: Kind, object: Readonly<Record<string, unknown>>, shape: readonly ShapeProblem[]): KubeObject {
  const copy = cloneValue(object) as Record<string, unknown>;
  for (const { path, suggestion } of shape) {
    const owner = valueAt(copy, path.slice(0, -1));
    if (suggestion === undefined || !isRecord(owner)) continue;
    const written = path.at(-1) as string;
    owner[suggestion] ??= owner[written];
    delete owner[written];
  }
  // A mended field may hold something of the wrong type: then it is as if it were not there.
  for (const { what, path } of conformShape(kind, copy)) if (what !== 'unknown') remove(copy, path);
  copy['metadata'] = { ...(copy['metadata'] as object | undefined) };
  const metadata = copy['metadata'] as Record<string, unknown>;
  if (!kind.namespaced) delete metadata['namespace'];
  else metadata['namespace'] ??= 'default';
  if ((metadata['name'] ?? '') === '' && typeof metadata['generateName'] === 'string' && metadata['generateName'] !== '') {
    metadata['name'] = `${metadata['generateName']}xxxxx`;
  }
  return copy as unknown as KubeObject;
}

function remove(object: unknown, path: Path): void {
  const owner = valueAt(object, path.slice(0, -1));
  const last = path.at(-1);
  if (Array.isArray(owner) && typeof last === 'number') owner.splice(last, 1);
  else if (isRecord(owner) && last !== undefined) delete owner[last];
}

function shapeProblem({ what, path, message, suggestion }: ShapeProblem): ManifestProblem {
  const reason = what === 'unknown' ? 'UnknownField' : what === 'type' ? 'TypeMismatch' : 'Malformed';
  return { ...problem(path, message, reason), ...(suggestion === undefined ? {} : { suggestion }) };
}

function ruleProblem(kind: Kind, error: FieldError, object: unknown): ManifestProblem {
  const path = authorsPath(error, object);
  const supported = error.type === 'FieldValueNotSupported' ? [...error.detail.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '') : [];
  // Nothing like it: offer the usual choice.
  const near = typeof error.value === 'string' ? nearestName(error.value, supported) : undefined;
  const suggestion = near ?? (supported.length > 0 ? fieldAt(kind, path)?.values[0] : undefined);
  const found: ManifestProblem = { ...problem(path, fieldErrorBody(error), error.type), field: error.field };
  return suggestion === undefined ? found : { ...found, suggestion };
}

/** A cause of a Status as a place in the document `object` that was sent. */
export function problemOfCause({ reason = '', message = '', field = '' }: StatusCause, object: unknown): ManifestProblem {
  const value = /^[^:]*: "([^"]*)"/.exec(message)?.[1];
  const path = authorsPath({ field, ...(value === undefined ? {} : { value }) }, object);
  return { ...problem(path, message, reason), field };
}

/** Upstream's field as a place in the document the author wrote. */
function authorsPath({ field, value }: Pick<FieldError, 'field' | 'value'>, object: unknown): Path {
  const path = [...parsePath(field)];
  const last = path.length - 1;
  // Templates' labels are named without `metadata`.
  if (path[last - 1] === 'template' && (path[last] === 'labels' || path[last] === 'annotations')) path.splice(last, 0, 'metadata');
  // The server makes a list of the one address.
  if (path[1] === 'clusterIPs' && valueAt(object, ['spec', 'clusterIPs']) === undefined) return ['spec', 'clusterIP'];
  // Rules for names in braces speak of several fields of one item.
  const braces = path.findIndex((step) => typeof step === 'string' && step.includes('{'));
  if (braces !== -1) return path.slice(0, braces);
  const map = valueAt(object, path);
  if (typeof value !== 'string' || !isRecord(map)) return path;
  // A rule about one key or value of a map: point at that entry.
  const key = Object.hasOwn(map, value) ? value : Object.keys(map).find((one) => map[one] === value);
  return key === undefined ? path : [...path, key];
}

function warningProblem(text: string): ManifestProblem {
  const match = /^([\w.[\]/-]+): (.*)$/s.exec(text);
  const path = match === null ? [] : parsePath(match[1] ?? '');
  return { ...problem(path, match?.[2] ?? text, 'Warning'), severity: 'warning' };
}

function problem(path: Path, message: string, reason: string): ManifestProblem {
  return { path: [...path], field: printPath(path), message, severity: 'error', reason };
}

function below(prefix: Path, one: ManifestProblem): ManifestProblem {
  const path = [...prefix, ...one.path];
  return { ...one, path, field: printPath(path) };
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
