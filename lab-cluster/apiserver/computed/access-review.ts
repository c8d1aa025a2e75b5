// What the three access reviews have in common: their rules, and the question made out of their attributes.
// Models pkg/apis/authorization/validation and pkg/registry/authorization/util.
import type { FieldError } from '../../api/field.ts';
import { invalid } from '../../api/field-errors.ts';
import type { ObjectMeta } from '../../api/object.ts';
import type { UserInfo } from '../../api/request.ts';
import type { AccessReviewSpec, AccessReviewStatus, ResourceAttributes } from '../../api/review.ts';
import type { Access } from '../authz/access.ts';
import type { Server } from '../server-state.ts';

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
export function validateNoMetadata(metadata: Partial<ObjectMeta>, allowed: readonly string[] = []): FieldError[] {
  const sent = Object.keys(metadata).filter((key) => key !== 'managedFields' && key !== 'creationTimestamp' && !allowed.includes(key));
  return sent.length === 0 ? [] : [invalid('metadata', metadata, 'must be empty')];
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
  const access =
    resourceAttributes === undefined
      ? pathAccess(user, nonResourceAttributes?.path ?? '', nonResourceAttributes?.verb ?? '')
      : resourceAccess(user, resourceAttributes);
  const { decision, reason } = server.authorizers.authorize(access);
  return {
    allowed: decision === 'allow',
    ...(decision === 'deny' ? { denied: true } : {}),
    ...(reason === '' ? {} : { reason }),
  };
}

function resourceAccess(user: UserInfo, attributes: ResourceAttributes): Access {
  const { verb = '', group = '', resource = '', subresource = '', namespace = '', name = '', fieldSelector } = attributes;
  const terms = (fieldSelector?.requirements ?? []).filter(({ operator, values }) => operator === 'In' && values?.length === 1);
  const fields = terms.map(({ key, values }) => `${key}=${values?.[0]}`).join(',');
  return { user, verb, isResource: true, group, resource, subresource, namespace, name, path: '', fieldSelector: fields };
}

function pathAccess(user: UserInfo, path: string, verb: string): Access {
  return { user, verb, isResource: false, group: '', resource: '', subresource: '', namespace: '', name: '', path, fieldSelector: '' };
}
