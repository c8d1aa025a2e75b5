// What the stages after routing know of a request: who asks for what. Built once, read by all.
import type { ApiRequest, UserInfo } from '../api/request.ts';
import type { NonResourceRequest, ResourceRequest } from './route.ts';

export interface Attributes {
  readonly request: ApiRequest;
  readonly target: ResourceRequest | NonResourceRequest;
  readonly user: UserInfo;
}

/** `pods/default/web`, or what there is of it: how traces name what a request is about. */
export function objectName(target: ResourceRequest | NonResourceRequest): string {
  if (target.type === 'nonResource') return target.path;
  const { kind, namespace, name } = target;
  return `${kind.plural}${namespace === undefined ? '' : `/${namespace}`}${name === undefined ? '' : `/${name}`}`;
}
