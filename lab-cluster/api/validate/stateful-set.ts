// Rules for StatefulSets. Models pkg/apis/apps/validation/validation.go.
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { forbidden, invalid, notSupported, required } from '../field-errors.ts';
import type { ClaimTemplate, StatefulSet, StatefulSetSpec } from '../kinds/stateful-set.ts';
import { dns1123Label } from '../names.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';
import { isEmptySelector, matchesSelector } from '../selector.ts';
import type { Volume } from '../pods/volume.ts';
import { validateClaimSpec } from './claim-spec.ts';
import { validatePodTemplate } from './pod.ts';
import {
  type Errors,
  follow,
  notMoreThan100Percent,
  intOrPercentValue,
  notNegative,
  printedLabelSelector,
  sortedMap,
  validateIntOrPercent,
  validateSelector,
} from './primitives.ts';
import { isUsableSelector, validateEndless } from './workload.ts';
import { countsWithin, notDecremented } from './workload-status.ts';

const RETENTION = ['Retain', 'Delete'];
const CHANGEABLE = ['replicas', 'template', 'updateStrategy', 'minReadySeconds', 'ordinals', 'persistentVolumeClaimRetentionPolicy'];
const FIXED_SPEC =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

export function validateStatefulSet({ spec }: StatefulSet): readonly FieldError[] {
  return rulesOf(spec, true);
}

/** What cannot change is not looked at again. */
function rulesOf(spec: StatefulSetSpec, isNew: boolean): Errors {
  const errors: Errors = [];
  const policy: string = spec.podManagementPolicy ?? '';
  if (policy === '') errors.push(required('spec.podManagementPolicy'));
  else if (policy !== 'OrderedReady' && policy !== 'Parallel')
    errors.push(invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'"));
  validateUpdateStrategy(errors, spec);
  for (const when of ['whenDeleted', 'whenScaled'] as const) {
    const retention: string = spec.persistentVolumeClaimRetentionPolicy?.[when] ?? '';
    if (!RETENTION.includes(retention))
      errors.push(notSupported(`spec.persistentVolumeClaimRetentionPolicy.${when}`, retention, RETENTION));
  }
  if (isNew)
    for (const [index, claim] of (spec.volumeClaimTemplates ?? []).entries())
      validateClaimSpec(errors, `spec.volumeClaimTemplates[${index}].spec`, claim.spec ?? {}, true);
  notNegative(errors, 'spec.replicas', spec.replicas);
  notNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds);
  notNegative(errors, 'spec.ordinals.start', spec.ordinals?.start);
  if (isNew && spec.serviceName) follow(errors, 'spec.serviceName', spec.serviceName, dns1123Label);
  validateSelectorAndTemplate(errors, spec);
  return errors;
}

function validateUpdateStrategy(errors: Errors, { updateStrategy }: StatefulSetSpec): void {
  const type: string = updateStrategy?.type ?? '';
  const rolling = updateStrategy?.rollingUpdate;
  const at = 'spec.updateStrategy';
  // Go prints its internal struct here, capital letters and all.
  const internal = rolling === undefined ? null : { Partition: rolling.partition ?? 0, MaxUnavailable: rolling.maxUnavailable ?? null };
  if (type === '') errors.push(required(at));
  else if (type === 'OnDelete') {
    if (rolling !== undefined) errors.push(invalid(`${at}.rollingUpdate`, internal, "only allowed for updateStrategy 'RollingUpdate'"));
  } else if (type !== 'RollingUpdate') {
    errors.push(invalid(at, { Type: type, RollingUpdate: internal }, "must be 'RollingUpdate' or 'OnDelete'"));
  } else if (rolling !== undefined) {
    notNegative(errors, `${at}.rollingUpdate.partition`, rolling.partition);
    const { maxUnavailable } = rolling;
    if (maxUnavailable === undefined) return;
    validateIntOrPercent(errors, `${at}.rollingUpdate.maxUnavailable`, maxUnavailable);
    if (intOrPercentValue(maxUnavailable) === 0) errors.push(invalid(`${at}.rollingUpdate.maxUnavailable`, maxUnavailable, 'cannot be 0'));
    notMoreThan100Percent(errors, `${at}.rollingUpdate.maxUnavailable`, maxUnavailable);
  }
}

function validateSelectorAndTemplate(errors: Errors, spec: StatefulSetSpec): void {
  const { selector, template, volumeClaimTemplates = [] } = spec;
  if ((selector as unknown) === undefined) errors.push(required('spec.selector'));
  else {
    validateSelector(errors, 'spec.selector', selector);
    const printed = printedLabelSelector(selector);
    if (isEmptySelector(selector)) errors.push(invalid('spec.selector', printed, 'empty selector is invalid for statefulset'));
  }
  if (selector !== undefined && !isUsableSelector(selector)) errors.push(invalid('spec.selector', printedLabelSelector(selector), ''));
  else {
    const labels = template.metadata?.labels;
    if (!matchesSelector(selector, labels))
      errors.push(invalid('spec.template.metadata.labels', sortedMap(labels), '`selector` does not match template `labels`'));
    validatePodTemplate(errors, 'spec.template', withClaims(template, volumeClaimTemplates));
  }
  validateEndless(errors, template, 'StatefulSet');
}

/** The template as its pods will be: a claim takes the place of a volume of its name, and may be mounted. */
function withClaims(template: PodTemplateSpec, claims: readonly ClaimTemplate[]): PodTemplateSpec {
  if (claims.length === 0) return template;
  const own = template.spec.volumes ?? [];
  const claimed = claims.map(({ metadata }): Volume => {
    const name = metadata?.name ?? '';
    return { name, persistentVolumeClaim: { claimName: name } } as Volume;
  });
  const kept = own.map((volume) => claimed.find(({ name }) => name === volume.name) ?? volume);
  const added = claimed.filter(({ name }) => !own.some((volume) => volume.name === name));
  return { ...template, spec: { ...template.spec, volumes: [...kept, ...added] } };
}

export function validateStatefulSetUpdate(next: StatefulSet, previous: StatefulSet): readonly FieldError[] {
  if (next.spec === previous.spec) return [];
  const errors = rulesOf(next.spec, false);
  const fixed = (spec: StatefulSetSpec): object => {
    const entries = Object.entries(spec).filter(([field]) => !CHANGEABLE.includes(field) && field !== 'revisionHistoryLimit');
    return Object.fromEntries(entries);
  };
  if (!deepEqual(fixed(next.spec), fixed(previous.spec))) errors.push(forbidden('spec', FIXED_SPEC));
  return errors;
}

export function validateStatefulSetStatus({ status }: StatefulSet, previous: StatefulSet): readonly FieldError[] {
  const errors: Errors = [];
  const counts = ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const;
  for (const field of [...counts, 'observedGeneration', 'collisionCount'] as const) notNegative(errors, `status.${field}`, status[field]);
  const parts = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'];
  countsWithin(errors, status as unknown as Record<string, number>, parts, 'status.readyReplicas');
  notDecremented(errors, status.collisionCount, previous.status.collisionCount);
  return errors;
}
