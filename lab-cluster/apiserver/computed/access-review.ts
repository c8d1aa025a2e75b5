// What the three access reviews have in common: their rules, and the question made out of their attributes.
// Models pkg/apis/authorization/validation and pkg/registry/authorization/util.
import { aggregate } from '../../api/aggregate.ts';
import type { FieldError } from '../../api/field.ts';
import { invalid } from '../../api/field-errors.ts';
import type { ObjectMeta } from '../../api/object.ts';
import type { UserInfo } from '../../api/request.ts';
import type { AccessReviewSpec, AccessReviewStatus, ResourceAttributes } from '../../api/review.ts';
import type { Access } from '../authz/access.ts';
import type { Server } from '../server-state.ts';
import { readSelectors } from './selector-attributes.ts';

export function validateAttributes(spec: AccessReviewSpec): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    return [invalid('spec.nonResourceAttributes', nonResourceAttributes, 'cannot be specified in combination with resourceAttributes')];
  }
  if (resourceAttributes !== undefined || nonResourceAttributes !== undefined) return [];
  return [invalid('spec.resourceAttributes', null, 'exactly one of nonResourceAttributes or resourceAttributes must be specified')];
}

export function validateSubject({ user, groups }: AccessReviewSpec): FieldError[] {
  const nobody = !user && (groups ?? []).length === 0;
  return nobody ? [invalid('spec.user', user ?? '', 'at least one of user or group must be specified')] : [];
}

/** A review is no object: it has no name, no labels, and but for a local one no namespace. */
export function validateNoMetadata(metadata: Partial<ObjectMeta>, how: { readonly local?: boolean } = {}): FieldError[] {
  const isAllowed = (key: string): boolean =>
    key === 'managedFields' || key === 'creationTimestamp' || (how.local === true && key === 'namespace');
  if (Object.keys(metadata).every(isAllowed)) return [];
  return [invalid('metadata', metadata, how.local === true ? 'must be empty except for namespace' : 'must be empty')];
}

export function subjectOf({ user, groups, uid, extra }: AccessReviewSpec): UserInfo {
  return {
    name: user ?? '',
    groups: groups ?? [],
    ...(uid === undefined ? {} : { uid }),
    ...(extra === undefined ? {} : { extra }),
  };
}

export function decide(
  server: Server,
  user: UserInfo,
  { resourceAttributes, nonResourceAttributes }: AccessReviewSpec,
): AccessReviewStatus {
  const { fieldSelector, problems } = readSelectors(resourceAttributes ?? {});
  const access =
    resourceAttributes === undefined
      ? pathAccess(user, nonResourceAttributes?.path ?? '', nonResourceAttributes?.verb ?? '')
      : resourceAccess(user, resourceAttributes, fieldSelector);
  const { decision, reason } = server.authorizers.authorize(access);
  return {
    allowed: decision === 'allow',
    ...(decision === 'deny' ? { denied: true } : {}),
    ...(reason === '' ? {} : { reason }),
    ...(problems.length === 0 ? {} : { evaluationError: aggregate(problems) }),
  };
}

function resourceAccess(user: UserInfo, attributes: ResourceAttributes, fieldSelector: string): Access {
  const { verb = '', group = '', resource = '', subresource = '', namespace = '', name = '' } = attributes;
  return { user, verb, isResource: true, group, resource, subresource, namespace, name, path: '', fieldSelector };
}

function pathAccess(user: UserInfo, path: string, verb: string): Access {
  return { user, verb, isResource: false, group: '', resource: '', subresource: '', namespace: '', name: '', path, fieldSelector: '' };
}
