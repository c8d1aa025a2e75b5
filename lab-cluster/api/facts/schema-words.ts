// What OpenAPI says of fields beyond their types, and the generated schemas do not: defaults, words of list items, unions.
// By type and field. None of it is enforced by these tables: defaults and checks are the kinds' own.
import { KEY_USAGES } from '../key-usages.ts';

/** What the API's Go types name as default, zero values among them. */
export const NAMED_DEFAULTS: Readonly<Record<string, string | number | boolean>> = {
  'AzureDiskVolumeSource.cachingMode': 'ReadWrite',
  'AzureDiskVolumeSource.fsType': 'ext4',
  'AzureDiskVolumeSource.kind': 'Shared',
  'AzureDiskVolumeSource.readOnly': false,
  'ConfigMapEnvSource.name': '',
  'ConfigMapKeySelector.name': '',
  'ConfigMapProjection.name': '',
  'ConfigMapVolumeSource.name': '',
  'ContainerPort.protocol': 'TCP',
  'Event.reportingComponent': '',
  'Event.reportingInstance': '',
  'FileKeySelector.optional': false,
  'FlowSchemaSpec.matchingPrecedence': 0,
  'GRPCAction.service': '',
  'ISCSIPersistentVolumeSource.iscsiInterface': 'default',
  'ISCSIVolumeSource.iscsiInterface': 'default',
  'LocalObjectReference.name': '',
  'NodeRuntimeHandler.name': '',
  'QueuingConfiguration.handSize': 0,
  'QueuingConfiguration.queueLengthLimit': 0,
  'QueuingConfiguration.queues': 0,
  'RBDPersistentVolumeSource.keyring': '/etc/ceph/keyring',
  'RBDPersistentVolumeSource.pool': 'rbd',
  'RBDPersistentVolumeSource.user': 'admin',
  'RBDVolumeSource.keyring': '/etc/ceph/keyring',
  'RBDVolumeSource.pool': 'rbd',
  'RBDVolumeSource.user': 'admin',
  'ReplicationControllerSpec.minReadySeconds': 0,
  'ReplicationControllerSpec.replicas': 1,
  'ScaleIOPersistentVolumeSource.fsType': 'xfs',
  'ScaleIOPersistentVolumeSource.storageMode': 'ThinProvisioned',
  'ScaleIOVolumeSource.fsType': 'xfs',
  'ScaleIOVolumeSource.storageMode': 'ThinProvisioned',
  'ScaleSpec.replicas': 0,
  'SecretEnvSource.name': '',
  'SecretKeySelector.name': '',
  'SecretProjection.name': '',
  'ServicePort.protocol': 'TCP',
  'StatefulSetOrdinals.start': 0,
  'StatefulSetSpec.serviceName': '',
  'StatefulSetStatus.availableReplicas': 0,
};

/** Required fields that are pointers in Go, and so have no empty value. */
export const WITHOUT_ZERO: ReadonlySet<string> = new Set([
  'ContainerRestartRule.action',
  'ContainerRestartRuleOnExitCodes.operator',
  'HTTPIngressPath.pathType',
  'MutatingWebhook.sideEffects',
  'ParentReference.name',
  'ParentReference.resource',
  'PodCertificateProjection.keyType',
  'PodCertificateProjection.signerName',
  'ValidatingWebhook.sideEffects',
]);

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const RESIZE_STATES = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
];
const QUOTA_SCOPES = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
  'VolumeAttributesClass',
];

/** Words that the items of a list, or the values of a map, are taken from. */
export const ITEM_WORDS: Readonly<Record<string, readonly string[]>> = {
  'CertificateSigningRequestSpec.usages': KEY_USAGES,
  'NamedRuleWithOperations.operations': OPERATIONS,
  'NetworkPolicySpec.policyTypes': ['Egress', 'Ingress'],
  'PersistentVolumeClaimSpec.accessModes': ACCESS_MODES,
  'PersistentVolumeClaimStatus.accessModes': ACCESS_MODES,
  'PersistentVolumeClaimStatus.allocatedResourceStatuses': RESIZE_STATES,
  'PersistentVolumeSpec.accessModes': ACCESS_MODES,
  'ResourceQuotaSpec.scopes': QUOTA_SCOPES,
  'RuleWithOperations.operations': OPERATIONS,
  'ServiceSpec.ipFamilies': ['', 'IPv4', 'IPv6'],
  'ValidatingAdmissionPolicyBindingSpec.validationActions': ['Audit', 'Deny', 'Warn'],
};

/** Types of which one field says which of the others counts. */
export const UNIONS: Readonly<Record<string, { readonly discriminator: string; readonly fields: Readonly<Record<string, string>> }>> = {
  AppArmorProfile: { discriminator: 'type', fields: { localhostProfile: 'LocalhostProfile' } },
  LimitResponse: { discriminator: 'type', fields: { queuing: 'Queuing' } },
  PriorityLevelConfigurationSpec: { discriminator: 'type', fields: { exempt: 'Exempt', limited: 'Limited' } },
  SeccompProfile: { discriminator: 'type', fields: { localhostProfile: 'LocalhostProfile' } },
  'flowcontrol.Subject': { discriminator: 'kind', fields: { group: 'Group', serviceAccount: 'ServiceAccount', user: 'User' } },
};
