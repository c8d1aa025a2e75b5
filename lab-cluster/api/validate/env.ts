// Rules for environment variables and where their values come from. Models pkg/apis/core/validation ValidateEnv.
import type { EnvFromSource, EnvVar, EnvVarSource, KeySelector } from '../pods/container.ts';
import { invalid, notSupported, required } from '../field-errors.ts';
import { milliValue } from '../quantity.ts';
import { configMapKey, dns1123Subdomain, environmentVariableName, qualifiedName } from '../names.ts';
import { type Errors, follow } from './primitives.ts';

const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
/** What volumes can read; files can be written again, variables cannot, so labels are here and not there. */
export const VOLUME_FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];
const KNOWN_FIELDS = new Set([...ENV_FIELDS, ...VOLUME_FIELDS, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase']);
/** What is kept by key, of which one value can be had alone. */
const MAPS = ['metadata.annotations', 'metadata.labels'];
const RESOURCE_FIELDS = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

export function validateEnv(errors: Errors, at: string, variables: readonly EnvVar[]): void {
  for (const [index, variable] of variables.entries()) {
    const here = `${at}[${index}]`;
    const { name = '' } = variable;
    if (name === '') errors.push(required(`${here}.name`));
    else follow(errors, `${here}.name`, name, environmentVariableName);
    if (variable.valueFrom !== undefined) validateValueFrom(errors, `${here}.valueFrom`, variable.valueFrom, variable.value ?? '');
  }
}

function validateValueFrom(errors: Errors, at: string, source: EnvVarSource, value: string): void {
  let sources = 0;
  if (source.fieldRef !== undefined) {
    sources++;
    validateFieldRef(errors, `${at}.fieldRef`, source.fieldRef, ENV_FIELDS);
  }
  if (source.resourceFieldRef !== undefined) {
    sources++;
    validateResourceFieldRef(errors, `${at}.resourceFieldRef`, source.resourceFieldRef, false);
  }
  if (source.configMapKeyRef !== undefined) {
    sources++;
    validateKeyRef(errors, `${at}.configMapKeyRef`, source.configMapKeyRef);
  }
  if (source.secretKeyRef !== undefined) {
    sources++;
    validateKeyRef(errors, `${at}.secretKeyRef`, source.secretKeyRef);
  }
  if (sources === 0) {
    errors.push(invalid(at, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'));
  } else if (value !== '') {
    errors.push(invalid(at, '', 'may not be specified when `value` is not empty'));
  } else if (sources > 1) {
    errors.push(invalid(at, '', 'may not have more than one field specified at a time'));
  }
}

export function validateFieldRef(
  errors: Errors,
  at: string,
  { apiVersion = '', fieldPath = '' }: { readonly apiVersion?: string; readonly fieldPath?: string },
  supported: readonly string[],
): void {
  if (apiVersion === '') {
    errors.push(required(`${at}.apiVersion`));
    return;
  }
  if (fieldPath === '') {
    errors.push(required(`${at}.fieldPath`));
    return;
  }
  const { name, key } = subscripted(fieldPath);
  // What clients of old call it.
  const path = name === 'spec.host' && key === undefined ? 'spec.nodeName' : name;
  const refuse = (why: string): void => void errors.push(invalid(`${at}.fieldPath`, fieldPath, `error converting fieldPath: ${why}`));
  if (apiVersion !== 'v1') refuse(`unsupported pod version: ${apiVersion}`);
  else if (key !== undefined && !MAPS.includes(path)) refuse(`field label does not support subscript: ${fieldPath}`);
  else if (!KNOWN_FIELDS.has(path)) refuse(`field label not supported: ${fieldPath}`);
  else if (key !== undefined) follow(errors, at, path === 'metadata.annotations' ? key.toLowerCase() : key, qualifiedName);
  else if (!supported.includes(path)) errors.push(notSupported(`${at}.fieldPath`, path, supported));
}

/** `metadata.labels['app']`. Models pkg/fieldpath SplitMaybeSubscriptedPath. */
function subscripted(fieldPath: string): { readonly name: string; readonly key?: string } {
  const begin = fieldPath.indexOf("['");
  if (begin <= 0 || !fieldPath.endsWith("']")) return { name: fieldPath };
  return { name: fieldPath.slice(0, begin), key: fieldPath.slice(begin + 2, -2) };
}

/** `ofVolume`: files must say whose resources they show; variables show their own container's. */
export function validateResourceFieldRef(
  errors: Errors,
  at: string,
  { containerName = '', resource = '', divisor = '' }: ResourceFieldRef,
  ofVolume: boolean,
): void {
  if (ofVolume && containerName === '') errors.push(required(`${at}.containerName`));
  else if (resource === '') errors.push(required(`${at}.resource`));
  else if (!RESOURCE_FIELDS.includes(resource) && !HUGE_PAGES.test(resource)) {
    errors.push(notSupported(`${at}.resource`, resource, RESOURCE_FIELDS));
  }
  if (divisor !== '' && milliValue(divisor) !== 0) validateDivisor(errors, `${at}.divisor`, resource, divisor);
}

interface ResourceFieldRef {
  readonly containerName?: string;
  readonly resource?: string;
  readonly divisor?: string;
}

const HUGE_PAGES = /^(limits|requests)\.hugepages-/;
const CPU_DIVISORS = ['1m', '1'];
const BYTE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];
const BYTE_RESOURCES: Readonly<Record<string, string>> = { memory: 'memory', 'ephemeral-storage': 'local ephemeral storage' };

function validateDivisor(errors: Errors, at: string, resource: string, divisor: string): void {
  const name = resource.replace(/^(limits|requests)\./, '');
  if (name === resource) return;
  if (name === 'cpu') {
    if (!CPU_DIVISORS.includes(divisor))
      errors.push(invalid(at, resource, "only divisor's values 1m and 1 are supported with the cpu resource"));
    return;
  }
  const words = HUGE_PAGES.test(resource) ? 'hugepages' : BYTE_RESOURCES[name];
  if (words !== undefined && !BYTE_DIVISORS.includes(divisor))
    errors.push(invalid(at, resource, `only divisor's values ${BYTE_DIVISORS.join(', ')} are supported with the ${words} resource`));
}

function validateKeyRef(errors: Errors, at: string, { name = '', key = '' }: KeySelector): void {
  follow(errors, `${at}.name`, name, dns1123Subdomain);
  if (key === '') errors.push(required(`${at}.key`));
  else follow(errors, `${at}.key`, key, configMapKey);
}

export function validateEnvFrom(errors: Errors, at: string, sources: readonly EnvFromSource[]): void {
  for (const [index, { prefix = '', configMapRef, secretRef }] of sources.entries()) {
    const here = `${at}[${index}]`;
    if (prefix !== '') follow(errors, `${here}.prefix`, prefix, environmentVariableName);
    if (configMapRef !== undefined) validateReference(errors, `${here}.configMapRef.name`, configMapRef.name ?? '');
    if (secretRef !== undefined) validateReference(errors, `${here}.secretRef.name`, secretRef.name ?? '');
    if (configMapRef === undefined && secretRef === undefined) {
      errors.push(invalid(at, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (configMapRef !== undefined && secretRef !== undefined) {
      errors.push(invalid(at, '', 'may not have more than one field specified at a time'));
    }
  }
}

function validateReference(errors: Errors, at: string, name: string): void {
  if (name === '') errors.push(required(at));
  else follow(errors, at, name, dns1123Subdomain);
}
