// Rules for two things that change in a running pod: its resources, and the containers added for debugging.
// Models pkg/apis/core/validation ValidatePodResize and ValidatePodEphemeralContainersUpdate.
import type { Container } from '../pods/container.ts';
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { forbidden, invalid } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import { diffOfValues } from '../internal/line-diff.ts';
import type { Pod } from '../kinds/pod.ts';
import { qosClassOf } from '../pods/pod-resources.ts';
import type { PodSpec } from '../pods/pod-spec.ts';
import type { ResourceList, ResourceRequirements } from '../resources.ts';
import { MIRROR } from './pod-annotations.ts';
import { validatePodItself } from './pod.ts';
import { validateAnnotationsAnew } from './pod-update.ts';
import type { Errors } from './primitives.ts';

const ONLY_THESE = 'only cpu and memory resources are mutable';

export function validateEphemeralUpdate(next: Pod, previous: Pod): readonly FieldError[] {
  if (previous.metadata.annotations?.[MIRROR] !== undefined) return [forbidden('', 'static pods do not support ephemeral containers')];
  const errors: Errors = [];
  validatePodItself(errors, next);
  if (next.metadata.annotations !== previous.metadata.annotations) validateAnnotationsAnew(errors, next, previous);
  const at = 'spec.ephemeralContainers';
  const now = new Map((next.spec.ephemeralContainers ?? []).map((container) => [container.name, container]));
  for (const before of previous.spec.ephemeralContainers ?? []) {
    const after = now.get(before.name);
    const named = JSON.stringify(before.name);
    if (after === undefined) errors.push(forbidden(at, `existing ephemeral containers ${named} may not be removed\n`));
    else if (!deepEqual(after, before)) {
      const diff = diffOfValues(internalForm('EphemeralContainer', before), internalForm('EphemeralContainer', after));
      errors.push(forbidden(at, `existing ephemeral containers ${named} may not be changed\n${diff}`));
    }
  }
  return errors;
}

export function validateResize(next: Pod, previous: Pod): readonly FieldError[] {
  const whole = [next, previous].some(
    ({ spec: { resources } }) => Object.keys({ ...resources?.requests, ...resources?.limits }).length > 0,
  );
  if (whole) return [forbidden('', 'pods with pod-level resources cannot be resized')];
  if (previous.metadata.annotations?.[MIRROR] !== undefined) return [forbidden('', 'static pods cannot be resized')];
  if (previous.spec.os?.name === 'windows') return [forbidden('', 'windows pods cannot be resized')];
  const errors: Errors = [];
  validatePodItself(errors, next);
  const class_ = previous.status.qosClass ?? qosClassOf(previous.spec);
  if (class_ !== qosClassOf(next.spec))
    errors.push(invalid('spec', next.status.qosClass ?? '', 'Pod QOS Class may not change as a result of resizing'));
  if (!canResize(previous)) errors.push(forbidden('spec', 'Pod running on node without support for resize'));
  const order = [...orderProblems('containers', next, previous), ...orderProblems('initContainers', next, previous)];
  if (order.length > 0) return [...errors, ...order];
  const pairs = (field: 'initContainers' | 'containers') =>
    (previous.spec[field] ?? []).map((before, index) => ({
      before,
      after: next.spec[field]?.[index] ?? before,
      at: `spec.${field}[${index}]`,
    }));
  for (const { before, after, at } of pairs('initContainers')) if (isSidecar(before)) validateKept(errors, at, after, before);
  for (const { before, after, at } of pairs('containers')) validateKept(errors, at, after, before);
  for (const { before, after } of pairs('containers'))
    if (!deepEqual(withoutResize(after, before), before)) errors.push(forbidden('spec', ONLY_THESE));
  for (const { before, after } of pairs('initContainers')) {
    if (isSidecar(after)) {
      if (!deepEqual(withoutResize(after, before), before))
        errors.push(forbidden('spec', 'only cpu and memory resources for sidecar containers are mutable'));
    } else if (!deepEqual(after, before)) errors.push(forbidden('spec', 'resources for non-sidecar init containers are immutable'));
  }
  if (errors.length === 0 && !deepEqual(othersOf(next.spec), othersOf(previous.spec))) errors.push(forbidden('spec', ONLY_THESE));
  return errors;
}

/** Containers are known by their places. Models validatePodResizeContainerOrdering. */
function orderProblems(field: 'initContainers' | 'containers', next: Pod, previous: Pod): readonly FieldError[] {
  const before = previous.spec[field] ?? [];
  const after = next.spec[field] ?? [];
  if (before.length !== after.length) return [forbidden(`spec.${field}`, `${field} may not be added or removed on resize`)];
  return before.flatMap(({ name }, index) =>
    after[index]?.name === name ? [] : [forbidden(`spec.${field}[${index}].name`, `${field} may not be renamed or reordered on resize`)],
  );
}

/** A node that does not say what its containers have cannot change it. */
function canResize({ status }: Pod): boolean {
  const running = (status.containerStatuses ?? []).find(({ state }) => state?.running !== undefined);
  return running === undefined || running.resources !== undefined;
}

function isSidecar({ restartPolicy }: Container): boolean {
  return restartPolicy === 'Always';
}

function validateKept(errors: Errors, at: string, next: Container, previous: Container): void {
  for (const [list, words] of [
    ['requests', 'resource requests'],
    ['limits', 'resource limits'],
  ] as const) {
    const after = next.resources?.[list] ?? {};
    const before = Object.keys(previous.resources?.[list] ?? {});
    if (before.some((resource) => after[resource] === undefined))
      errors.push(forbidden(`${at}.resources.${list}`, `${words} cannot be removed`));
  }
}

/** With cpu and memory as they were. */
function withoutResize(next: Container, previous: Container): Container {
  const resources: Record<string, unknown> = {};
  for (const list of ['limits', 'requests'] as const) {
    const restored = withOldValues(next.resources?.[list], previous.resources?.[list]);
    if (restored !== undefined) resources[list] = restored;
  }
  return { ...next, resources: resources as ResourceRequirements };
}

function withOldValues(next: ResourceList | undefined, previous: ResourceList | undefined): ResourceList | undefined {
  if (previous === undefined) return undefined;
  const { cpu: _cpu, memory: _memory, ...others } = next ?? {};
  const { cpu, memory } = previous;
  return { ...others, ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) };
}

function othersOf({ containers: _containers, initContainers: _inits, ...others }: PodSpec): object {
  return others;
}
