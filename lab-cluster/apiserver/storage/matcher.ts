// Which objects a list or watch is about: scope, labels and fields made into one test, and the index that narrows it.
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import { type FieldRequirement, type Requirement, matchesFields, matchesRequirements } from '../../api/selector.ts';

export interface Selection {
  readonly namespace: string | undefined;
  readonly labels: readonly Requirement[];
  readonly fields: readonly FieldRequirement[];
}

export type Matches = (object: KubeObject) => boolean;

export const everything: Matches = () => true;

/** The narrowest bucket all matches of a selection are in; watchers are kept by it. */
export type Bucket =
  | { readonly by: 'all' }
  | { readonly by: 'namespace'; readonly value: string }
  | { readonly by: 'name'; readonly value: string }
  | { readonly by: 'index'; readonly value: string };

/** Empty where the kind has no index, or the object no place in it. */
export function indexValueOf(kind: Kind, object: KubeObject | undefined): string {
  return object === undefined ? '' : (kind.index?.value(object) ?? '');
}

/** The value that a field must have, if there is only one. Models RequiresExactMatch. */
export function exactValue(fields: readonly FieldRequirement[], field: string): string | undefined {
  return fields.find((requirement) => requirement.field === field && !requirement.negated)?.value;
}

/** What the field of the kind's index must be. */
export function indexedValue(kind: Kind, fields: readonly FieldRequirement[]): string | undefined {
  return kind.index === undefined ? undefined : exactValue(fields, kind.index.field);
}

export function bucketOf(kind: Kind, selection: Selection): Bucket {
  const { namespace, fields } = selection;
  const indexed = indexedValue(kind, fields);
  if (indexed !== undefined && indexed !== '') return { by: 'index', value: indexed };
  const name = exactValue(fields, 'metadata.name');
  if (name !== undefined && !kind.namespaced) return { by: 'name', value: name };
  if (name !== undefined && namespace !== undefined) return { by: 'name', value: `${namespace}/${name}` };
  return namespace === undefined ? { by: 'all' } : { by: 'namespace', value: namespace };
}

/** Everything a field selector may name of an object. */
function fieldsOf(kind: Kind, object: KubeObject): Readonly<Record<string, string>> {
  const { name, namespace } = object.metadata;
  return { 'metadata.name': name, 'metadata.namespace': namespace ?? '', ...kind.selectableFields?.(object) };
}

export function createMatcher(kind: Kind, selection: Selection): Matches {
  const { namespace, labels, fields } = selection;
  const others = fields.filter((requirement) => requirement.field !== 'metadata.name' && requirement.field !== kind.index?.field);
  const direct = fields.filter((requirement) => !others.includes(requirement));
  if (namespace === undefined && labels.length === 0 && fields.length === 0) return () => true;
  return (object) => {
    if (namespace !== undefined && object.metadata.namespace !== namespace) return false;
    if (labels.length > 0 && !matchesRequirements(labels, object.metadata.labels)) return false;
    for (const { field, negated, value } of direct) {
      const actual = field === 'metadata.name' ? object.metadata.name : indexValueOf(kind, object);
      if ((actual === value) === negated) return false;
    }
    return others.length === 0 || matchesFields(others, fieldsOf(kind, object));
  };
}
