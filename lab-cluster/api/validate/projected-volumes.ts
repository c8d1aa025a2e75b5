// Rules for volumes that show objects as files: config maps, secrets, the pod's own fields and tokens.
// Models pkg/apis/core/validation validateProjectionSources and its neighbours.
import { forbidden, invalid, required } from '../field-errors.ts';
import { VOLUME_FIELDS, validateFieldRef, validateResourceFieldRef } from './env.ts';
import type { Errors } from './primitives.ts';
import { type Source, listOf, sourceOf, textOf, validateLocalPath } from './source.ts';

const MAX_MODE = 0o777;
const MIN_TOKEN_SECONDS = 600;
const MAX_TOKEN_SECONDS = 2 ** 32;

export function validateSecretSource(errors: Errors, at: string, source: Source): void {
  if (textOf(source, 'secretName') === '') errors.push(required(`${at}.secretName`));
  validateMode(errors, `${at}.defaultMode`, source['defaultMode']);
  validateItems(errors, at, source);
}

export function validateConfigMapSource(errors: Errors, at: string, source: Source): void {
  if (textOf(source, 'name') === '') errors.push(required(`${at}.name`));
  validateMode(errors, `${at}.defaultMode`, source['defaultMode']);
  validateItems(errors, at, source);
}

export function validateDownwardSource(errors: Errors, at: string, source: Source): void {
  validateMode(errors, `${at}.defaultMode`, source['defaultMode']);
  for (const item of listOf<Source>(source, 'items')) validateDownwardFile(errors, at, item);
}

function validateItems(errors: Errors, at: string, source: Source): void {
  for (const [index, item] of listOf<Source>(source, 'items').entries()) {
    const here = `${at}.items[${index}]`;
    const path = textOf(item, 'path');
    if (textOf(item, 'key') === '') errors.push(required(`${here}.key`));
    if (path === '') errors.push(required(`${here}.path`));
    validateLocalPath(errors, `${here}.path`, path);
    validateMode(errors, `${here}.mode`, item['mode']);
  }
}

/** Upstream names no item here. */
function validateDownwardFile(errors: Errors, at: string, item: Source): void {
  const path = textOf(item, 'path');
  const fieldRef = sourceOf(item, 'fieldRef');
  const resourceFieldRef = sourceOf(item, 'resourceFieldRef');
  if (path === '') errors.push(required(`${at}.path`));
  validateLocalPath(errors, `${at}.path`, path);
  if (fieldRef !== undefined) {
    validateFieldRef(errors, `${at}.fieldRef`, fieldRef, VOLUME_FIELDS);
    if (resourceFieldRef !== undefined)
      errors.push(invalid(at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (resourceFieldRef !== undefined) {
    validateResourceFieldRef(errors, `${at}.resourceFieldRef`, resourceFieldRef, true);
  } else {
    errors.push(required(at, 'one of fieldRef and resourceFieldRef is required'));
  }
  validateMode(errors, `${at}.mode`, item['mode']);
}

/** Sources that broke no rule: every pod shares the one of its account's token, and nothing that was validated is written into. */
const sound = new WeakSet<Source>();

export function validateProjected(errors: Errors, at: string, volume: Source): void {
  if (sound.has(volume)) return;
  const before = errors.length;
  validateSources(errors, at, volume);
  if (errors.length === before) sound.add(volume);
}

function validateSources(errors: Errors, at: string, volume: Source): void {
  validateMode(errors, `${at}.defaultMode`, volume['defaultMode']);
  const paths = new Set<string>();
  for (const [index, source] of listOf<Source>(volume, 'sources').entries()) {
    const here = `${at}.sources[${index}]`;
    let given = 0;
    for (const projection of PROJECTIONS) {
      const inner = sourceOf(source, projection.field);
      if (inner === undefined) continue;
      given++;
      projection.check(errors, `${here}.${projection.field}`, inner, { volume: at, paths });
    }
    if (given > 1) errors.push(forbidden(here, 'may not specify more than 1 volume type per source'));
  }
}

interface Projection {
  readonly field: string;
  check(errors: Errors, at: string, source: Source, among: Among): void;
}

/** The volume a projection is in, and the paths that others have taken. */
interface Among {
  readonly volume: string;
  readonly paths: Set<string>;
}

const PROJECTIONS: readonly Projection[] = [
  { field: 'secret', check: validateObjectProjection },
  { field: 'configMap', check: validateObjectProjection },
  { field: 'downwardAPI', check: validateDownwardProjection },
  { field: 'serviceAccountToken', check: validateTokenProjection },
];

function validateObjectProjection(errors: Errors, at: string, source: Source, among: Among): void {
  const name = textOf(source, 'name');
  if (name === '') errors.push(required(`${at}.name`));
  validateItems(errors, at, source);
  for (const item of listOf<Source>(source, 'items')) {
    const path = textOf(item, 'path');
    if (path !== '') takePath(errors, among, path, name);
  }
}

function validateDownwardProjection(errors: Errors, at: string, source: Source, among: Among): void {
  for (const item of listOf<Source>(source, 'items')) {
    validateDownwardFile(errors, at, item);
    const path = textOf(item, 'path');
    if (path !== '') takePath(errors, among, path, path);
  }
}

/** `blamed` is what upstream prints as the value that conflicts. */
function takePath(errors: Errors, { volume, paths }: Among, path: string, blamed: string): void {
  if (paths.has(path)) errors.push(invalid(volume, blamed, 'conflicting duplicate paths'));
  paths.add(path);
}

function validateTokenProjection(errors: Errors, at: string, source: Source, { volume }: Among): void {
  const seconds = Number(source['expirationSeconds'] ?? 0);
  const here = `${at}.expirationSeconds`;
  if (seconds < MIN_TOKEN_SECONDS) errors.push(invalid(here, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > MAX_TOKEN_SECONDS) errors.push(invalid(here, seconds, 'may not specify a duration larger than 2^32 seconds'));
  const path = textOf(source, 'path');
  if (path === '') errors.push(required(`${volume}.path`));
  else validateLocalPath(errors, `${volume}.path`, path);
}

function validateMode(errors: Errors, at: string, mode: unknown): void {
  if (typeof mode === 'number' && (mode < 0 || mode > MAX_MODE))
    errors.push(invalid(at, mode, 'must be a number between 0 and 0777 (octal), both inclusive'));
}
