// How rules read a volume source: plain values by name, absent ones as Go's zero. Shapes were checked before.
import { invalid, required } from '../field-errors.ts';
import { isPlainObject } from '../plain-object.ts';
import type { Errors } from './primitives.ts';

export type Source = Readonly<Record<string, unknown>>;

/** One kind of source, and the rules for it. */
export interface SourceRule {
  /** As in a manifest. */
  readonly field: string;
  /** How upstream spells it in the paths of its rules, and in its refusal of a second source, where that differs. */
  readonly at?: string;
  readonly forbiddenAt?: string;
  check(errors: Errors, at: string, source: Source, volumeName: string): void;
}

export function textOf(source: Source, field: string): string {
  const value = source[field];
  return typeof value === 'string' ? value : '';
}

export function numberOf(source: Source, field: string): number {
  const value = source[field];
  return typeof value === 'number' ? value : 0;
}

export function listOf<T = unknown>(source: Source, field: string): readonly T[] {
  const value = source[field];
  return Array.isArray(value) ? (value as T[]) : [];
}

export function sourceOf(source: Source, field: string): Source | undefined {
  const value = source[field];
  return isPlainObject(value) ? value : undefined;
}

/** Each of these texts must be there. */
export function needTexts(errors: Errors, at: string, source: Source, ...fields: readonly string[]): void {
  for (const field of fields) if (textOf(source, field) === '') errors.push(required(`${at}.${field}`));
}

/** Relative, and never upwards. */
export function validateDescendingPath(errors: Errors, at: string, path: string): void {
  if (path.startsWith('/')) errors.push(invalid(at, path, 'must be a relative path'));
  validateNoBacksteps(errors, at, path);
}

export function validateNoBacksteps(errors: Errors, at: string, path: string): void {
  if (hasBackstep(path)) errors.push(invalid(at, path, "must not contain '..'"));
}

export function hasBackstep(path: string): boolean {
  return path.split('/').includes('..');
}

/** Names that begin with two dots are the kubelet's own. */
export function validateLocalPath(errors: Errors, at: string, path: string): void {
  validateDescendingPath(errors, at, path);
  if (path.startsWith('..') && !path.startsWith('../')) errors.push(invalid(at, path, "must not start with '..'"));
}
