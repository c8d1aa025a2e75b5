// Rules for StorageClasses, VolumeAttributesClasses and VolumeAttachments. Models pkg/apis/storage/validation/validation.go.
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { duplicate, forbidden, invalid, notSupported, required, tooLong } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import type { PersistentVolumeSpec } from '../kinds/persistent-volume.ts';
import type { StorageClass } from '../kinds/storage-class.ts';
import type { VolumeAttachment } from '../kinds/volume-attachment.ts';
import type { VolumeAttributesClass } from '../kinds/volume-attributes-class.ts';
import { dns1123Subdomain, qualifiedName } from '../names.ts';
import { utf8Length } from '../utf8.ts';
import { validateVolumeSpec } from './persistent-volume.ts';
import { type Errors, IMMUTABLE, follow } from './primitives.ts';
import { validateDriverName } from './volume-sources.ts';

type Parameters = Readonly<Record<string, string>>;

const RECLAIM_POLICIES = ['Delete', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];
const MAX_PARAMETERS_BYTES = 256 * 1024;
const MAX_PARAMETERS = 512;
const MAX_ATTACHMENT_METADATA_BYTES = 256 * 1024;
const MAX_MESSAGE_BYTES = 1024;

export function validateStorageClass(storageClass: StorageClass): readonly FieldError[] {
  const errors: Errors = [];
  const { provisioner, parameters, reclaimPolicy, volumeBindingMode } = storageClass;
  validateProvisioner(errors, 'provisioner', provisioner);
  validateParameters(errors, parameters, true);
  if (reclaimPolicy && !RECLAIM_POLICIES.includes(reclaimPolicy))
    errors.push(notSupported('reclaimPolicy', reclaimPolicy, RECLAIM_POLICIES));
  if (volumeBindingMode === undefined) errors.push(required('volumeBindingMode'));
  else if (!BINDING_MODES.includes(volumeBindingMode)) errors.push(notSupported('volumeBindingMode', volumeBindingMode, BINDING_MODES));
  validateTopologies(errors, storageClass.allowedTopologies ?? []);
  return errors;
}

function validateProvisioner(errors: Errors, at: string, provisioner = ''): void {
  if (provisioner === '') errors.push(required(at));
  else for (const problem of qualifiedName(provisioner.toLowerCase())) errors.push(invalid(at, provisioner, problem));
}

function validateParameters(errors: Errors, parameters: Parameters | undefined, mayBeEmpty: boolean): void {
  const entries = Object.entries(parameters ?? {});
  if (entries.length > MAX_PARAMETERS) {
    errors.push(tooLong('parameters', MAX_PARAMETERS));
    return;
  }
  let size = 0;
  for (const [key, value] of entries) {
    if (key === '') errors.push(invalid('parameters', key, 'field can not be empty.'));
    size += utf8Length(key) + utf8Length(value);
  }
  if (size > MAX_PARAMETERS_BYTES) errors.push(tooLong('parameters', MAX_PARAMETERS_BYTES));
  if (entries.length === 0 && !mayBeEmpty) errors.push(required('parameters', 'must contain at least one key/value pair'));
}

function validateTopologies(errors: Errors, topologies: NonNullable<StorageClass['allowedTopologies']>): void {
  const seen = new Set<string>();
  for (const [index, { matchLabelExpressions = [] }] of topologies.entries()) {
    const at = `allowedTopologies[${index}]`;
    const terms = new Map<string, readonly string[]>();
    for (const [place, { key = '', values = [] }] of matchLabelExpressions.entries()) {
      const here = `${at}.matchLabelExpressions[${place}]`;
      if (values.length === 0) errors.push(required(`${here}.values`));
      const different = new Set<string>();
      for (const [position, value] of values.entries()) {
        if (different.has(value)) errors.push(duplicate(`${here}.values[${position}]`, value));
        different.add(value);
      }
      follow(errors, `${here}.key`, key, qualifiedName);
      if (terms.has(key)) errors.push(duplicate(`${here}.key`, key));
      terms.set(key, [...different].sort());
    }
    const all = JSON.stringify([...terms].sort(([left], [right]) => (left < right ? -1 : 1)));
    if (seen.has(all)) errors.push(duplicate(`${at}.matchLabelExpressions`, ''));
    seen.add(all);
  }
}

/** Upstream applies the rules of a new class, and then those of an update. */
export function validateStorageClassUpdate(next: StorageClass, previous: StorageClass): readonly FieldError[] {
  const errors: Errors = [...validateStorageClass(next)];
  if (!deepEqual(next.parameters ?? {}, previous.parameters ?? {}))
    errors.push(forbidden('parameters', 'updates to parameters are forbidden.'));
  if (next.provisioner !== previous.provisioner) errors.push(forbidden('provisioner', 'updates to provisioner are forbidden.'));
  if (next.reclaimPolicy !== previous.reclaimPolicy) errors.push(forbidden('reclaimPolicy', 'updates to reclaimPolicy are forbidden.'));
  if (next.volumeBindingMode !== previous.volumeBindingMode)
    errors.push(invalid('volumeBindingMode', next.volumeBindingMode ?? null, IMMUTABLE));
  return errors;
}

export function validateAttributesClass({ driverName, parameters }: VolumeAttributesClass): readonly FieldError[] {
  const errors: Errors = [];
  validateProvisioner(errors, 'driverName', driverName);
  validateParameters(errors, parameters, false);
  return errors;
}

export function validateAttributesClassUpdate(next: VolumeAttributesClass, previous: VolumeAttributesClass): readonly FieldError[] {
  const errors: Errors = [];
  if (next.driverName !== previous.driverName) errors.push(forbidden('driverName', 'updates to driverName are forbidden.'));
  if (!deepEqual(next.parameters, previous.parameters)) errors.push(forbidden('parameters', 'updates to parameters are forbidden.'));
  return [...errors, ...validateAttributesClass(next)];
}

export function validateAttachment(attachment: VolumeAttachment): readonly FieldError[] {
  const errors: Errors = [];
  validateAttachmentOfAnyVersion(errors, attachment);
  // Rules of this version come on top of those of all versions.
  const { attacher = '', source } = attachment.spec;
  validateDriverName(errors, 'spec.attacher', attacher);
  const name = source?.persistentVolumeName;
  if (name !== undefined) follow(errors, 'spec.source.persistentVolumeName', name, dns1123Subdomain);
  return errors;
}

function validateAttachmentOfAnyVersion(errors: Errors, { spec, status }: VolumeAttachment): void {
  const { attacher = '', nodeName = '', source = {} } = spec;
  if (attacher === '') errors.push(required('spec.attacher'));
  validateAttachmentSource(errors, 'spec.source', source);
  follow(errors, 'spec.nodeName', nodeName, dns1123Subdomain);
  validateAttachmentState(errors, status);
}

function validateAttachmentSource(errors: Errors, at: string, source: VolumeAttachment['spec']['source']): void {
  const { inlineVolumeSpec: inline, persistentVolumeName: name } = source;
  const rule = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (inline === undefined && name === undefined) errors.push(required(at, rule));
  else if (inline !== undefined && name !== undefined) errors.push(forbidden(at, rule));
  else if (name === '') errors.push(required(`${at}.persistentVolumeName`, 'must specify non empty persistentVolumeName'));
  else if (inline !== undefined) validateInline(errors, `${at}.inlineVolumeSpec`, inline);
}

/** A volume without an object of its own: of a driver, and nobody's claim. */
function validateInline(errors: Errors, at: string, spec: PersistentVolumeSpec): void {
  const nowhere = 'may not be specified in the context of inline volumes';
  if (spec.claimRef !== undefined) errors.push(forbidden(`${at}.claimRef`, nowhere));
  if (Object.keys(spec.capacity ?? {}).length > 0) errors.push(forbidden(`${at}.capacity`, nowhere));
  if (spec.csi === undefined) errors.push(required(`${at}.csi`, 'has to be specified in the context of inline volumes'));
  const policy = spec.persistentVolumeReclaimPolicy;
  if (policy !== undefined && policy !== 'Retain')
    errors.push(forbidden(`${at}.persistentVolumeReclaimPolicy`, 'may only be Retain in the context of inline volumes'));
  if (spec.nodeAffinity !== undefined) errors.push(forbidden(`${at}.nodeAffinity`, nowhere));
  if (spec.storageClassName) errors.push(forbidden(`${at}.storageClassName`, nowhere));
  if (spec.volumeMode !== undefined && spec.volumeMode !== 'Filesystem')
    errors.push(forbidden(`${at}.volumeMode`, 'may not specify volumeMode other than Filesystem in the context of inline volumes'));
  const rest = {
    ...spec,
    capacity: { storage: '1' },
    persistentVolumeReclaimPolicy: 'Retain' as const,
    storageClassName: '',
    volumeMode: 'Filesystem' as const,
  };
  const { nodeAffinity: _affinity, ...inline } = rest;
  validateVolumeSpec(errors, at, inline, '');
}

function validateAttachmentState(errors: Errors, status: VolumeAttachment['status']): void {
  const { attachmentMetadata, attachError, detachError } = status ?? {};
  let size = 0;
  for (const [key, value] of Object.entries(attachmentMetadata ?? {})) size += utf8Length(key) + utf8Length(value);
  if (size > MAX_ATTACHMENT_METADATA_BYTES) errors.push(tooLong('status.attachmentMetadata', MAX_ATTACHMENT_METADATA_BYTES));
  // The limit upstream names is another than the one it holds to.
  for (const [field, error] of Object.entries({ attachError, detachError }))
    if (utf8Length(error?.message ?? '') > MAX_MESSAGE_BYTES)
      errors.push(tooLong(`status.${field}.message`, MAX_ATTACHMENT_METADATA_BYTES));
}

export function validateAttachmentUpdate(next: VolumeAttachment, previous: VolumeAttachment): readonly FieldError[] {
  const errors: Errors = [];
  validateAttachmentOfAnyVersion(errors, next);
  if (!deepEqual(next.spec, previous.spec)) errors.push(invalid('spec', internalForm('VolumeAttachmentSpec', next.spec), IMMUTABLE));
  return errors;
}

export function validateAttachmentStatus({ status }: VolumeAttachment): readonly FieldError[] {
  const errors: Errors = [];
  validateAttachmentState(errors, status);
  return errors;
}
