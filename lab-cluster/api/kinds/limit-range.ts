// LimitRange: how large a container, pod or claim of a namespace may be, and what it gets when it does not say.
import { createdAtColumn, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { ResourceList } from '../resources.ts';
import { validateLimitRange } from '../validate/limit-range.ts';
import { writable } from '../writable.ts';

export interface LimitRangeItem {
  readonly type: string;
  readonly max?: ResourceList;
  readonly min?: ResourceList;
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
  readonly maxLimitRequestRatio?: ResourceList;
}

export interface LimitRange extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'LimitRange';
  readonly spec: { readonly limits?: readonly LimitRangeItem[] };
}

export const limitRanges: Kind<LimitRange> = defineKind<LimitRange>({
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  singular: 'limitrange',
  shortNames: ['limits'],
  categories: [],
  namespaced: true,
  namesItself: true,
  createOnUpdate: true,
  subresources: [],
  setDefaults: ({ spec }) => {
    // Go prints this list even when there is none.
    (spec as { limits?: readonly LimitRangeItem[] | null }).limits ??= null;
    for (const item of spec.limits ?? []) if (item.type === 'Container') completeItem(item);
  },
  validate: validateLimitRange,
  // Upstream judges an update as if it were new.
  validateUpdate: (next) => validateLimitRange(next),
  columns: [nameColumn, createdAtColumn],
});

/** A maximum is the default limit, a default limit the default request, and a minimum too. Models SetDefaults_LimitRangeItem. */
function completeItem(item: LimitRangeItem): void {
  const limits = { ...item.max, ...item.default };
  const requests = { ...item.min, ...limits, ...item.defaultRequest };
  const draft = writable(item);
  if (Object.keys(limits).length > 0) draft.default = limits;
  if (Object.keys(requests).length > 0) draft.defaultRequest = requests;
}
