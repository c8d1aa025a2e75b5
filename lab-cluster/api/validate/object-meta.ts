// Rules for metadata, the same for every kind. Models apimachinery/pkg/api/validation/objectmeta.go.
import type { FieldError } from '../field.ts';
import { forbidden, invalid, required } from '../field-errors.ts';
import { strictIp } from '../ip.ts';
import type { Kind } from '../kind.ts';
import { dns1035Label, dns1123Label, dns1123Subdomain, pathSegment, qualifiedName } from '../names.ts';
import type { ObjectMeta, OwnerReference } from '../object.ts';
import { type Errors, follow, immutable, validateAnnotations, validateLabels } from './primitives.ts';

const NAME_RULES = {
  'dns1123-subdomain': dns1123Subdomain,
  'dns1123-label': dns1123Label,
  'dns1035-label': dns1035Label,
  'path-segment': pathSegment,
  'ip-address': strictIp,
};

const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

export function validateObjectMeta(kind: Pick<Kind, 'nameRule' | 'namespaced'>, metadata: Partial<ObjectMeta>): readonly FieldError[] {
  const errors: Errors = [];
  const rule = NAME_RULES[kind.nameRule ?? 'dns1123-subdomain'];
  const { name = '', generateName = '', namespace = '', generation } = metadata;
  if (generateName !== '') {
    for (const problem of rule(maskTrailingDash(generateName))) errors.push(invalid('metadata.generateName', generateName, problem));
  }
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else follow(errors, 'metadata.name', name, rule);
  if (kind.namespaced) {
    if (namespace === '') errors.push(required('metadata.namespace'));
    else follow(errors, 'metadata.namespace', namespace, dns1123Label);
  } else if (namespace !== '') {
    errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  }
  if (generation !== undefined && generation < 0)
    errors.push(invalid('metadata.generation', generation, 'must be greater than or equal to 0'));
  validateParts(errors, metadata);
  validateFinalizers(errors, metadata);
  return errors;
}

/** The suffix that follows begins with a letter or digit, so a dash before it is fine. */
function maskTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}

/** What holds at any time, but for finalizers. */
function validateParts(errors: Errors, { labels, annotations, ownerReferences }: Partial<ObjectMeta>): void {
  if (labels !== undefined) validateLabels(errors, 'metadata.labels', labels);
  if (annotations !== undefined) validateAnnotations(errors, 'metadata.annotations', annotations);
  if (ownerReferences !== undefined) validateOwners(errors, ownerReferences);
}

function validateFinalizers(errors: Errors, { finalizers }: Partial<ObjectMeta>): void {
  if (finalizers === undefined) return;
  for (const finalizer of finalizers) follow(errors, 'metadata.finalizers', finalizer, qualifiedName);
  // Dependants cannot be left alone and be waited for at once.
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    errors.push(invalid('metadata.finalizers', finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  for (const [index, finalizer] of finalizers.entries()) validateFinalizer(errors, `metadata.finalizers[${index}]`, finalizer);
}

/** Finalizers belong to somebody: they carry a domain, but for the three Kubernetes itself began with. */
export function validateFinalizer(errors: Errors, at: string, finalizer: string): void {
  if (!finalizer.includes('/') && !STANDARD_FINALIZERS.includes(finalizer)) {
    errors.push(invalid(at, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'));
  }
}

function validateOwners(errors: Errors, owners: readonly OwnerReference[]): void {
  let controller: string | undefined;
  for (const owner of owners) {
    const { group, version } = readApiVersion(owner.apiVersion ?? '');
    if (version === '') errors.push(invalid('metadata.ownerReferences.apiVersion', owner.apiVersion ?? '', 'version must not be empty'));
    for (const field of ['kind', 'name', 'uid'] as const) {
      if (!owner[field]) errors.push(invalid(`metadata.ownerReferences.${field}`, owner[field] ?? '', 'must not be empty'));
    }
    if (group === '' && version === 'v1' && owner.kind === 'Event')
      errors.push(invalid('metadata.ownerReferences', owner, '/v1, Kind=Event is disallowed from being an owner'));
    if (owner.controller !== true) continue;
    if (controller === undefined) {
      controller = owner.name;
      continue;
    }
    const rule = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${owner.name}`;
    errors.push(invalid('metadata.ownerReferences', owners, rule));
  }
}

/** Models schema.FromAPIVersionAndKind: of more than two parts nothing is understood. */
function readApiVersion(text: string): { readonly group: string; readonly version: string } {
  const parts = text.split('/');
  if (parts.length > 2) return { group: '', version: '' };
  const [first = '', second] = parts;
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

export function validateObjectMetaUpdate(next: ObjectMeta, previous: ObjectMeta): readonly FieldError[] {
  const errors: Errors = [];
  if (previous.deletionTimestamp !== undefined) {
    const added = (next.finalizers ?? []).filter((finalizer) => !previous.finalizers?.includes(finalizer));
    if (added.length > 0) {
      const list = added.map((finalizer) => JSON.stringify(finalizer)).join(', ');
      const rule = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
      errors.push(forbidden('metadata.finalizers', rule));
    }
  }
  if (!next.resourceVersion)
    errors.push(invalid('metadata.resourceVersion', next.resourceVersion ?? '', 'must be specified for an update'));
  if ((next.generation ?? 0) < (previous.generation ?? 0)) {
    errors.push(invalid('metadata.generation', next.generation ?? 0, 'must not be decremented'));
  }
  for (const field of ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    immutable(errors, `metadata.${field}`, next[field], previous[field]);
  }
  if (hasNewParts(next, previous)) validateParts(errors, next);
  return errors;
}

/** What every update is held against before its kind has a say. Models validateCommonFields of apiserver/pkg/registry/rest/update.go. */
export function validateCommonMeta(next: ObjectMeta, previous: ObjectMeta): readonly FieldError[] {
  const errors: Errors = [];
  if (hasNewParts(next, previous)) validateParts(errors, next);
  if (next.finalizers !== previous.finalizers) validateFinalizers(errors, next);
  return [...errors, ...validateObjectMetaUpdate(next, previous)];
}

/** What is shared with the state before was looked at when it came. */
function hasNewParts(next: ObjectMeta, previous: ObjectMeta): boolean {
  return next.labels !== previous.labels || next.annotations !== previous.annotations || next.ownerReferences !== previous.ownerReferences;
}
