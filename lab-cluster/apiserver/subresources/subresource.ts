// What a subresource is: a name below an object, the few verbs it knows, and the kind its bodies speak.
import type { Operation } from '../operation.ts';

/** What a read may be asked with in its query. */
export interface ReadParameter {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean';
  readonly description: string;
}

export interface Subresource {
  /** As in the path: `scale`. A kind has it when its definition lists the name. */
  readonly name: string;
  /** Where the lab does less than Kubernetes, in a sentence a learner reads; absent: faithful. */
  readonly simplified?: string;
  /** Kind of its bodies, where that is not the object's own. */
  readonly speaks?: { readonly group: string; readonly version: string; readonly kind: string };
  /** A read answers with plain text, and takes these in its query. */
  readonly text?: readonly ReadParameter[];
  readonly get?: Operation;
  readonly create?: Operation;
  readonly update?: Operation;
  readonly patch?: Operation;
  readonly delete?: Operation;
}

/** Registers nothing by itself: add the result to `registry.ts`, one line. */
export function defineSubresource(definition: Subresource): Subresource {
  return Object.freeze(definition);
}
