// What a computed resource is: a kind that is answered anew each time and never stored, such as an access review.
import type { Kind, ResourceVerb } from '../../api/kind.ts';
import type { Operation } from '../operation.ts';

/** One operation for each of the kind's `verbs`. */
export interface ComputedResource {
  readonly kind: Kind;
  readonly operations: Readonly<Partial<Record<ResourceVerb, Operation>>>;
}

/** Registers nothing by itself: add the result to `registry.ts`, one line. */
export function defineComputed(definition: ComputedResource): ComputedResource {
  return Object.freeze(definition);
}
