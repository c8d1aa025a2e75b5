// Rules for ConfigMaps and Secrets. Models pkg/apis/core/validation ValidateConfigMap and ValidateSecret.
import { decodedLength, latinOfBase64 } from '../base64.ts';
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { forbidden, invalid, required, tooLong } from '../field-errors.ts';
import { jsonProblem } from '../go-json.ts';
import type { ConfigMap } from '../kinds/config-map.ts';
import type { Secret } from '../kinds/secret.ts';
import { configMapKey } from '../names.ts';
import { isPlainObject } from '../plain-object.ts';
import { utf8Length } from '../utf8.ts';
import { type Errors, IMMUTABLE, follow } from './primitives.ts';

const MAX_BYTES = 1024 * 1024;

/** Keys that a type of Secret cannot do without. */
const NEEDED_KEYS: ReadonlyMap<string, readonly string[]> = new Map([['kubernetes.io/tls', ['tls.crt', 'tls.key']]]);

/** Where the types that hold passwords for registries hold them. */
const REGISTRY_KEYS: ReadonlyMap<string, string> = new Map([
  ['kubernetes.io/dockercfg', '.dockercfg'],
  ['kubernetes.io/dockerconfigjson', '.dockerconfigjson'],
]);

export function validateConfigMap(map: ConfigMap): readonly FieldError[] {
  const errors: Errors = [];
  let size = 0;
  for (const [key, value] of Object.entries(map.data ?? {})) {
    follow(errors, `data[${key}]`, key, configMapKey);
    if (map.binaryData?.[key] !== undefined) errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    size += utf8Length(value);
  }
  for (const [key, value] of Object.entries(map.binaryData ?? {})) {
    follow(errors, `binaryData[${key}]`, key, configMapKey);
    size += decodedLength(value) ?? 0;
  }
  if (size > MAX_BYTES) errors.push(tooLong('[]', MAX_BYTES));
  return errors;
}

export function validateConfigMapUpdate(next: ConfigMap, previous: ConfigMap): readonly FieldError[] {
  const errors: Errors = [];
  if (previous.immutable === true) {
    if (next.immutable !== true) errors.push(forbidden('immutable', 'field is immutable when `immutable` is set'));
    if (!deepEqual(next.data, previous.data)) errors.push(forbidden('data', 'field is immutable when `immutable` is set'));
    if (!deepEqual(next.binaryData, previous.binaryData))
      errors.push(forbidden('binaryData', 'field is immutable when `immutable` is set'));
  }
  return [...errors, ...validateConfigMap(next)];
}

export function validateSecret(secret: Secret): readonly FieldError[] {
  const errors: Errors = [];
  let size = 0;
  for (const [key, value] of Object.entries(secret.data ?? {})) {
    follow(errors, `data[${key}]`, key, configMapKey);
    size += decodedLength(value) ?? 0;
  }
  if (size > MAX_BYTES) errors.push(tooLong('data', MAX_BYTES));
  validateRegistries(errors, secret);
  for (const key of NEEDED_KEYS.get(secret.type ?? '') ?? []) {
    if (secret.data?.[key] === undefined) errors.push(required(`data[${key}]`));
  }
  if (secret.type === 'kubernetes.io/basic-auth' && secret.data?.['username'] === undefined && secret.data?.['password'] === undefined) {
    errors.push(required('data[username]'), required('data[password]'));
  }
  if (secret.type === 'kubernetes.io/ssh-auth' && !secret.data?.['ssh-privatekey']) errors.push(required('data[ssh-privatekey]'));
  if (secret.type === 'kubernetes.io/service-account-token' && !secret.metadata.annotations?.['kubernetes.io/service-account.name']) {
    errors.push(required('metadata.annotations[kubernetes.io/service-account.name]'));
  }
  return errors;
}

/** Passwords for registries are JSON. What is wrong with them is told without telling them. */
function validateRegistries(errors: Errors, { type = '', data }: Secret): void {
  const key = REGISTRY_KEYS.get(type);
  if (key === undefined) return;
  const at = `data[${key}]`;
  const value = data?.[key];
  const problem = value === undefined ? undefined : noJsonObject(latinOfBase64(value));
  if (value === undefined) errors.push(required(at));
  else if (problem !== undefined) errors.push(invalid(at, '<secret contents redacted>', problem));
}

/** Go's words for what is no JSON, or none for a map. */
function noJsonObject(text: string): string | undefined {
  const problem = jsonProblem(text);
  if (problem !== undefined) return problem;
  const value: unknown = JSON.parse(text);
  if (value === null || isPlainObject(value)) return undefined;
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
}

export function validateSecretUpdate(next: Secret, previous: Secret): readonly FieldError[] {
  const errors: Errors = [];
  if (next.type !== previous.type) errors.push(invalid('type', next.type ?? '', IMMUTABLE));
  if (previous.immutable === true) {
    if (next.immutable !== true) errors.push(forbidden('immutable', 'field is immutable when `immutable` is set'));
    if (!deepEqual(next.data, previous.data)) errors.push(forbidden('data', 'field is immutable when `immutable` is set'));
  }
  return [...errors, ...validateSecret(next)];
}
