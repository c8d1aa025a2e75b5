// How lists merge: which are sets, which are maps and by what keys, and which key a strategic merge patch goes by.
// Lists that are not here are atomic: replaced whole.

export interface ListFact {
  /** Keys that together tell items apart, for server-side apply. Empty for sets of plain values. */
  readonly mapKeys?: readonly string[];
  /** The one key of strategic merge patches; '' merges plain values. */
  readonly mergeKey?: string;
  readonly isSet?: boolean;
  /** The patch names the keys to keep; others of the item go. */
  readonly retainKeys?: boolean;
}

function keyed(key: string): ListFact {
  return { mapKeys: [key], mergeKey: key };
}

const NAMED = keyed('name');
const TYPED = keyed('type');
const CONTAINER_PORTS: ListFact = { mapKeys: ['containerPort', 'protocol'], mergeKey: 'containerPort' };

/** By type.field. */
export const LISTS: Readonly<Record<string, ListFact>> = {
  'Container.env': NAMED,
  'Container.ports': CONTAINER_PORTS,
  'Container.volumeDevices': keyed('devicePath'),
  'Container.volumeMounts': keyed('mountPath'),
  'ContainerRestartRuleOnExitCodes.values': { isSet: true },
  'ContainerStatus.allocatedResourcesStatus': NAMED,
  'ContainerStatus.volumeMounts': keyed('mountPath'),
  'DaemonSetStatus.conditions': TYPED,
  'DeploymentStatus.conditions': TYPED,
  'Endpoint.addresses': { isSet: true },
  'EphemeralContainer.env': NAMED,
  'EphemeralContainer.ports': CONTAINER_PORTS,
  'EphemeralContainer.volumeDevices': keyed('devicePath'),
  'EphemeralContainer.volumeMounts': keyed('mountPath'),
  'JobStatus.conditions': { mergeKey: 'type' },
  'MutatingWebhook.matchConditions': NAMED,
  'MutatingWebhookConfiguration.webhooks': NAMED,
  'NamespaceStatus.conditions': TYPED,
  'NodeSpec.podCIDRs': { isSet: true, mergeKey: '' },
  'NodeStatus.addresses': TYPED,
  'NodeStatus.conditions': TYPED,
  'ObjectMeta.finalizers': { isSet: true, mergeKey: '' },
  'ObjectMeta.ownerReferences': keyed('uid'),
  'PersistentVolumeClaimStatus.conditions': TYPED,
  'PodDisruptionBudgetStatus.conditions': TYPED,
  'PodFailurePolicyOnExitCodesRequirement.values': { isSet: true },
  'PodSpec.containers': NAMED,
  'PodSpec.ephemeralContainers': NAMED,
  'PodSpec.hostAliases': keyed('ip'),
  'PodSpec.imagePullSecrets': NAMED,
  'PodSpec.initContainers': NAMED,
  'PodSpec.resourceClaims': { ...NAMED, retainKeys: true },
  'PodSpec.schedulingGates': NAMED,
  'PodSpec.topologySpreadConstraints': { mapKeys: ['topologyKey', 'whenUnsatisfiable'], mergeKey: 'topologyKey' },
  'PodSpec.volumes': { ...NAMED, retainKeys: true },
  'PodStatus.conditions': TYPED,
  'PodStatus.hostIPs': { mergeKey: 'ip' },
  'PodStatus.podIPs': keyed('ip'),
  'PodStatus.resourceClaimStatuses': { ...NAMED, retainKeys: true },
  'ReplicaSetStatus.conditions': TYPED,
  'ReplicationControllerStatus.conditions': TYPED,
  'StatefulSetStatus.conditions': TYPED,
  'UncountedTerminatedPods.failed': { isSet: true },
  'UncountedTerminatedPods.succeeded': { isSet: true },
  'ResourceRequirements.claims': { mapKeys: ['name'] },
  'ResourceStatus.resources': { mapKeys: ['resourceID'] },
  'ServiceAccount.secrets': NAMED,
  'ServiceSpec.ports': { mapKeys: ['port', 'protocol'], mergeKey: 'port' },
  'ServiceStatus.conditions': TYPED,
  'v2.HorizontalPodAutoscalerStatus.conditions': TYPED,
  'APIServiceStatus.conditions': TYPED,
  'CSIDriverSpec.volumeLifecycleModes': { isSet: true },
  'CSINodeSpec.drivers': NAMED,
  'ComponentStatus.conditions': TYPED,
  'CertificateSigningRequestStatus.conditions': { mapKeys: ['type'] },
  'FlowSchemaStatus.conditions': TYPED,
  'NonResourcePolicyRule.nonResourceURLs': { isSet: true },
  'NonResourcePolicyRule.verbs': { isSet: true },
  'PriorityLevelConfigurationStatus.conditions': TYPED,
  'ResourcePolicyRule.apiGroups': { isSet: true },
  'ResourcePolicyRule.namespaces': { isSet: true },
  'ResourcePolicyRule.resources': { isSet: true },
  'ResourcePolicyRule.verbs': { isSet: true },
  'ServiceCIDRStatus.conditions': TYPED,
  'ValidatingAdmissionPolicyBindingSpec.validationActions': { isSet: true },
  'ValidatingAdmissionPolicySpec.matchConditions': NAMED,
  'ValidatingAdmissionPolicySpec.variables': NAMED,
  'ValidatingAdmissionPolicyStatus.conditions': { mapKeys: ['type'] },
  'ValidatingWebhook.matchConditions': NAMED,
  'ValidatingWebhookConfiguration.webhooks': NAMED,
};

/** Structs of which a strategic merge patch may keep only some keys. */
export const RETAIN_KEYS: ReadonlySet<string> = new Set(['DeploymentSpec.strategy']);

/** Structs that a strategic merge patch replaces whole. */
export const REPLACED: ReadonlySet<string> = new Set(['PodDisruptionBudgetSpec.selector']);
