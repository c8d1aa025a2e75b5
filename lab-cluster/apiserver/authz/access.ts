// One question of access, in the authorisers' own terms: who wants to do what to which resource or path. Requests become one,
// and so do the reviews that ask on somebody's behalf. Models apiserver/pkg/authorization/authorizer.Attributes.
import { pathSegment } from '../../api/names.ts';
import type { ApiRequest, UserInfo } from '../../api/request.ts';
import { queryText } from '../rest/options.ts';
import type { AskedResource, ResourceRequest, Route } from '../request/route.ts';

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

export function accessOf(request: ApiRequest, target: Route, user: UserInfo): Access {
  const nothing = '';
  const asked = target.type === 'resource' ? askedOf(target) : target.type === 'refused' ? target.asked : undefined;
  if (asked === undefined) {
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
  const isRead = target.verb === 'list' || target.verb === 'watch';
  const selects = asked.name === '' && (isRead || target.verb === 'deletecollection');
  const fieldSelector = selects ? queryText(request.query, 'fieldSelector') : nothing;
  return {
    user,
    verb: target.verb,
    isResource: true,
    group: asked.group,
    resource: asked.resource,
    subresource: asked.subresource,
    namespace: asked.namespace,
    name: isRead && fieldSelector !== nothing ? selectedName(fieldSelector) : asked.name,
    path: nothing,
    fieldSelector,
  };
}

function askedOf({ kind, namespace, name = '', subresource = '' }: ResourceRequest): AskedResource {
  return {
    group: kind.group,
    version: kind.version,
    resource: kind.plural,
    subresource,
    // A namespace lives, so to speak, in itself: roles in it may speak of it.
    namespace: namespace ?? (kind.plural === 'namespaces' && kind.group === '' ? name : ''),
    name,
  };
}

/** A list of the one object of this name asks for no more than a get does. A deletecollection has no such name. */
function selectedName(fieldSelector: string): string {
  const name = selectedValue(fieldSelector, 'metadata.name') ?? '';
  return pathSegment(name).length === 0 ? name : '';
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
