// Rules for the containers that are added to a running pod for debugging. Models pkg/apis/core/validation
// validateEphemeralContainers.
import type { Container } from '../pods/container.ts';
import { duplicate, forbidden, invalid, notFound } from '../field-errors.ts';
import type { PodSpec } from '../pods/pod-spec.ts';
import { validateContainer } from './container.ts';
import type { PodFrame } from './pod-frame.ts';
import type { Errors } from './primitives.ts';

const NOT_FOR_THEM = 'cannot be set for an Ephemeral Container';

/** What only a container that is part of the work may have, in Go's order. */
const FORBIDDEN_FIELDS = ['ports', 'resources', 'resizePolicy', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const;

export function validateEphemeralContainers(errors: Errors, at: string, spec: PodSpec, frame: PodFrame): void {
  const others = new Set([...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name));
  const names = new Set(others);
  for (const [index, container] of (spec.ephemeralContainers ?? []).entries()) {
    const here = `${at}[${index}]`;
    const {
      name,
      image = '',
      volumeMounts = [],
      targetContainerName: target = '',
    } = container as Container & {
      readonly targetContainerName?: string;
    };
    validateContainer(errors, here, container, frame);
    if (image !== image.trim()) errors.push(invalid(`${here}.image`, image, 'must not have leading or trailing whitespace'));
    if (names.has(name)) errors.push(duplicate(`${here}.name`, name));
    names.add(name);
    if (target !== '' && !others.has(target)) errors.push(notFound(`${here}.targetContainerName`, target));
    for (const field of FORBIDDEN_FIELDS) if (isSet(container[field])) errors.push(forbidden(`${here}.${field}`, NOT_FOR_THEM));
    for (const [place, { subPath, subPathExpr }] of volumeMounts.entries()) {
      if (subPath) errors.push(forbidden(`${here}.volumeMounts[${place}].subPath`, NOT_FOR_THEM));
      if (subPathExpr) errors.push(forbidden(`${here}.volumeMounts[${place}].subPathExpr`, NOT_FOR_THEM));
    }
  }
}

/** Defaults leave an empty `resources` behind. */
function isSet(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
