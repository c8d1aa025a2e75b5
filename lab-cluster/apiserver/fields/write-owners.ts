// The owners of fields as the write operations use them: who writes, and what the object's list is afterwards.
import type { Kind } from '../../api/kind.ts';
import type { ManagedFieldsList } from '../../api/managed-fields.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import { timestamp } from '../../api/time.ts';
import type { Micros } from '../../sim/sim.ts';
import type { WriteQuery } from '../rest/options.ts';
import type { ResourceCall } from '../pipeline.ts';
import { managerName } from './manager-name.ts';
import { mergeTypeOf } from './merge-type.ts';
import { ownersAfterUpdate, ownersOfNew, type Writer } from './ownership.ts';

/** Decides the list of an object that becomes `next`; `sent` is the list the writer put into it. */
export type DecideOwners = (
  existing: KubeObject,
  next: KubeObject,
  sent: unknown,
  writer: Writer,
) => readonly ManagedFieldsEntry[] | undefined;

export function writerOf(call: ResourceCall, query: WriteQuery, nowUs: Micros): Writer {
  const { kind, subresource } = call.route;
  const manager = managerName(query.fieldManager, call.request.headers?.['user-agent']);
  const time = timestamp(nowUs);
  const { apiVersion } = kind;
  return subresource === undefined
    ? { manager, operation: 'Update', apiVersion, time }
    : { manager, operation: 'Update', apiVersion, time, subresource };
}

/** The list of an object about to be created, before its strategy and admission add what nobody owns. */
export function ownersOfCreated(kind: Kind, object: KubeObject, writer: Writer): ManagedFieldsList | undefined {
  const shown = kind.storedAs?.fromStored(object) ?? object;
  return ownersOfNew(mergeTypeOf(kind), shown, writer, kind.subresources.includes('status') ? 'status' : undefined);
}

/**
 * Fields are owned in the version the writer speaks.
 * Simplified: entries of another version are compared by the names of this one.
 */
export function updateOwners(kind: Kind): DecideOwners {
  const type = mergeTypeOf(kind);
  const { storedAs } = kind;
  if (storedAs === undefined) return (existing, next, sent, writer) => ownersAfterUpdate(type, existing, next, sent, writer);
  return (existing, next, sent, writer) => ownersAfterUpdate(type, storedAs.fromStored(existing), storedAs.fromStored(next), sent, writer);
}

/** For writes that upstream's field manager does not see. */
export const keepOwners: DecideOwners = (existing) => existing.metadata.managedFields as ManagedFieldsList | undefined;
