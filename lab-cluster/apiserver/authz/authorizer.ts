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
  rulesFor(user: UserInfo, namespace: string): KnownRules;
}

/** Everything an authoriser knows to be allowed to a user in a namespace. */
export interface KnownRules {
  readonly rules: readonly PolicyRule[];
  /** What it could not find out. */
  readonly problem?: string;
  /** It allows things that are not in the list. A role that is not there does not: it allows nothing. */
  readonly isIncomplete?: boolean;
}

export const NO_OPINION: Opinion = { decision: 'none', reason: '' };
export const ALLOWED: Opinion = { decision: 'allow', reason: '' };

export function noOpinion(reason: string): Opinion {
  return { decision: 'none', reason };
}
