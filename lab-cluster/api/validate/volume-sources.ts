// Rules for the sources that pods' volumes and persistent volumes have in common: disks, file systems and their drivers.
// Models pkg/apis/core/validation validate*VolumeSource.
import { forbidden, invalid, notSupported, required, tooLong } from '../field-errors.ts';
import { dns1123Label, dns1123Subdomain } from '../names.ts';
import { type Errors, follow } from './primitives.ts';
import { type Source, listOf, needTexts, numberOf, sourceOf, textOf, validateNoBacksteps } from './source.ts';

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];
const CACHING_MODES = ['None', 'ReadOnly', 'ReadWrite'];
const DISK_KINDS = ['Dedicated', 'Managed', 'Shared'];
const MANAGED_URI = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_URI = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';
/** By how a name begins. */
const ISCSI_FORMS: ReadonlyMap<string, (name: string) => boolean> = new Map([
  ['iqn', isQualifiedName],
  ['eui', (name) => /^eui.[a-zA-Z0-9]{16}$/.test(name)],
  ['naa', (name) => /^naa.[a-zA-Z0-9]{32}$/.test(name)],
]);
const MAX_DRIVER_NAME = 63;
const HOST_PORTS = 'must be a host:port pair or multiple pairs separated by commas';

export function validateHostPath(errors: Errors, at: string, source: Source): void {
  const path = textOf(source, 'path');
  if (path === '') {
    errors.push(required(`${at}.path`));
    return;
  }
  validateNoBacksteps(errors, `${at}.path`, path);
  const type = textOf(source, 'type');
  if (!HOST_PATH_TYPES.includes(type)) errors.push(notSupported(`${at}.type`, type, HOST_PATH_TYPES));
}

export function validateGceDisk(errors: Errors, at: string, source: Source): void {
  needTexts(errors, at, source, 'pdName');
  validateByte(errors, `${at}.partition`, numberOf(source, 'partition'), 1);
}

export function validateAwsDisk(errors: Errors, at: string, source: Source): void {
  needTexts(errors, at, source, 'volumeID');
  validateByte(errors, `${at}.partition`, numberOf(source, 'partition'), 1);
}

/** Zero is let through though the message begins at one. */
function validateByte(errors: Errors, at: string, value: number, low: 0 | 1): void {
  if (value < 0 || value > 255) errors.push(invalid(at, value, `must be between ${low} and 255, inclusive`));
}

export function validateNfs(errors: Errors, at: string, source: Source): void {
  needTexts(errors, at, source, 'server', 'path');
  const path = textOf(source, 'path');
  if (!path.startsWith('/')) errors.push(invalid(`${at}.path`, path, 'must be an absolute path'));
}

/** Of pods; those of persistent volumes differ in words and in where a long name is refused. */
export function validateIscsi(errors: Errors, at: string, source: Source): void {
  needTexts(errors, at, source, 'targetPortal');
  validateIscsiName(errors, `${at}.iqn`, source, 'iqn', 'must be valid format starting with iqn, eui, or naa');
  validateByte(errors, `${at}.lun`, numberOf(source, 'lun'), 0);
  validateChap(errors, at, source);
  validateInitiator(errors, at, source, 'must be valid format starting with iqn, eui, or naa');
}

export function validateIscsiPersistent(errors: Errors, at: string, source: Source, volumeName: string): void {
  needTexts(errors, at, source, 'targetPortal');
  const portal = textOf(source, 'targetPortal');
  if (source['initiatorName'] !== undefined && `${volumeName}:${portal}`.length > 64)
    errors.push(invalid(`${at}.targetportal`, portal, LONG_ISCSI));
  validateIscsiName(errors, `${at}.iqn`, source, 'iqn', 'must be valid format');
  validateByte(errors, `${at}.lun`, numberOf(source, 'lun'), 0);
  validateChap(errors, at, source);
  const secret = sourceOf(source, 'secretRef');
  if (secret !== undefined) needTexts(errors, `${at}.secretRef`, secret, 'name');
  validateInitiator(errors, at, source, 'must be valid format');
}

export const LONG_ISCSI =
  'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';

function validateIscsiName(errors: Errors, at: string, source: Source, field: string, wrongStart: string): void {
  const name = textOf(source, field);
  const isRight = ISCSI_FORMS.get(name.slice(0, 3));
  if (name === '') errors.push(required(at));
  else if (isRight === undefined) errors.push(invalid(at, name, wrongStart));
  else if (!isRight(name)) errors.push(invalid(at, name, 'must be valid format'));
}

/**
 * `iqn.2001-04.com.example:disk`: what upstream's pattern `iqn\.\d{4}-\d{2}\.([[:alnum:]-.]+)(:[^,;*&$|\s]+)$` lets through,
 * which looks for such a name anywhere. A pattern of ours would begin anew at each place of a hostile text.
 */
function isQualifiedName(name: string): boolean {
  const signs = Array.from(name);
  const lastForbidden = signs.findLastIndex((sign) => /[,;*&$|\s]/.test(sign));
  let begin = 0;
  for (const [at, sign] of signs.slice(0, -1).entries()) {
    if (/[a-zA-Z0-9\-.]/.test(sign)) continue;
    if (sign === ':' && at > lastForbidden && /iqn\.\d{4}-\d{2}\../.test(signs.slice(begin, at).join(''))) return true;
    begin = at + 1;
  }
  return false;
}

function validateChap(errors: Errors, at: string, source: Source): void {
  const asks = source['chapAuthDiscovery'] === true || source['chapAuthSession'] === true;
  if (asks && source['secretRef'] === undefined) errors.push(required(`${at}.secretRef`));
}

function validateInitiator(errors: Errors, at: string, source: Source, wrongStart: string): void {
  const name = source['initiatorName'];
  if (typeof name !== 'string') return;
  const isRight = ISCSI_FORMS.get(name.slice(0, 3));
  if (isRight === undefined) errors.push(invalid(`${at}.initiatorname`, name, wrongStart));
  else if (!isRight(name)) errors.push(invalid(`${at}.initiatorname`, name, 'must be valid format'));
}

export function validateFlocker(errors: Errors, at: string, source: Source): void {
  const name = textOf(source, 'datasetName');
  const uuid = textOf(source, 'datasetUUID');
  if (name === '' && uuid === '') errors.push(required(at, 'one of datasetName and datasetUUID is required'));
  if (name !== '' && uuid !== '') errors.push(invalid(at, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  if (name.includes('/')) errors.push(invalid(`${at}.datasetName`, name, "must not contain '/'"));
}

export function validateRbd(errors: Errors, at: string, source: Source): void {
  validateMonitors(errors, at, source);
  needTexts(errors, at, source, 'image');
}

export function validateMonitors(errors: Errors, at: string, source: Source): void {
  if (listOf(source, 'monitors').length === 0) errors.push(required(`${at}.monitors`));
}

export function validateQuobyte(errors: Errors, at: string, source: Source): void {
  const registry = textOf(source, 'registry');
  if (registry === '') errors.push(required(`${at}.registry`, HOST_PORTS));
  else if (textOf(source, 'tenant').length >= 65) {
    errors.push(required(`${at}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
  } else {
    for (const pair of registry.split(',')) if (!isHostPort(pair)) errors.push(invalid(`${at}.registry`, registry, HOST_PORTS));
  }
  needTexts(errors, at, source, 'volume');
}

/** Models net.SplitHostPort as far as it refuses. */
function isHostPort(text: string): boolean {
  return /^(\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(text);
}

export function validateFibreChannel(errors: Errors, at: string, source: Source): void {
  const names = listOf(source, 'targetWWNs');
  const ids = listOf(source, 'wwids');
  if (names.length === 0 && ids.length === 0)
    errors.push(required(`${at}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'));
  if (names.length > 0 && ids.length > 0)
    errors.push(invalid(`${at}.targetWWNs`, names, 'targetWWNs and wwids can not be specified simultaneously'));
  if (names.length === 0) return;
  if (source['lun'] === undefined) errors.push(required(`${at}.lun`, 'lun is required if targetWWNs is specified'));
  else validateByte(errors, `${at}.lun`, numberOf(source, 'lun'), 0);
}

export function validateFlexVolume(errors: Errors, at: string, source: Source): void {
  needTexts(errors, at, source, 'driver');
  for (const key of Object.keys(sourceOf(source, 'options') ?? {})) {
    const owner = `.${(key.split('/')[0] ?? '').toLowerCase()}`;
    if (owner.endsWith('.kubernetes.io') || owner.endsWith('.k8s.io'))
      errors.push(invalid(`${at}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved'));
  }
}

export function validateAzureDisk(errors: Errors, at: string, source: Source): void {
  needTexts(errors, at, source, 'diskName', 'diskURI');
  const { cachingMode, kind } = source;
  const uri = textOf(source, 'diskURI');
  if (cachingMode !== undefined && !CACHING_MODES.includes(textOf(source, 'cachingMode')))
    errors.push(notSupported(`${at}.cachingMode`, cachingMode, CACHING_MODES));
  if (kind === undefined) return;
  if (!DISK_KINDS.includes(textOf(source, 'kind'))) errors.push(notSupported(`${at}.kind`, kind, DISK_KINDS));
  if (kind === 'Managed' && !uri.startsWith('/subscriptions/')) errors.push(notSupported(`${at}.diskURI`, uri, [MANAGED_URI]));
  if (kind !== 'Managed' && !uri.startsWith('https://')) errors.push(notSupported(`${at}.diskURI`, uri, [BLOB_URI]));
}

/** `withNamespace`: of persistent volumes, whose secrets may be anywhere. */
export function validateStorageOs(errors: Errors, at: string, source: Source, secretFields: readonly string[]): void {
  const name = textOf(source, 'volumeName');
  const namespace = textOf(source, 'volumeNamespace');
  if (name === '') errors.push(required(`${at}.volumeName`));
  else follow(errors, `${at}.volumeName`, name, dns1123Label);
  if (namespace !== '') follow(errors, `${at}.volumeNamespace`, namespace, dns1123Label);
  validateSecretRef(errors, at, source, secretFields);
}

export function validateCinder(errors: Errors, at: string, source: Source, secretFields: readonly string[]): void {
  needTexts(errors, at, source, 'volumeID');
  validateSecretRef(errors, at, source, secretFields);
}

function validateSecretRef(errors: Errors, at: string, source: Source, fields: readonly string[]): void {
  const secret = sourceOf(source, 'secretRef');
  if (secret !== undefined) needTexts(errors, `${at}.secretRef`, secret, ...fields);
}

export function validateDriverName(errors: Errors, at: string, name: string): void {
  if (name === '') errors.push(required(at));
  if (name.length > MAX_DRIVER_NAME) errors.push(tooLong(at, MAX_DRIVER_NAME));
  for (const problem of dns1123Subdomain(name.toLowerCase())) errors.push(invalid(at, name, problem));
}

export function secondSource(errors: Errors, at: string): void {
  errors.push(forbidden(at, 'may not specify more than 1 volume type'));
}
