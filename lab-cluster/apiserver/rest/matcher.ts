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
  | { readonly by: 'node'; readonly value: string };

/** Pods are found by node, because every kubelet watches its own. Models pkg/registry/core/pod NodeNameTriggerFunc. */
export function nodeNameOf(kind: Kind, object: KubeObject | undefined): string {
  if (object === undefined || kind.plural !== 'pods') return '';
  return (object as unknown as { readonly spec?: { readonly nodeName?: string } }).spec?.nodeName ?? '';
}

/** The value that a field must have, if there is only one. Models RequiresExactMatch. */
export function exactValue(fields: readonly FieldRequirement[], field: string): string | undefined {
  return fields.find((requirement) => requirement.field === field && !requirement.negated)?.value;
}

export function bucketOf(kind: Kind, selection: Selection): Bucket {
  const { namespace, fields } = selection;
  const node = kind.plural === 'pods' ? exactValue(fields, 'spec.nodeName') : undefined;
  if (node !== undefined && node !== '') return { by: 'node', value: node };
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
  const others = fields.filter((requirement) => requirement.field !== 'metadata.name' && requirement.field !== 'spec.nodeName');
  const direct = fields.filter((requirement) => !others.includes(requirement));
  if (namespace === undefined && labels.length === 0 && fields.length === 0) return () => true;
  return (object) => {
    if (namespace !== undefined && object.metadata.namespace !== namespace) return false;
    if (labels.length > 0 && !matchesRequirements(labels, object.metadata.labels)) return false;
    for (const { field, negated, value } of direct) {
      const actual = field === 'metadata.name' ? object.metadata.name : nodeNameOf(kind, object);
      if ((actual === value) === negated) return false;
    }
    return others.length === 0 || matchesFields(others, fieldsOf(kind, object));
  };
}
