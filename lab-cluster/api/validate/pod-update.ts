// What may change in a pod that exists: next to nothing. Models pkg/apis/core/validation ValidatePodUpdate.
import type { NodeAffinity, NodeSelectorTerm } from '../pods/affinity.ts';
import type { Container } from '../pods/container.ts';
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { forbidden, invalid, required } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import { diffOfValues } from '../internal/line-diff.ts';
import type { Pod } from '../kinds/pod.ts';
import type { PodSpec, Toleration } from '../pods/pod-spec.ts';
import { validateAnnotationUpdate, validatePodAnnotations } from './pod-annotations.ts';
import { validatePodItself } from './pod.ts';
import { type Errors, sortedMap } from './primitives.ts';
import { validateTolerations } from './scheduling.ts';

const FIXED =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
const MAX_INT32 = 2_147_483_647;

type Draft = { -readonly [Key in keyof PodSpec]: PodSpec[Key] };

export function validatePodUpdate(next: Pod, previous: Pod): readonly FieldError[] {
  const annotationsKept = next.metadata.annotations === previous.metadata.annotations;
  // Writers of labels and finalizers share the spec they read: nothing in it can be wrong now.
  if (next.spec === previous.spec && annotationsKept) return [];
  const errors: Errors = [];
  validatePodItself(errors, next);
  if (!annotationsKept) validateAnnotationsAnew(errors, next, previous);
  if (!validateImages(errors, 'spec.containers', next.spec.containers, previous.spec.containers)) return errors;
  if (!validateImages(errors, 'spec.initContainers', next.spec.initContainers ?? [], previous.spec.initContainers ?? [])) return errors;
  if (!validateDeadline(errors, next.spec, previous.spec)) return errors;
  validateAddedTolerations(errors, next.spec.tolerations ?? [], previous.spec.tolerations ?? []);
  validateGates(errors, next.spec, previous.spec);
  if (deepEqual(next.spec, previous.spec)) return errors;
  const comparable = withAllowedChanges(errors, next.spec, previous.spec);
  if (!deepEqual(comparable, previous.spec)) {
    const diff = diffOfValues(internalForm('PodSpec', previous.spec), internalForm('PodSpec', comparable));
    errors.push(forbidden('spec', `${FIXED}\n${diff}`));
  }
  return errors;
}

export function validateAnnotationsAnew(errors: Errors, next: Pod, previous: Pod): void {
  validateAnnotationUpdate(errors, 'metadata.annotations', next.metadata.annotations, previous.metadata.annotations);
  validatePodAnnotations(errors, 'metadata.annotations', next.metadata.annotations, next.spec);
}

/** False when there are more or fewer, after which nothing else is compared. */
function validateImages(errors: Errors, at: string, next: readonly Container[], previous: readonly Container[]): boolean {
  if (next.length !== previous.length) {
    errors.push(forbidden(at, 'pod updates may not add or remove containers'));
    return false;
  }
  for (const [index, { image = '' }] of next.entries()) {
    if (image === '') errors.push(required(`${at}[${index}].image`));
    if (image !== image.trim()) errors.push(invalid(`${at}[${index}].image`, image, 'must not have leading or trailing whitespace'));
  }
  return true;
}

function validateDeadline(errors: Errors, next: PodSpec, previous: PodSpec): boolean {
  const at = 'spec.activeDeadlineSeconds';
  const before = previous.activeDeadlineSeconds;
  const after = next.activeDeadlineSeconds;
  if (after === undefined) {
    if (before !== undefined) errors.push(invalid(at, null, 'must not update from a positive integer to nil value'));
    return true;
  }
  if (after < 0 || after > MAX_INT32) errors.push(invalid(at, after, `must be between 0 and ${MAX_INT32}, inclusive`));
  else if (before !== undefined && before < after) errors.push(invalid(at, after, 'must be less than or equal to previous value'));
  else return true;
  return false;
}

function validateAddedTolerations(errors: Errors, next: readonly Toleration[], previous: readonly Toleration[]): void {
  const kept = previous.every((toleration) => next.some((other) => deepEqual(other, { ...toleration, ...seconds(other) })));
  if (!kept) errors.push(forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
  else validateTolerations(errors, 'spec.tolerations', next);
}

function seconds({ tolerationSeconds }: Toleration): { readonly tolerationSeconds: number | undefined } {
  return { tolerationSeconds };
}

/** Gates can only be opened. */
function validateGates(errors: Errors, next: PodSpec, previous: PodSpec): void {
  const before = new Set((previous.schedulingGates ?? []).map(({ name }) => name));
  for (const [index, { name }] of (next.schedulingGates ?? []).entries())
    if (!before.has(name)) {
      const rule = `only deletion is allowed, but found new scheduling gate '${name}'`;
      errors.push(forbidden(`spec.schedulingGates[${index}].name`, rule));
    }
}

/** `next` with everything that may change put back, so that what remains different may not. */
function withAllowedChanges(errors: Errors, next: PodSpec, previous: PodSpec): PodSpec {
  const restored: Draft = { ...next };
  restored.containers = withImagesOf(next.containers, previous.containers);
  if (next.initContainers !== undefined) restored.initContainers = withImagesOf(next.initContainers, previous.initContainers ?? []);
  for (const field of ['activeDeadlineSeconds', 'tolerations', 'schedulingGates'] as const) putBack(restored, previous, field);
  if ((previous.terminationGracePeriodSeconds ?? 0) < 0 && next.terminationGracePeriodSeconds === 1)
    putBack(restored, previous, 'terminationGracePeriodSeconds');
  // While a gate is shut, where the pod may run can still be narrowed.
  if ((previous.schedulingGates ?? []).length > 0) restoreNarrowed(errors, restored, previous);
  return restored;
}

function putBack(restored: Draft, previous: PodSpec, field: keyof PodSpec): void {
  if (previous[field] === undefined) delete restored[field];
  else (restored as Record<string, unknown>)[field] = previous[field];
}

function restoreNarrowed(errors: Errors, restored: Draft, previous: PodSpec): void {
  const before = previous.nodeSelector ?? {};
  const after = restored.nodeSelector ?? {};
  if (Object.entries(before).some(([key, value]) => after[key] !== value)) {
    const rule = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    errors.push(invalid('spec.nodeSelector', sortedMap(restored.nodeSelector), rule));
  }
  putBack(restored, previous, 'nodeSelector');
  const old = previous.affinity?.nodeAffinity;
  if (deepEqual(old, restored.affinity?.nodeAffinity)) return;
  validateNarrowedAffinity(errors, restored.affinity?.nodeAffinity, old);
  const { nodeAffinity: _own, ...others } = restored.affinity ?? {};
  const affinity = old === undefined ? others : { ...others, nodeAffinity: old };
  if (previous.affinity === undefined && Object.keys(affinity).length === 0) delete restored.affinity;
  else restored.affinity = affinity;
}

function validateNarrowedAffinity(errors: Errors, next: NodeAffinity | undefined, previous: NodeAffinity | undefined): void {
  const before = previous?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const after = next?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const at = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  if (before.length === 0) return;
  if (before.length !== after.length) {
    const value = next?.requiredDuringSchedulingIgnoredDuringExecution === undefined ? null : after.map(internalTerm);
    errors.push(invalid(at, value, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'));
    return;
  }
  for (const [index, term] of before.entries()) {
    const other = after[index] as NodeSelectorTerm;
    if (!hasOnlyAdditions(other, term))
      errors.push(invalid(`${at}[${index}]`, internalTerm(other), 'only additions are allowed (no mutations or deletions)'));
  }
}

function internalTerm(term: NodeSelectorTerm): unknown {
  return internalForm('NodeSelectorTerm', term);
}

function hasOnlyAdditions(next: NodeSelectorTerm, previous: NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  const sizeOf = (term: NodeSelectorTerm): number => lists.reduce((sum, list) => sum + (term[list]?.length ?? 0), 0);
  if (sizeOf(previous) === 0) return sizeOf(next) === 0;
  return lists.every((list) => {
    const before = previous[list] ?? [];
    return deepEqual((next[list] ?? []).slice(0, before.length), before);
  });
}

function withImagesOf(next: readonly Container[], previous: readonly Container[]): readonly Container[] {
  return next.map((container, index) => {
    const image = previous[index]?.image;
    return image === undefined ? container : { ...container, image };
  });
}
