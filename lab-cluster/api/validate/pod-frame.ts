// What the rules of a container need to know of the pod around it.
import type { PodSpec } from '../pods/pod-spec.ts';
import type { Volumes } from './volumes.ts';

export interface PodFrame {
  readonly volumes: Volumes;
  /** Names of spec.resourceClaims. */
  readonly claims: ReadonlySet<string>;
  readonly graceSeconds: number | undefined;
  readonly restartPolicy: string;
  /** Whether the pod's users are those of the node. */
  readonly hostUsers: boolean;
}

const NO_CLAIMS: ReadonlySet<string> = new Set();

export function frameOf(spec: PodSpec, volumes: Volumes): PodFrame {
  const claims = (spec.resourceClaims ?? []) as readonly { readonly name?: string }[];
  return {
    volumes,
    claims: claims.length === 0 ? NO_CLAIMS : new Set(claims.map(({ name = '' }) => name).filter((name) => name !== '')),
    graceSeconds: spec.terminationGracePeriodSeconds,
    restartPolicy: spec.restartPolicy ?? '',
    hostUsers: spec.hostUsers !== false,
  };
}
