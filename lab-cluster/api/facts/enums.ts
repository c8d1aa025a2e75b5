// Fields that take one of a few words, which the package calls plain strings. For completion, hover and the editor's advice;
// the server's own refusal comes from validation.

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const TRAFFIC = ['Cluster', 'Local'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const SECURITY_PROFILES = ['RuntimeDefault', 'Localhost', 'Unconfined'];
const RECLAIM_POLICIES = ['Delete', 'Retain', 'Recycle'];
const WEBHOOK_FAILURE = ['Fail', 'Ignore'];
const WEBHOOK_MATCH = ['Equivalent', 'Exact'];
const SIDE_EFFECTS = ['None', 'NoneOnDryRun', 'Some', 'Unknown'];
const RULE_SCOPES = ['*', 'Cluster', 'Namespaced'];
const INCLUSION = ['Honor', 'Ignore'];

const PLAIN_SIGNALS =
  'TERM INT KILL QUIT USR1 USR2 ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL IO IOT PIPE POLL PROF PWR RTMAX RTMIN SEGV STKFLT STOP SYS TRAP TSTP TTIN TTOU URG VTALRM WINCH XCPU XFSZ';
const numbered = (sign: string, count: number): string[] => Array.from({ length: count }, (_, index) => `SIG${sign}${index + 1}`);
const SIGNALS = [...PLAIN_SIGNALS.split(' ').map((name) => `SIG${name}`), ...numbered('RTMIN+', 15), ...numbered('RTMAX-', 14)];

/** By type.field; the usual choice first. */
export const ENUMS: Readonly<Record<string, readonly string[]>> = {
  'AppArmorProfile.type': SECURITY_PROFILES,
  'AzureDiskVolumeSource.cachingMode': ['None', 'ReadOnly', 'ReadWrite'],
  'AzureDiskVolumeSource.kind': ['Dedicated', 'Managed', 'Shared'],
  'Container.imagePullPolicy': PULL_POLICIES,
  'Container.restartPolicy': ['Always', 'OnFailure', 'Never'],
  'Container.terminationMessagePolicy': MESSAGE_POLICIES,
  'ContainerPort.protocol': PROTOCOLS,
  'ContainerStatus.stopSignal': SIGNALS,
  'CronJobSpec.concurrencyPolicy': ['Allow', 'Forbid', 'Replace'],
  'DaemonSetUpdateStrategy.type': ['RollingUpdate', 'OnDelete'],
  'DeploymentStrategy.type': ['RollingUpdate', 'Recreate'],
  'EndpointPort.protocol': PROTOCOLS,
  'EndpointSlice.addressType': ['IPv4', 'IPv6', 'FQDN'],
  'EphemeralContainer.imagePullPolicy': PULL_POLICIES,
  'EphemeralContainer.terminationMessagePolicy': MESSAGE_POLICIES,
  'Event.type': ['Normal', 'Warning'],
  'HTTPGetAction.scheme': ['HTTP', 'HTTPS'],
  'HostPathVolumeSource.type': ['', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket', 'CharDevice', 'BlockDevice'],
  'ImageVolumeSource.pullPolicy': PULL_POLICIES,
  'JobSpec.completionMode': ['NonIndexed', 'Indexed'],
  'JobSpec.podReplacementPolicy': ['TerminatingOrFailed', 'Failed'],
  'LabelSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist'],
  'Lifecycle.stopSignal': SIGNALS,
  'ModifyVolumeStatus.status': ['Pending', 'InProgress', 'Infeasible'],
  'MatchResources.matchPolicy': WEBHOOK_MATCH,
  'MutatingWebhook.failurePolicy': WEBHOOK_FAILURE,
  'MutatingWebhook.matchPolicy': WEBHOOK_MATCH,
  'MutatingWebhook.reinvocationPolicy': ['Never', 'IfNeeded'],
  'MutatingWebhook.sideEffects': SIDE_EFFECTS,
  'NamedRuleWithOperations.scope': RULE_SCOPES,
  'NamespaceStatus.phase': ['Active', 'Terminating'],
  'NodeSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'],
  'NodeStatus.phase': ['Pending', 'Running', 'Terminated'],
  'PersistentVolumeClaimSpec.volumeMode': ['Filesystem', 'Block'],
  'PersistentVolumeClaimStatus.phase': ['Pending', 'Bound', 'Lost'],
  'PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy': ['IfHealthyBudget', 'AlwaysAllow'],
  'PodFailurePolicyOnExitCodesRequirement.operator': ['In', 'NotIn'],
  'PodFailurePolicyRule.action': ['FailJob', 'Ignore', 'Count', 'FailIndex'],
  'PodSecurityContext.fsGroupChangePolicy': ['Always', 'OnRootMismatch'],
  'PodSecurityContext.supplementalGroupsPolicy': ['Merge', 'Strict'],
  'PodSpec.dnsPolicy': ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  'PodSpec.preemptionPolicy': ['PreemptLowerPriority', 'Never'],
  'PodSpec.restartPolicy': ['Always', 'OnFailure', 'Never'],
  'PodStatus.phase': ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'],
  'PodStatus.qosClass': ['Guaranteed', 'Burstable', 'BestEffort'],
  'PriorityClass.preemptionPolicy': ['PreemptLowerPriority', 'Never'],
  'PortStatus.protocol': PROTOCOLS,
  'RuleWithOperations.scope': RULE_SCOPES,
  'ScopedResourceSelectorRequirement.operator': ['Exists', 'DoesNotExist', 'In', 'NotIn'],
  'ScopedResourceSelectorRequirement.scopeName': [
    'PriorityClass',
    'BestEffort',
    'NotBestEffort',
    'Terminating',
    'NotTerminating',
    'CrossNamespacePodAffinity',
    'VolumeAttributesClass',
  ],
  'SeccompProfile.type': SECURITY_PROFILES,
  'SecurityContext.procMount': ['Default', 'Unmasked'],
  'ServicePort.protocol': PROTOCOLS,
  'ServiceSpec.externalTrafficPolicy': TRAFFIC,
  'ServiceSpec.internalTrafficPolicy': TRAFFIC,
  'ServiceSpec.ipFamilyPolicy': ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
  'ServiceSpec.sessionAffinity': ['None', 'ClientIP'],
  'ServiceSpec.type': ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'],
  'StatefulSetSpec.podManagementPolicy': ['OrderedReady', 'Parallel'],
  'StatefulSetUpdateStrategy.type': ['RollingUpdate', 'OnDelete'],
  'Taint.effect': EFFECTS,
  'Toleration.effect': EFFECTS,
  'Toleration.operator': ['Equal', 'Exists'],
  'TopologySpreadConstraint.nodeAffinityPolicy': INCLUSION,
  'TopologySpreadConstraint.nodeTaintsPolicy': INCLUSION,
  'TopologySpreadConstraint.whenUnsatisfiable': ['DoNotSchedule', 'ScheduleAnyway'],
  'ValidatingAdmissionPolicySpec.failurePolicy': WEBHOOK_FAILURE,
  'ValidatingWebhook.failurePolicy': WEBHOOK_FAILURE,
  'ValidatingWebhook.matchPolicy': WEBHOOK_MATCH,
  'ValidatingWebhook.sideEffects': SIDE_EFFECTS,
  'VolumeMount.mountPropagation': ['None', 'HostToContainer', 'Bidirectional'],
  'discovery.EndpointPort.protocol': PROTOCOLS,
  'CSIDriverSpec.fsGroupPolicy': ['ReadWriteOnceWithFSType', 'File', 'None'],
  'CSIDriverSpec.volumeLifecycleModes': ['Persistent', 'Ephemeral'],
  'HTTPIngressPath.pathType': ['Prefix', 'Exact', 'ImplementationSpecific'],
  'IngressPortStatus.protocol': PROTOCOLS,
  'NetworkPolicyPort.protocol': PROTOCOLS,
  'NetworkPolicySpec.policyTypes': ['Ingress', 'Egress'],
  'PersistentVolumeSpec.persistentVolumeReclaimPolicy': RECLAIM_POLICIES,
  'PersistentVolumeSpec.volumeMode': ['Filesystem', 'Block'],
  'PersistentVolumeStatus.phase': ['Pending', 'Available', 'Bound', 'Released', 'Failed'],
  'StorageClass.reclaimPolicy': RECLAIM_POLICIES,
  'StorageClass.volumeBindingMode': ['Immediate', 'WaitForFirstConsumer'],
};
