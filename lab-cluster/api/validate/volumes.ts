// Rules for the volumes of a pod. Models pkg/apis/core/validation ValidateVolumes and validateVolumeSource, slips of
// spelling in its paths included.
import { duplicate, forbidden, invalid, required } from '../field-errors.ts';
import { dns1123Label, dns1123Subdomain } from '../names.ts';
import { milliValue } from '../quantity.ts';
import type { Volume } from '../pods/volume.ts';
import { validateClaimTemplate } from './claim-spec.ts';
import { validateConfigMapSource, validateDownwardSource, validateProjected, validateSecretSource } from './projected-volumes.ts';
import { type Errors, follow } from './primitives.ts';
import { type Source, type SourceRule, needTexts, sourceOf, textOf, validateDescendingPath } from './source.ts';
import * as shared from './volume-sources.ts';

const NO_VOLUMES: Volumes = new Map();

/** The volumes that are sound, by name: only those can be mounted. */
export type Volumes = ReadonlyMap<string, Volume>;

/** `podName`: of pods themselves, not of templates, whose pods have no names yet. */
export function validateVolumes(errors: Errors, at: string, volumes: readonly Volume[], podName: string | undefined): Volumes {
  if (volumes.length === 0) return NO_VOLUMES;
  const sound = new Map<string, Volume>();
  const ephemeral = podName ? volumes.filter((volume) => volume['ephemeral'] !== undefined) : [];
  const claims = new Set(ephemeral.map(({ name }) => `${podName}-${name}`));
  for (const [index, volume] of volumes.entries()) {
    const here = `${at}[${index}]`;
    const before = errors.length;
    const { name = '' } = volume;
    validateSource(errors, here, volume, podName);
    if (name === '') errors.push(required(`${here}.name`));
    else follow(errors, `${here}.name`, name, dns1123Label);
    if (sound.has(name)) errors.push(duplicate(`${here}.name`, name));
    if (errors.length === before) sound.set(name, volume);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && claims.has(claim)) {
      const rule = 'must not reference a PVC that gets created for an ephemeral volume';
      errors.push(invalid(`${here}.persistentVolumeClaim.claimName`, claim, rule));
    }
  }
  return sound;
}

function validateSource(errors: Errors, at: string, volume: Volume, podName: string | undefined): void {
  const { name = '' } = volume;
  let sources = 0;
  for (const rule of RULES) {
    const source = sourceOf(volume, rule.field);
    if (source === undefined) continue;
    if (++sources > 1) shared.secondSource(errors, `${at}.${rule.forbiddenAt ?? rule.field}`);
    else {
      rule.check(errors, `${at}.${rule.at ?? rule.field}`, source, name);
      if (rule.field === 'ephemeral' && podName && name !== '') validateClaimName(errors, at, name, `${podName}-${name}`);
    }
    if (rule.field === 'iscsi' && source['initiatorName'] !== undefined && `${name}:${textOf(source, 'targetPortal')}`.length > 64)
      errors.push(invalid(`${at}.name`, name, shared.LONG_ISCSI));
  }
  if (sources === 0) errors.push(required(at, 'must specify a volume type'));
}

/** The claim made for an ephemeral volume is named after pod and volume. */
function validateClaimName(errors: Errors, at: string, name: string, claim: string): void {
  for (const problem of dns1123Subdomain(claim)) errors.push(invalid(`${at}.name`, name, `PVC name ${JSON.stringify(claim)}: ${problem}`));
}

const NAME = ['name'];

/** In upstream's order. */
const RULES: readonly SourceRule[] = [
  { field: 'emptyDir', check: validateEmptyDir },
  { field: 'hostPath', check: shared.validateHostPath },
  { field: 'gitRepo', check: validateGitRepo },
  { field: 'gcePersistentDisk', at: 'persistentDisk', check: shared.validateGceDisk },
  { field: 'awsElasticBlockStore', check: shared.validateAwsDisk },
  { field: 'secret', check: validateSecretSource },
  { field: 'nfs', check: shared.validateNfs },
  { field: 'iscsi', check: shared.validateIscsi },
  { field: 'glusterfs', check: (errors, at, source) => needTexts(errors, at, source, 'endpoints', 'path') },
  { field: 'flocker', check: shared.validateFlocker },
  { field: 'persistentVolumeClaim', check: (errors, at, source) => needTexts(errors, at, source, 'claimName') },
  { field: 'rbd', check: shared.validateRbd },
  { field: 'cinder', check: (errors, at, source) => shared.validateCinder(errors, at, source, NAME) },
  { field: 'cephfs', forbiddenAt: 'cephFS', check: shared.validateMonitors },
  { field: 'quobyte', check: shared.validateQuobyte },
  { field: 'downwardAPI', forbiddenAt: 'downwarAPI', check: validateDownwardSource },
  { field: 'fc', check: shared.validateFibreChannel },
  { field: 'flexVolume', check: shared.validateFlexVolume },
  { field: 'configMap', check: validateConfigMapSource },
  { field: 'azureFile', check: (errors, at, source) => needTexts(errors, at, source, 'secretName', 'shareName') },
  { field: 'vsphereVolume', check: (errors, at, source) => needTexts(errors, at, source, 'volumePath') },
  { field: 'photonPersistentDisk', check: (errors, at, source) => needTexts(errors, at, source, 'pdID') },
  { field: 'portworxVolume', check: (errors, at, source) => needTexts(errors, at, source, 'volumeID') },
  { field: 'azureDisk', check: shared.validateAzureDisk },
  { field: 'storageos', check: (errors, at, source) => shared.validateStorageOs(errors, at, source, NAME) },
  { field: 'projected', check: validateProjected },
  { field: 'scaleIO', check: (errors, at, source) => needTexts(errors, at, source, 'gateway', 'system', 'volumeName') },
  { field: 'csi', check: validateCsi },
  { field: 'ephemeral', check: validateEphemeral },
];

function validateEmptyDir(errors: Errors, at: string, source: Source): void {
  const limit = textOf(source, 'sizeLimit');
  if (limit !== '' && milliValue(limit) < 0) errors.push(forbidden(`${at}.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
}

function validateGitRepo(errors: Errors, at: string, source: Source): void {
  needTexts(errors, at, source, 'repository');
  validateDescendingPath(errors, `${at}.directory`, textOf(source, 'directory'));
}

function validateCsi(errors: Errors, at: string, source: Source): void {
  shared.validateDriverName(errors, `${at}.driver`, textOf(source, 'driver'));
  const secret = sourceOf(source, 'nodePublishSecretRef');
  if (secret === undefined) return;
  const name = textOf(secret, 'name');
  if (name === '') errors.push(required(`${at}.nodePublishSecretRef.name`));
  else follow(errors, `${at}.name`, name, dns1123Subdomain);
}

function validateEphemeral(errors: Errors, at: string, source: Source): void {
  const template = sourceOf(source, 'volumeClaimTemplate');
  if (template === undefined) errors.push(required(`${at}.volumeClaimTemplate`));
  else validateClaimTemplate(errors, `${at}.volumeClaimTemplate`, template);
}
