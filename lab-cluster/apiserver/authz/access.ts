// One question of access, in the authorisers' own terms: who wants to do what to which resource or path. Requests become one,
// and so do the reviews that ask on somebody's behalf. Models apiserver/pkg/authorization/authorizer.Attributes.
import type { ApiRequest, UserInfo } from '../../api/request.ts';
import type { NonResourceRequest, ResourceRequest } from '../route.ts';

export interface Access {
  readonly user: UserInfo;
  readonly verb: string;
  /** False for paths such as `/healthz`: then only `path` counts. */
  readonly isResource: boolean;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  /** `spec.nodeName=a,metadata.name=b` as it was sent. */
  readonly fieldSelector: string;
}

export function accessOf(request: ApiRequest, target: ResourceRequest | NonResourceRequest, user: UserInfo): Access {
  const nothing = '';
  if (target.type === 'nonResource') {
    const path = typeof request.path === 'string' ? request.path : nothing;
    return {
      user,
      verb: target.verb,
      isResource: false,
      group: nothing,
      resource: nothing,
      subresource: nothing,
      namespace: nothing,
      name: nothing,
      path,
      fieldSelector: nothing,
    };
  }
  const { kind, verb, namespace, name, subresource } = target;
  const fieldSelector: unknown = name === undefined ? request.query?.['fieldSelector'] : undefined;
  const fields = typeof fieldSelector === 'string' ? fieldSelector : nothing;
  return {
    user,
    verb,
    isResource: true,
    group: kind.group,
    resource: kind.plural,
    subresource: subresource ?? nothing,
    // A namespace lives, so to speak, in itself: roles in it may speak of it.
    namespace: namespace ?? (kind.plural === 'namespaces' && kind.group === '' ? (name ?? nothing) : nothing),
    name: name ?? (fields === nothing ? nothing : selectedName(fields)),
    path: nothing,
    fieldSelector: fields,
  };
}

/** A list of the one object of this name asks for no more than a get does. */
function selectedName(fieldSelector: string): string {
  return selectedValue(fieldSelector, 'metadata.name') ?? '';
}

/** The value that a field selector asks of a field, where it asks for exactly one. */
export function selectedValue(fieldSelector: string, field: string): string | undefined {
  for (const term of fieldSelector.split(',')) {
    const at = term.indexOf('=');
    if (at < 0 || term[at - 1] === '!' || term.slice(0, at).trim() !== field) continue;
    return term.slice(term[at + 1] === '=' ? at + 2 : at + 1).trim();
  }
  return undefined;
}
