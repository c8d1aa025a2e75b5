// The fields of Go's internal pod types, in Go's order: some refusals print whole structs of them. Data only.
// Models pkg/apis/core/types.go. Simplified: of rare volume sources only the fields that are set are printed.

/**
 * Per type: `GoName` and what it is. `s n b` are text, number, truth; `-` prints null when absent; `q` is a quantity; `Type` is
 * a struct, `*Type` a pointer to one and `[]Type` a list. The field's JSON name is its Go name with a small first word.
 */
export const CORE_TYPES: Readonly<Record<string, string>> = {
  PodSpec:
    'Volumes []Volume,InitContainers []Container,Containers []Container,EphemeralContainers -,RestartPolicy s,TerminationGracePeriodSeconds -,ActiveDeadlineSeconds -,DNSPolicy s,NodeSelector -,ServiceAccountName s,AutomountServiceAccountToken -,NodeName s,SecurityContext *PodSecurityContext,ImagePullSecrets []LocalObjectReference,Hostname s,Subdomain s,SetHostnameAsFQDN -,Affinity *Affinity,SchedulerName s,Tolerations []Toleration,HostAliases []HostAlias,PriorityClassName s,Priority -,PreemptionPolicy -,DNSConfig *PodDNSConfig,ReadinessGates []PodReadinessGate,RuntimeClassName -,Overhead -,EnableServiceLinks -,TopologySpreadConstraints []TopologySpreadConstraint,OS *PodOS,SchedulingGates []LocalObjectReference,ResourceClaims []Any,Resources *ResourceRequirements,HostnameOverride -',
  PodSecurityContext:
    'HostNetwork b,HostPID b,HostIPC b,ShareProcessNamespace -,HostUsers -,SELinuxOptions *SELinuxOptions,WindowsOptions *WindowsOptions,RunAsUser -,RunAsGroup -,RunAsNonRoot -,SupplementalGroups -,SupplementalGroupsPolicy -,FSGroup -,FSGroupChangePolicy -,Sysctls []NameValue,SeccompProfile *Profile,AppArmorProfile *Profile,SELinuxChangePolicy -',
  Container:
    'Name s,Image s,Command -,Args -,WorkingDir s,Ports []ContainerPort,EnvFrom []EnvFromSource,Env []EnvVar,Resources ResourceRequirements,ResizePolicy []ContainerResizePolicy,RestartPolicy -,RestartPolicyRules []Any,VolumeMounts []VolumeMount,VolumeDevices []VolumeDevice,LivenessProbe *Probe,ReadinessProbe *Probe,StartupProbe *Probe,Lifecycle *Lifecycle,TerminationMessagePath s,TerminationMessagePolicy s,ImagePullPolicy s,SecurityContext *SecurityContext,Stdin b,StdinOnce b,TTY b',
  ContainerPort: 'Name s,HostPort n,ContainerPort n,Protocol s,HostIP s',
  EnvFromSource: 'Prefix s,ConfigMapRef *OptionalReference,SecretRef *OptionalReference',
  EnvVar: 'Name s,Value s,ValueFrom *EnvVarSource',
  EnvVarSource:
    'FieldRef *ObjectFieldSelector,ResourceFieldRef *ResourceFieldSelector,ConfigMapKeyRef *KeySelector,SecretKeyRef *KeySelector,FileKeyRef *Any',
  ObjectFieldSelector: 'APIVersion s,FieldPath s',
  ResourceFieldSelector: 'ContainerName s,Resource s,Divisor q',
  KeySelector: 'Name s,Key s,Optional -',
  OptionalReference: 'Name s,Optional -',
  ResourceRequirements: 'Limits -,Requests -,Claims []Any',
  ContainerResizePolicy: 'ResourceName s,RestartPolicy s',
  VolumeMount: 'Name s,ReadOnly b,RecursiveReadOnly -,MountPath s,SubPath s,MountPropagation -,SubPathExpr s',
  VolumeDevice: 'Name s,DevicePath s',
  Probe:
    'Exec *ExecAction,HTTPGet *HTTPGetAction,TCPSocket *TCPSocketAction,GRPC *GRPCAction,InitialDelaySeconds n,TimeoutSeconds n,PeriodSeconds n,SuccessThreshold n,FailureThreshold n,TerminationGracePeriodSeconds -',
  ExecAction: 'Command -',
  HTTPGetAction: 'Path s,Port n,Host s,Scheme s,HTTPHeaders []NameValue',
  TCPSocketAction: 'Port n,Host s',
  GRPCAction: 'Port n,Service -',
  Lifecycle: 'PostStart *LifecycleHandler,PreStop *LifecycleHandler,StopSignal -',
  LifecycleHandler: 'Exec *ExecAction,HTTPGet *HTTPGetAction,TCPSocket *TCPSocketAction,Sleep *SleepAction',
  SleepAction: 'Seconds n',
  SecurityContext:
    'Capabilities *Capabilities,Privileged -,SELinuxOptions *SELinuxOptions,WindowsOptions *WindowsOptions,RunAsUser -,RunAsGroup -,RunAsNonRoot -,ReadOnlyRootFilesystem -,AllowPrivilegeEscalation -,ProcMount -,SeccompProfile *Profile,AppArmorProfile *Profile',
  Capabilities: 'Add -,Drop -',
  SELinuxOptions: 'User s,Role s,Type s,Level s',
  WindowsOptions: 'GMSACredentialSpecName -,GMSACredentialSpec -,RunAsUserName -,HostProcess -',
  Profile: 'Type s,LocalhostProfile -',
  NameValue: 'Name s,Value s',
  LocalObjectReference: 'Name s',
  PodReadinessGate: 'ConditionType s',
  PodOS: 'Name s',
  HostAlias: 'IP s,Hostnames -',
  PodDNSConfig: 'Nameservers -,Searches -,Options []PodDNSConfigOption',
  PodDNSConfigOption: 'Name s,Value -',
  Toleration: 'Key s,Operator s,Value s,Effect s,TolerationSeconds -',
  TopologySpreadConstraint:
    'MaxSkew n,TopologyKey s,WhenUnsatisfiable s,LabelSelector -,MinDomains -,NodeAffinityPolicy -,NodeTaintsPolicy -,MatchLabelKeys -',
  Affinity: 'NodeAffinity *NodeAffinity,PodAffinity *PodAffinity,PodAntiAffinity *PodAffinity',
  NodeAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution *NodeSelector,PreferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm',
  NodeSelector: 'NodeSelectorTerms []NodeSelectorTerm',
  NodeSelectorTerm: 'MatchExpressions []NodeSelectorRequirement,MatchFields []NodeSelectorRequirement',
  NodeSelectorRequirement: 'Key s,Operator s,Values -',
  PreferredSchedulingTerm: 'Weight n,Preference NodeSelectorTerm',
  PodAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm,PreferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm',
  WeightedPodAffinityTerm: 'Weight n,PodAffinityTerm PodAffinityTerm',
  PodAffinityTerm: 'LabelSelector -,Namespaces -,TopologyKey s,NamespaceSelector -,MatchLabelKeys -,MismatchLabelKeys -',
  Volume:
    'Name s,HostPath *HostPath,EmptyDir *EmptyDir,GCEPersistentDisk *Any,AWSElasticBlockStore *Any,GitRepo *Any,Secret *SecretVolume,NFS *NFS,ISCSI *Any,Glusterfs *Any,PersistentVolumeClaim *Claim,RBD *Any,Quobyte *Any,FlexVolume *Any,Cinder *Any,CephFS *Any,Flocker *Any,DownwardAPI *Any,FC *Any,AzureFile *Any,ConfigMap *ConfigMapVolume,VsphereVolume *Any,AzureDisk *Any,PhotonPersistentDisk *Any,Projected *Any,PortworxVolume *Any,ScaleIO *Any,StorageOS *Any,CSI *Any,Ephemeral *Any,Image *Any',
  HostPath: 'Path s,Type -',
  EmptyDir: 'Medium s,SizeLimit -',
  SecretVolume: 'SecretName s,Items []KeyToPath,DefaultMode -,Optional -',
  ConfigMapVolume: 'Name s,Items []KeyToPath,DefaultMode -,Optional -',
  KeyToPath: 'Key s,Path s,Mode -',
  NFS: 'Server s,Path s,ReadOnly b',
  Claim: 'ClaimName s,ReadOnly b',
};
