// What a write may not own, because its strategy puts it back: the status on writes of the object, all else on writes of the
// status. Models the GetResetFields of pkg/registry/*/*/strategy.go.
import type { Kind } from '../../api/kind.ts';
import { type FieldSet, LEAF } from './field-set.ts';

const STATUS: FieldSet = { 'f:status': LEAF };
/** Other subresources, and statuses of which a part is put back, by resource. */
const OF_SUBRESOURCE: Readonly<Record<string, FieldSet>> = {
  'certificatesigningrequests.certificates.k8s.io/approval': { 'f:spec': LEAF, 'f:status': { 'f:certificate': LEAF } },
  'certificatesigningrequests.certificates.k8s.io/status': { 'f:spec': LEAF, 'f:status': { 'f:conditions': LEAF } },
};
const SPEC: FieldSet = { 'f:spec': LEAF };

/** Metadata that status writers may not set either, by resource. */
const STATUS_METADATA: Readonly<Record<string, readonly string[]>> = {
  'deployments.apps': ['labels'],
  pods: ['deletionTimestamp', 'ownerReferences'],
};

export function resetFieldsOf(kind: Kind, subresource: string | undefined): FieldSet | undefined {
  if (subresource === undefined) return kind.subresources.includes('status') ? STATUS : undefined;
  const special = OF_SUBRESOURCE[`${kind.resource}/${subresource}`];
  if (special !== undefined) return special;
  if (subresource !== 'status') return undefined;
  const metadata = STATUS_METADATA[kind.resource] ?? [];
  if (metadata.length === 0) return SPEC;
  return { ...SPEC, 'f:metadata': Object.fromEntries(metadata.map((name) => [`f:${name}`, LEAF])) };
}
