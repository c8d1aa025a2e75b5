// metadata.managedFields as the API server itself wrote them: checked, in order, shared between objects, and never changed.
import type { ManagedFieldsEntry } from './object.ts';

/** A list of this class can be trusted and kept by reference; one from outside is a plain array and has to be read. */
export class ManagedFieldsList extends Array<ManagedFieldsEntry> {
  /** What is cut out of a list or made of it is no such list. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}
