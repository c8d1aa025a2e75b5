// Names of control loops as objects.
import type { LoopRow } from '../../lab-cluster/index.ts';

/** `plural/namespace/name` of a loop's workload. */
export function loopObject(loop: Pick<LoopRow, 'key' | 'kind' | 'namespace' | 'name'>): string {
  return loop.key.includes('/') ? loop.key : `${loop.kind.toLowerCase()}s/${loop.namespace}/${loop.name}`;
}
