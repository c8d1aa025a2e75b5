// Rules for volumes. Sources the lab has no use for are checked for their shape alone.
// Models pkg/apis/core/validation ValidateVolumes.
import { duplicate, forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { dns1123Label, dns1123Subdomain } from '../names.ts';
import type { KeyToPath, Volume } from '../volume.ts';
import { VOLUME_FIELDS, validateFieldRef, validateResourceFieldRef } from './env.ts';
import { type Errors, follow } from './primitives.ts';

const MAX_MODE = 0o777;
const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];
const NO_VOLUMES: ReadonlySet<string> = new Set();

/** Names of the volumes that are sound: only those can be mounted. */
export function validateVolumes(errors: Errors, at: string, volumes: readonly Volume[]): ReadonlySet<string> {
  if (volumes.length === 0) return NO_VOLUMES;
  const names = new Set<string>();
  for (const [index, volume] of volumes.entries()) {
    const here = `${at}[${index}]`;
    const before = errors.length;
    validateSource(errors, here, volume);
    const { name = '' } = volume;
    if (name === '') errors.push(required(`${here}.name`));
    else follow(errors, `${here}.name`, name, dns1123Label);
    if (names.has(name)) errors.push(duplicate(`${here}.name`, name));
    if (errors.length === before) names.add(name);
  }
  return names;
}

function validateSource(errors: Errors, at: string, volume: Volume): void {
  let sources = 0;
  for (const source in volume) {
    if (source === 'name' || volume[source] === undefined) continue;
    if (++sources > 1) errors.push(forbidden(`${at}.${source}`, 'may not specify more than 1 volume type'));
    else validateOneSource(errors, at, source, volume);
  }
  if (sources === 0) errors.push(required(at, 'must specify a volume type'));
}

function validateOneSource(errors: Errors, at: string, source: string, volume: Volume): void {
  const here = `${at}.${source}`;
  switch (source) {
    case 'hostPath': {
      const { path = '', type = '' } = volume.hostPath ?? {};
      if (path === '') errors.push(required(`${here}.path`));
      else if (path.split('/').includes('..')) errors.push(invalid(`${here}.path`, path, "must not contain '..'"));
      if (!HOST_PATH_TYPES.includes(type)) errors.push(notSupported(`${here}.type`, type, HOST_PATH_TYPES.slice(1)));
      return;
    }
    case 'configMap':
      if (!volume.configMap?.name) errors.push(required(`${here}.name`));
      validateMode(errors, `${here}.defaultMode`, volume.configMap?.defaultMode);
      validateItems(errors, here, volume.configMap?.items);
      return;
    case 'secret':
      if (!volume.secret?.secretName) errors.push(required(`${here}.secretName`));
      validateMode(errors, `${here}.defaultMode`, volume.secret?.defaultMode);
      validateItems(errors, here, volume.secret?.items);
      return;
    case 'persistentVolumeClaim': {
      const { claimName = '' } = volume.persistentVolumeClaim ?? {};
      if (claimName === '') errors.push(required(`${here}.claimName`));
      else follow(errors, `${here}.claimName`, claimName, dns1123Subdomain);
      return;
    }
    case 'nfs':
      if (!volume.nfs?.server) errors.push(required(`${here}.server`));
      if (!volume.nfs?.path) errors.push(required(`${here}.path`));
      else if (!volume.nfs.path.startsWith('/')) errors.push(invalid(`${here}.path`, volume.nfs.path, 'must be an absolute path'));
      return;
    case 'downwardAPI':
      validateMode(errors, `${here}.defaultMode`, volume.downwardAPI?.defaultMode);
      validateDownward(errors, here, volume.downwardAPI?.items);
      return;
    case 'projected':
      validateProjected(errors, here, volume.projected ?? {});
  }
}

function validateProjected(errors: Errors, at: string, { sources, defaultMode }: NonNullable<Volume['projected']>): void {
  validateMode(errors, `${at}.defaultMode`, defaultMode);
  for (const [index, source] of (sources ?? []).entries()) {
    const here = `${at}.sources[${index}]`;
    const { secret, configMap, downwardAPI, serviceAccountToken: token } = source;
    const given = Object.values(source).filter((value) => value !== undefined).length;
    if (given > 1) errors.push(forbidden(here, 'may not specify more than 1 volume type per source'));
    if (secret !== undefined) {
      if (!secret.name) errors.push(required(`${here}.secret.name`));
      validateItems(errors, `${here}.secret`, secret.items);
    }
    if (configMap !== undefined) {
      if (!configMap.name) errors.push(required(`${here}.configMap.name`));
      validateItems(errors, `${here}.configMap`, configMap.items);
    }
    if (downwardAPI !== undefined) validateDownward(errors, `${here}.downwardAPI`, downwardAPI.items);
    if (token === undefined) continue;
    const seconds = token.expirationSeconds ?? 0;
    if (seconds < 600)
      errors.push(invalid(`${here}.serviceAccountToken.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
    if (!token.path) errors.push(required(`${here}.serviceAccountToken.path`));
    else validateLocalPath(errors, `${here}.serviceAccountToken.path`, token.path);
  }
}

function validateDownward(errors: Errors, at: string, items: NonNullable<Volume['downwardAPI']>['items']): void {
  for (const [index, { path = '', fieldRef, resourceFieldRef, mode }] of (items ?? []).entries()) {
    const here = `${at}.items[${index}]`;
    if (path === '') errors.push(required(`${here}.path`));
    else validateLocalPath(errors, `${here}.path`, path);
    if (fieldRef !== undefined) {
      validateFieldRef(errors, `${here}.fieldRef`, fieldRef, VOLUME_FIELDS);
      if (resourceFieldRef !== undefined)
        errors.push(invalid(here, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
    } else if (resourceFieldRef !== undefined) {
      if (!resourceFieldRef.containerName) errors.push(required(`${here}.resourceFieldRef.containerName`));
      validateResourceFieldRef(errors, `${here}.resourceFieldRef`, resourceFieldRef);
    } else {
      errors.push(required(here, 'one of fieldRef and resourceFieldRef is required'));
    }
    validateMode(errors, `${here}.mode`, mode);
  }
}

function validateItems(errors: Errors, at: string, items: readonly KeyToPath[] | undefined): void {
  for (const [index, { key = '', path = '', mode }] of (items ?? []).entries()) {
    const here = `${at}.items[${index}]`;
    if (key === '') errors.push(required(`${here}.key`));
    if (path === '') errors.push(required(`${here}.path`));
    else validateLocalPath(errors, `${here}.path`, path);
    validateMode(errors, `${here}.mode`, mode);
  }
}

function validateMode(errors: Errors, at: string, mode: number | undefined): void {
  if (mode !== undefined && (mode < 0 || mode > MAX_MODE)) {
    errors.push(invalid(at, mode, 'must be a number between 0 and 0777 (octal), both inclusive'));
  }
}

function validateLocalPath(errors: Errors, at: string, path: string): void {
  validateDescendingPath(errors, at, path);
  if (path.startsWith('..') && !path.startsWith('../')) errors.push(invalid(at, path, "must not start with '..'"));
}

/** Relative, and never upwards. */
export function validateDescendingPath(errors: Errors, at: string, path: string): void {
  if (path.startsWith('/')) errors.push(invalid(at, path, 'must be a relative path'));
  if (path.split('/').includes('..')) errors.push(invalid(at, path, "must not contain '..'"));
}
