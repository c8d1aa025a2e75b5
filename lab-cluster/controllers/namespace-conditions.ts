// What a terminating namespace says about why it is still there.
// Models pkg/controller/namespace/deletion/status_condition_utils.go.
import type { Condition } from '../api/object.ts';
import type { Status } from '../api/status.ts';
import { timestamp } from '../api/time.ts';
import { conditionOf } from './conditions.ts';

/** What is left in a namespace after everything was asked to go. */
export interface Content {
  readonly remaining: readonly { readonly resource: string; readonly count: number }[];
  readonly finalizers: readonly { readonly name: string; readonly count: number }[];
  readonly failures: readonly Status[];
}

/** The conditions for this content; the same list when they say so already. */
export function namespaceConditions(
  before: readonly Condition[] | undefined,
  content: Content,
  nowUs: number,
): readonly Condition[] | undefined {
  const wanted = [
    healthy('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
    healthy('NamespaceDeletionGroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'),
    contentFailure(content),
    contentRemaining(content),
    finalizersRemaining(content),
  ];
  const same = wanted.every((condition) => {
    const present = conditionOf(before, condition.type);
    return present?.status === condition.status && present.reason === condition.reason && present.message === condition.message;
  });
  if (same) return before;
  const others = (before ?? []).filter((condition) => !wanted.some((one) => one.type === condition.type));
  const now = timestamp(nowUs);
  return [
    ...others,
    ...wanted.map((condition): Condition => {
      const present = conditionOf(before, condition.type);
      const since = present?.status === condition.status ? (present.lastTransitionTime ?? now) : now;
      return { ...condition, lastTransitionTime: since };
    }),
  ];
}

function healthy(type: string, reason: string, message: string): Condition {
  return { type, status: 'False', reason, message };
}

function contentFailure({ failures }: Content): Condition {
  const type = 'NamespaceDeletionContentFailure';
  if (failures.length === 0) return healthy(type, 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization');
  const texts = failures.map((failure) => failure.message ?? failure.reason ?? '').sort();
  const message = `Failed to delete all resource types, ${failures.length} remaining: ${texts.join(', ')}`;
  return { type, status: 'True', reason: 'ContentDeletionFailed', message };
}

function contentRemaining({ remaining }: Content): Condition {
  const type = 'NamespaceContentRemaining';
  if (remaining.length === 0) return healthy(type, 'ContentRemoved', 'All content successfully removed');
  const texts = remaining.map(({ resource, count }) => `${resource}. has ${count} resource instances`).sort();
  return { type, status: 'True', reason: 'SomeResourcesRemain', message: `Some resources are remaining: ${texts.join(', ')}` };
}

function finalizersRemaining({ finalizers }: Content): Condition {
  const type = 'NamespaceFinalizersRemaining';
  if (finalizers.length === 0) return healthy(type, 'ContentHasNoFinalizers', 'All content-preserving finalizers finished');
  const texts = finalizers.map(({ name, count }) => `${name} in ${count} resource instances`).sort();
  return {
    type,
    status: 'True',
    reason: 'SomeFinalizersRemain',
    message: `Some content in the namespace has finalizers remaining: ${texts.join(', ')}`,
  };
}
