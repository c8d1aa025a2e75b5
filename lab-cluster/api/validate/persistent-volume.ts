// Rules for PersistentVolumes. Models pkg/apis/core/validation ValidatePersistentVolume and ValidatePersistentVolumeUpdate.
import type { NodeSelector } from '../pods/affinity.ts';
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { internalFields, internalForm } from '../internal/internal-form.ts';
import { diffOfValues } from '../internal/line-diff.ts';
import type { PersistentVolume, PersistentVolumeSpec } from '../kinds/persistent-volume.ts';
import { dns1123Label, dns1123Subdomain } from '../names.ts';
import { RENAMED_NODE_LABELS } from '../node-labels.ts';
import { milliValue } from '../quantity.ts';
import { VOLUME_MODES, validateAccessModes } from './claim-spec.ts';
import { type Errors, IMMUTABLE, follow, immutable, sortedMap } from './primitives.ts';
import { validateNodeSelector } from './scheduling.ts';
import { type Source, type SourceRule, needTexts, sourceOf, textOf, validateNoBacksteps } from './source.ts';
import * as shared from './volume-sources.ts';

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const NAME_AND_NAMESPACE = ['name', 'namespace'];

/** In upstream's order. */
const RULES: readonly SourceRule[] = [
  { field: 'hostPath', check: shared.validateHostPath },
  { field: 'gcePersistentDisk', at: 'persistentDisk', check: shared.validateGceDisk },
  { field: 'awsElasticBlockStore', check: shared.validateAwsDisk },
  { field: 'glusterfs', check: validateGlusterfs },
  { field: 'flocker', check: shared.validateFlocker },
  { field: 'nfs', check: shared.validateNfs },
  { field: 'rbd', check: shared.validateRbd },
  { field: 'quobyte', check: shared.validateQuobyte },
  { field: 'cephfs', forbiddenAt: 'cephFS', check: shared.validateMonitors },
  { field: 'iscsi', check: shared.validateIscsiPersistent },
  { field: 'cinder', check: (errors, at, source) => shared.validateCinder(errors, at, source, NAME_AND_NAMESPACE) },
  { field: 'fc', check: shared.validateFibreChannel },
  { field: 'flexVolume', check: shared.validateFlexVolume },
  { field: 'azureFile', check: validateAzureFile },
  { field: 'vsphereVolume', check: (errors, at, source) => needTexts(errors, at, source, 'volumePath') },
  { field: 'photonPersistentDisk', check: (errors, at, source) => needTexts(errors, at, source, 'pdID') },
  { field: 'portworxVolume', check: (errors, at, source) => needTexts(errors, at, source, 'volumeID') },
  { field: 'azureDisk', check: shared.validateAzureDisk },
  { field: 'scaleIO', check: (errors, at, source) => needTexts(errors, at, source, 'gateway', 'system', 'volumeName') },
  { field: 'local', check: validateLocal },
  { field: 'storageos', check: (errors, at, source) => shared.validateStorageOs(errors, at, source, NAME_AND_NAMESPACE) },
  { field: 'csi', check: validateCsi },
];

export function validatePersistentVolume({ metadata, spec }: PersistentVolume): readonly FieldError[] {
  const errors: Errors = [];
  validateVolumeSpec(errors, 'spec', spec, metadata.name ?? '');
  return errors;
}

/** Also for volumes that an attachment carries inline, whose name is empty and which know no claims. */
export function validateVolumeSpec(errors: Errors, at: string, spec: PersistentVolumeSpec, name: string): void {
  const { accessModes = [], persistentVolumeReclaimPolicy: policy, nodeAffinity, storageClassName, volumeMode } = spec;
  if (accessModes.length === 0) errors.push(required(`${at}.accessModes`));
  validateAccessModes(errors, `${at}.accessModes`, accessModes);
  validateCapacity(errors, `${at}.capacity`, spec);
  if (policy && !RECLAIM_POLICIES.includes(policy))
    errors.push(notSupported(`${at}.persistentVolumeReclaimPolicy`, policy, RECLAIM_POLICIES));
  if (nodeAffinity !== undefined) {
    if (nodeAffinity.required === undefined) errors.push(required(`${at}.nodeAffinity.required`, 'must specify required node constraints'));
    else validateNodeSelector(errors, `${at}.nodeAffinity.required`, nodeAffinity.required);
  }
  validateSources(errors, at, spec, name);
  const isRoot = spec.hostPath !== undefined && /^\/+$/.test((spec.hostPath.path ?? '').replace(/\/\.(?=\/|$)/g, '/'));
  if (isRoot && policy === 'Recycle')
    errors.push(forbidden(`${at}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'"));
  if (storageClassName) follow(errors, `${at}.storageClassName`, storageClassName, dns1123Subdomain);
  if (volumeMode !== undefined && !VOLUME_MODES.includes(volumeMode))
    errors.push(notSupported(`${at}.volumeMode`, volumeMode, VOLUME_MODES));
  validateAttributesClass(errors, at, spec);
}

function validateCapacity(errors: Errors, at: string, { capacity = {} }: PersistentVolumeSpec): void {
  const resources = Object.keys(capacity);
  if (resources.length === 0) errors.push(required(at));
  if (capacity['storage'] === undefined || resources.length > 1)
    errors.push(notSupported(at, resources.length === 0 ? null : sortedMap(capacity), ['storage']));
  for (const resource of resources) {
    const quantity = capacity[resource] ?? '0';
    const milli = milliValue(quantity);
    if (milli < 0) errors.push(invalid(`${at}[${resource}]`, Math.ceil(milli / 1000), 'must be a valid resource quantity'));
    if (milli <= 0) errors.push(invalid(`${at}[${resource}]`, quantity, 'must be greater than zero'));
  }
}

function validateSources(errors: Errors, at: string, spec: PersistentVolumeSpec, name: string): void {
  let sources = 0;
  for (const rule of RULES) {
    const source = sourceOf(spec, rule.field);
    if (source === undefined) continue;
    // Upstream lets a flexVolume stand beside another source.
    if (++sources > 1 && rule.field !== 'flexVolume') shared.secondSource(errors, `${at}.${rule.forbiddenAt ?? rule.field}`);
    else {
      rule.check(errors, `${at}.${rule.at ?? rule.field}`, source, name);
      if (rule.field === 'local' && spec.nodeAffinity === undefined)
        errors.push(required(`${at}.nodeAffinity`, 'Local volume requires node affinity'));
    }
  }
  if (sources === 0) errors.push(required(at, 'must specify a volume type'));
}

function validateAttributesClass(errors: Errors, at: string, { volumeAttributesClassName: name, csi }: PersistentVolumeSpec): void {
  if (name === undefined) return;
  if (name === '') errors.push(required(`${at}.volumeAttributesClassName`, 'an empty string is disallowed'));
  else follow(errors, `${at}.volumeAttributesClassName`, name, dns1123Subdomain);
  if (csi === undefined) errors.push(required(`${at}.csi`, 'has to be specified when using volumeAttributesClassName'));
}

function validateGlusterfs(errors: Errors, at: string, source: Source): void {
  needTexts(errors, at, source, 'endpoints', 'path');
  const namespace = source['endpointsNamespace'];
  if (typeof namespace !== 'string') return;
  if (namespace === '')
    errors.push(invalid(`${at}.endpointsNamespace`, namespace, 'if the endpointnamespace is set, it must be a valid namespace name'));
  else follow(errors, `${at}.endpointsNamespace`, namespace, dns1123Label);
}

function validateAzureFile(errors: Errors, at: string, source: Source): void {
  needTexts(errors, at, source, 'secretName', 'shareName');
  if (source['secretNamespace'] === '') errors.push(required(`${at}.secretNamespace`));
}

function validateLocal(errors: Errors, at: string, source: Source): void {
  const path = textOf(source, 'path');
  if (path === '') errors.push(required(`${at}.path`));
  else validateNoBacksteps(errors, `${at}.path`, path);
}

function validateCsi(errors: Errors, at: string, source: Source): void {
  shared.validateDriverName(errors, `${at}.driver`, textOf(source, 'driver'));
  needTexts(errors, at, source, 'volumeHandle');
  for (const field of ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef']) {
    const secret = sourceOf(source, field);
    if (secret === undefined) continue;
    const name = textOf(secret, 'name');
    const namespace = textOf(secret, 'namespace');
    if (name === '') errors.push(required(`${at}.${field}.name`));
    else follow(errors, `${at}.${field}.name`, name, dns1123Subdomain);
    if (namespace === '') errors.push(required(`${at}.${field}.namespace`));
    else follow(errors, `${at}.${field}.namespace`, namespace, dns1123Label);
  }
}

export function validatePersistentVolumeUpdate(next: PersistentVolume, previous: PersistentVolume): readonly FieldError[] {
  // Upstream applies the rules of a new volume, and then those of an update, which begin with the same.
  const once = validatePersistentVolume(next);
  const errors: Errors = [...once, ...once];
  if (next.spec === previous.spec) return errors;
  const before = sourcesOf(previous.spec);
  const after = sourcesOf(withoutNewExpandSecret(next.spec, previous.spec));
  if (!deepEqual(after, before)) {
    const diff = diffOfValues(internalForm('PersistentVolumeSource', before), internalForm('PersistentVolumeSource', after));
    errors.push(forbidden('spec.persistentvolumesource', `spec.persistentvolumesource is immutable after creation\n${diff}`));
  }
  immutable(errors, 'volumeMode', next.spec.volumeMode, previous.spec.volumeMode);
  const affinity = previous.spec.nodeAffinity;
  if (affinity !== undefined && !isSameButRenamed(next.spec.nodeAffinity?.required, affinity.required)) {
    const value = internalForm('*VolumeNodeAffinity', next.spec.nodeAffinity);
    errors.push(invalid('nodeAffinity', value, `${IMMUTABLE}, except for updating from beta label to GA`));
  }
  if (previous.spec.volumeAttributesClassName !== undefined && next.spec.volumeAttributesClassName === undefined)
    errors.push(forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  return errors;
}

function sourcesOf(spec: PersistentVolumeSpec): Source {
  return Object.fromEntries(internalFields('PersistentVolumeSource').map(({ json }) => [json, spec[json]]));
}

/** The one secret that may be added later. */
function withoutNewExpandSecret(next: PersistentVolumeSpec, previous: PersistentVolumeSpec): PersistentVolumeSpec {
  if (next.csi === undefined || previous.csi === undefined || previous.csi['controllerExpandSecretRef'] !== undefined) return next;
  const { controllerExpandSecretRef: _added, ...csi } = next.csi;
  return { ...next, csi: csi as NonNullable<PersistentVolumeSpec['csi']> };
}

/** A label may be replaced by its newer name. */
function isSameButRenamed(next: NodeSelector | undefined, previous: NodeSelector | undefined): boolean {
  if (deepEqual(next, previous)) return true;
  if (next === undefined || previous === undefined) return false;
  const renamed = previous.nodeSelectorTerms.map((term, index) => {
    const expressions = next.nodeSelectorTerms[index]?.matchExpressions ?? [];
    const matchExpressions = term.matchExpressions?.map((requirement, place) => {
      const key = expressions[place]?.key;
      return key !== undefined && RENAMED_NODE_LABELS[requirement.key] === key ? { ...requirement, key } : requirement;
    });
    return { ...term, ...(matchExpressions === undefined ? {} : { matchExpressions }) };
  });
  return deepEqual(next.nodeSelectorTerms, renamed);
}
