// Structs and maps that have one owner as a whole, and what keys of lists are when an item leaves them out.

/** Bytes, which Go says are a list of one owner: in OpenAPI this is still to be seen. */
export const ATOMIC_BYTES: ReadonlySet<string> = new Set([
  'APIServiceSpec.caBundle',
  'CertificateSigningRequestSpec.request',
  'CertificateSigningRequestStatus.certificate',
]);

/** Types that are set and replaced whole. */
export const ATOMIC_TYPES: ReadonlySet<string> = new Set([
  'ConfigMapKeySelector',
  'CrossVersionObjectReference',
  'EndpointAddress',
  'EndpointPort',
  'FileKeySelector',
  'LabelSelector',
  'LocalObjectReference',
  'MatchResources',
  'NamedRuleWithOperations',
  'NodeSelector',
  'NodeSelectorTerm',
  'ObjectFieldSelector',
  'ObjectReference',
  'OwnerReference',
  'ParamKind',
  'ParamRef',
  'ResourceFieldSelector',
  'RoleRef',
  'ScopeSelector',
  'SecretKeySelector',
  'SecretReference',
  'ServiceBackendPort',
  'TopologySelectorTerm',
  'TypedLocalObjectReference',
  'Variable',
  'discovery.EndpointPort',
  'rbac.Subject',
]);

/** Maps that are, by type.field. */
export const ATOMIC_FIELDS: ReadonlySet<string> = new Set([
  'PodSpec.nodeSelector',
  'ReplicationControllerSpec.selector',
  'Scheduling.nodeSelector',
  'ServiceSpec.selector',
]);

/** Fields whose parts have owners of their own, though their type is atomic, and maps that say so. */
export const GRANULAR_FIELDS: ReadonlySet<string> = new Set([
  'PersistentVolumeClaimStatus.allocatedResourceStatuses',
  'PersistentVolumeSpec.claimRef',
]);

/** By type.field; all others are empty when left out. */
export const KEY_DEFAULTS: Readonly<Record<string, string>> = { 'ContainerPort.protocol': 'TCP', 'ServicePort.protocol': 'TCP' };

/** Keys without any default: an item may do without them. */
export const OPTIONAL_KEYS: ReadonlySet<string> = new Set(['ObjectReference.name']);
