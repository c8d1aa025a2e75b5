// Words of Kubernetes manifests that can be judged without knowing where they stand: used where a document is too broken to check.
import { builtInResources } from '../kube/resources.ts';

/** Fields that stand at the top of some built-in kind, beside apiVersion, kind, metadata, spec and status. */
export const topFields: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'spec',
  'status',
  'data',
  'binaryData',
  'stringData',
  'immutable',
  'type',
  'items',
  'rules',
  'subjects',
  'roleRef',
  'aggregationRule',
  'secrets',
  'imagePullSecrets',
  'automountServiceAccountToken',
  'subsets',
  'endpoints',
  'addressType',
  'ports',
  'provisioner',
  'parameters',
  'reclaimPolicy',
  'volumeBindingMode',
  'allowVolumeExpansion',
  'mountOptions',
  'involvedObject',
  'reason',
  'message',
  'template',
  'value',
  'webhooks',
]);

export const metadataFields: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'labels',
  'annotations',
  'generateName',
  'finalizers',
  'ownerReferences',
]);

/** Fields with few allowed values, wherever they stand. */
export const allowedValues: Readonly<Record<string, readonly string[]>> = {
  protocol: ['SCTP', 'TCP', 'UDP'],
  imagePullPolicy: ['Always', 'IfNotPresent', 'Never'],
  restartPolicy: ['Always', 'OnFailure', 'Never'],
};

const kindWords = builtInResources.map((resource) => resource.kind);

/** The built-in kind that `word` is a misspelling of. */
export function similarKind(word: string): string | undefined {
  const lower = word.toLowerCase();
  return kindWords.find((kind) => kind.toLowerCase() === lower) ?? kindWords.find((kind) => distance(kind.toLowerCase(), lower) <= 2);
}

/** Edits (insert, delete, replace, swap neighbours) between two words. */
export function distance(left: string, right: string): number {
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const next = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min((last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) best = Math.min(best, (before[column - 2] ?? 0) + 1);
      next.push(best);
    }
    before = last;
    last = next;
  }
  return last[right.length] ?? 0;
}
