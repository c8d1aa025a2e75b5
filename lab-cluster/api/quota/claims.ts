// What a quota counts of a claim for storage: itself and the space, in all and of its class.
// Models pkg/quota/v1/evaluator/core/persistent_volume_claims.go.
import type { ScopeRequirement } from '../kinds/resource-quota.ts';
import type { KubeObject } from '../object.ts';
import type { ResourceList, ResourceRequirements } from '../resources.ts';
import type { QuotaEvaluator } from './quota-evaluator.ts';
import { matchesName } from './pods.ts';

const NAMES = new Set(['count/persistentvolumeclaims', 'persistentvolumeclaims', 'requests.storage']);
const CLASS_SUFFIX = '.storageclass.storage.k8s.io/';
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

interface Claim extends KubeObject {
  readonly spec: {
    readonly resources?: ResourceRequirements;
    readonly storageClassName?: string;
    readonly volumeAttributesClassName?: string;
  };
}

export const claimEvaluator: QuotaEvaluator = {
  counts: (name) =>
    NAMES.has(name) || name.endsWith(`${CLASS_SUFFIX}requests.storage`) || name.endsWith(`${CLASS_SUFFIX}persistentvolumeclaims`),
  usage: (object) => usageOf(object as Claim),
  charges: (operation, subresource) => subresource === undefined && (operation === 'CREATE' || operation === 'UPDATE'),
  isInScope: (object, scope: ScopeRequirement) =>
    scope.scopeName === 'VolumeAttributesClass' && matchesName((object as Claim).spec.volumeAttributesClassName ?? '', scope),
};

function usageOf({ metadata, spec }: Claim): ResourceList {
  const usage: Record<string, string> = { 'count/persistentvolumeclaims': '1', persistentvolumeclaims: '1' };
  const className = metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '';
  if (className !== '') usage[`${className}${CLASS_SUFFIX}persistentvolumeclaims`] = '1';
  const space = spec.resources?.requests?.['storage'];
  if (space === undefined) return usage;
  usage['requests.storage'] = space;
  if (className !== '') usage[`${className}${CLASS_SUFFIX}requests.storage`] = space;
  return usage;
}
