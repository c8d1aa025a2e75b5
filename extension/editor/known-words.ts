// Words of Kubernetes manifests that can be judged without knowing where they stand: used where a document is too broken to check.

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
