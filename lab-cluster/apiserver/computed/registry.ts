// Every computed resource, one line each. Its kind is in api/registry.ts like any other, marked `computed`.
import type { Kind } from '../../api/kind.ts';
import type { ComputedResource } from './computed.ts';

const computedResources: readonly ComputedResource[] = [];

const byKind = new Map(computedResources.map((computed) => [computed.kind, computed]));

export function computedOf(kind: Kind): ComputedResource | undefined {
  return byKind.get(kind);
}
