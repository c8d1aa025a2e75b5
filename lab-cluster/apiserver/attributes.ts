// What the stages after routing know of a request: who asks for what. Built once, read by all.
import type { ApiRequest, UserInfo } from '../api/request.ts';
import type { NonResourceRequest, ResourceRequest } from './route.ts';

export interface Attributes {
  readonly request: ApiRequest;
  readonly target: ResourceRequest | NonResourceRequest;
  readonly user: UserInfo;
}
