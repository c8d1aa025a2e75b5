// What a check of the Pod Security Standards is, and the words that all of them use.
// Models k8s.io/pod-security-admission/policy checks.go, helpers.go and visitor.go.
import type { Container } from '../../../api/pods/container.ts';
import type { PodSpec } from '../../../api/pods/pod-spec.ts';

export interface Finding {
  readonly reason: string;
  readonly detail: string;
}

export type CheckPod = (spec: PodSpec, annotations: Readonly<Record<string, string>>) => Finding | undefined;

export interface Check {
  /** Checks of one level run in the order of these. */
  readonly id: string;
  /** By the minor version from which each holds, oldest first. */
  readonly since: readonly (readonly [number, CheckPod])[];
  /** A baseline check that this restricted one stands for. */
  readonly overrides?: string;
}

/** Init containers first, then containers, then ephemeral ones. */
export function containersOf(spec: PodSpec): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
}

export function namesWhere(spec: PodSpec, isBad: (container: Container) => boolean): readonly string[] {
  return containersOf(spec)
    .filter(isBad)
    .map((container) => container.name);
}

export function quoted(items: Iterable<string>): string {
  return [...items].map((item) => `"${item}"`).join(', ');
}

/** As Go's string sets list themselves. */
export function sorted(items: ReadonlySet<string>): readonly string[] {
  return [...items].sort();
}

export function plural(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

/** `container "a"`, `containers "a", "b"`. */
export function containersNamed(names: readonly string[]): string {
  return `${plural(names.length, 'container', 'containers')} ${quoted(names)}`;
}

/** `pod and containers "a", "b"`: who set what must not be set. */
export function setters(pod: boolean, containers: readonly string[]): string {
  const parts = [...(pod ? ['pod'] : []), ...(containers.length > 0 ? [containersNamed(containers)] : [])];
  return parts.join(' and ');
}

export function isWindows(spec: PodSpec): boolean {
  return spec.os?.name === 'windows';
}
