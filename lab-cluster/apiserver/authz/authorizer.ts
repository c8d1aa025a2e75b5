// What an authoriser is, and the opinions it can have.
import type { PolicyRule } from '../../api/rbac.ts';
import type { UserInfo } from '../../api/request.ts';
import type { Access } from './access.ts';

export interface Opinion {
  readonly decision: 'allow' | 'deny' | 'none';
  /** Upstream's words, for audit annotations and for the sentence that refuses; often empty. */
  readonly reason: string;
}

export interface Authorizer {
  readonly name: string;
  authorize(access: Access): Opinion;
  /** Everything it knows to be allowed to a user in a namespace; `problem` says what it could not find out. */
  rulesFor(user: UserInfo, namespace: string): { readonly rules: readonly PolicyRule[]; readonly problem?: string };
}

export const NO_OPINION: Opinion = { decision: 'none', reason: '' };
export const ALLOWED: Opinion = { decision: 'allow', reason: '' };

export function noOpinion(reason: string): Opinion {
  return { decision: 'none', reason };
}
