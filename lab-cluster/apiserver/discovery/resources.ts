// What can be done with each resource of a group version: the facts of the registries, as discovery tells them.
// Models apiserver/pkg/endpoints/installer.go.
import type { Kind } from '../../api/kind.ts';
import { subresourceOf } from '../subresources/registry.ts';
import type { ReadParameter, Subresource } from '../subresources/subresource.ts';

export interface ResourceFacts {
  readonly kind: Kind;
  readonly verbs: readonly string[];
  /** By name. */
  readonly subresources: readonly SubresourceFacts[];
}

export interface SubresourceFacts {
  readonly name: string;
  readonly verbs: readonly string[];
  /** Kind of its bodies; group and version only where they are not the resource's own. */
  readonly speaks: { readonly group?: string; readonly version?: string; readonly kind: string };
  /** Present where a read answers with plain text: what it takes. */
  readonly text?: readonly ReadParameter[];
}

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const SUBRESOURCE_VERBS = ['create', 'delete', 'get', 'patch', 'update'] as const;

export function resourceFacts(kind: Kind): ResourceFacts {
  const subresources = [...kind.subresources].sort().flatMap((name) => {
    const definition = subresourceOf(name);
    return definition === undefined ? [] : [subresourceFacts(kind, definition)];
  });
  return { kind, verbs: kind.verbs === undefined ? ALL_VERBS : [...kind.verbs].sort(), subresources };
}

function subresourceFacts(owner: Kind, definition: Subresource): SubresourceFacts {
  const { name, speaks } = definition;
  const verbs = SUBRESOURCE_VERBS.filter((verb) => definition[verb] !== undefined);
  const text = definition.text === undefined ? {} : { text: definition.text };
  if (speaks === undefined) return { name, verbs, speaks: { kind: owner.kind }, ...text };
  const own = speaks.group === owner.group && speaks.version === owner.version;
  return { name, verbs, speaks: own ? { kind: speaks.kind } : speaks };
}
