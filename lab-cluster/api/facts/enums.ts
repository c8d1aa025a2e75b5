// Fields that take one of a few words, which the package calls plain strings. For completion, hover and the editor's advice;
// the server's own refusal comes from validation.

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const TRAFFIC = ['Cluster', 'Local'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const SECURITY_PROFILES = ['RuntimeDefault', 'Localhost', 'Unconfined'];
const INCLUSION = ['Honor', 'Ignore'];

/** By type.field; the usual choice first. */
export const ENUMS: Readonly<Record<string, readonly string[]>> = {
  'AppArmorProfile.type': SECURITY_PROFILES,
  'AzureDiskVolumeSource.cachingMode': ['None', 'ReadOnly', 'ReadWrite'],
  'AzureDiskVolumeSource.kind': ['Dedicated', 'Managed', 'Shared'],
  'Container.imagePullPolicy': PULL_POLICIES,
  'Container.restartPolicy': ['Always', 'OnFailure', 'Never'],
  'Container.terminationMessagePolicy': MESSAGE_POLICIES,
  'ContainerPort.protocol': PROTOCOLS,
  'DeploymentStrategy.type': ['RollingUpdate', 'Recreate'],
  'EndpointPort.protocol': PROTOCOLS,
  'EndpointSlice.addressType': ['IPv4', 'IPv6', 'FQDN'],
  'EphemeralContainer.imagePullPolicy': PULL_POLICIES,
  'EphemeralContainer.terminationMessagePolicy': MESSAGE_POLICIES,
  'Event.type': ['Normal', 'Warning'],
  'HTTPGetAction.scheme': ['HTTP', 'HTTPS'],
  'HostPathVolumeSource.type': ['', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket', 'CharDevice', 'BlockDevice'],
  'ImageVolumeSource.pullPolicy': PULL_POLICIES,
  'LabelSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist'],
  'NamespaceStatus.phase': ['Active', 'Terminating'],
  'NodeSelectorRequirement.operator': ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'],
  'NodeStatus.phase': ['Pending', 'Running', 'Terminated'],
  'PersistentVolumeClaimSpec.volumeMode': ['Filesystem', 'Block'],
  'PodSecurityContext.fsGroupChangePolicy': ['Always', 'OnRootMismatch'],
  'PodSecurityContext.supplementalGroupsPolicy': ['Merge', 'Strict'],
  'PodSpec.dnsPolicy': ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  'PodSpec.preemptionPolicy': ['PreemptLowerPriority', 'Never'],
  'PodSpec.restartPolicy': ['Always', 'OnFailure', 'Never'],
  'PodStatus.phase': ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'],
  'PodStatus.qosClass': ['Guaranteed', 'Burstable', 'BestEffort'],
  'PriorityClass.preemptionPolicy': ['PreemptLowerPriority', 'Never'],
  'PortStatus.protocol': PROTOCOLS,
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
  'Taint.effect': EFFECTS,
  'Toleration.effect': EFFECTS,
  'Toleration.operator': ['Equal', 'Exists'],
  'TopologySpreadConstraint.nodeAffinityPolicy': INCLUSION,
  'TopologySpreadConstraint.nodeTaintsPolicy': INCLUSION,
  'TopologySpreadConstraint.whenUnsatisfiable': ['DoNotSchedule', 'ScheduleAnyway'],
  'VolumeMount.mountPropagation': ['None', 'HostToContainer', 'Bidirectional'],
  'discovery.EndpointPort.protocol': PROTOCOLS,
};
