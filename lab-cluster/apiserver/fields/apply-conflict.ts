// The 409 of an apply that would take fields from others, naming each. Models apimachinery's managedfields NewConflictError.
import type { Status } from '../../api/status.ts';
import type { Conflict } from './apply.ts';
import { type FieldSet, isMember, SELF } from './field-set.ts';
import type { OwnerEntry } from './managed-entries.ts';
import { printElements } from './path-element.ts';

export function applyConflict(conflicts: readonly Conflict[]): Status {
  const sorted = conflicts.toSorted((one, other) => (identityOf(one.owner) < identityOf(other.owner) ? -1 : 1));
  const named = sorted.map(({ owner, fields }) => ({ owner: printOwner(owner), fields: membersFirst(fields).map(printElements) }));
  const causes = named.flatMap(({ owner, fields }) =>
    fields.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${owner}`, field })),
  );
  const [only] = causes;
  const lines = named.flatMap(({ owner, fields }) => [`conflicts with ${owner}:`, ...fields.map((field) => `- ${field}`)]);
  const message =
    causes.length === 1 && only !== undefined
      ? `Apply failed with 1 conflict: ${only.message}: ${only.field}`
      : `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`;
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'Conflict', details: { causes }, code: 409 };
}

/** The key upstream sorts managers by. */
function identityOf({ manager, operation, apiVersion, subresource }: OwnerEntry): string {
  return JSON.stringify({ manager, operation, ...(operation === 'Apply' ? {} : { apiVersion }), subresource });
}

function printOwner({ manager, operation, apiVersion, subresource }: OwnerEntry): string {
  const named =
    subresource === undefined ? JSON.stringify(manager) : `${JSON.stringify(manager)} with subresource ${JSON.stringify(subresource)}`;
  return operation === 'Update' ? `${named} using ${apiVersion}` : named;
}

/** All members of a level come before what is below any of them. */
function membersFirst(set: FieldSet, path: readonly string[] = []): (readonly string[])[] {
  const elements = Object.keys(set).filter((element) => element !== SELF);
  const members = elements.filter((element) => isMember(set[element] as FieldSet)).map((element) => [...path, element]);
  return [...members, ...elements.flatMap((element) => membersFirst(set[element] as FieldSet, [...path, element]))];
}
