// Columns that upstream describes in the words of the field they show: those words are in the package, and not repeated here.

/** By resource, then by column: the type.field that is shown. */
const COLUMN_FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'certificatesigningrequests.certificates.k8s.io': { RequestedDuration: 'CertificateSigningRequestSpec.expirationSeconds' },
  configmaps: { Data: 'ConfigMap.data' },
  'cronjobs.batch': {
    Schedule: 'CronJobSpec.schedule',
    Timezone: 'CronJobSpec.timeZone',
    Suspend: 'CronJobSpec.suspend',
    Active: 'CronJobStatus.active',
    'Last Schedule': 'CronJobStatus.lastScheduleTime',
  },
  'csidrivers.storage.k8s.io': {
    AttachRequired: 'CSIDriverSpec.attachRequired',
    PodInfoOnMount: 'CSIDriverSpec.podInfoOnMount',
    StorageCapacity: 'CSIDriverSpec.storageCapacity',
    TokenRequests: 'CSIDriverSpec.tokenRequests',
    RequiresRepublish: 'CSIDriverSpec.requiresRepublish',
    Modes: 'CSIDriverSpec.volumeLifecycleModes',
  },
  'csistoragecapacities.storage.k8s.io': {
    StorageClassName: 'CSIStorageCapacity.storageClassName',
    Capacity: 'CSIStorageCapacity.capacity',
  },
  'daemonsets.apps': {
    Desired: 'DaemonSetStatus.desiredNumberScheduled',
    Current: 'DaemonSetStatus.currentNumberScheduled',
    'Up-to-date': 'DaemonSetStatus.updatedNumberScheduled',
    Available: 'DaemonSetStatus.numberAvailable',
    'Node Selector': 'PodSpec.nodeSelector',
  },
  'deployments.apps': { 'Up-to-date': 'DeploymentStatus.updatedReplicas', Available: 'DeploymentStatus.availableReplicas' },
  endpoints: { Endpoints: 'Endpoints.subsets' },
  'endpointslices.discovery.k8s.io': { Endpoints: 'EndpointSlice.endpoints' },
  events: eventColumns(),
  'events.events.k8s.io': eventColumns(),
  'flowschemas.flowcontrol.apiserver.k8s.io': {
    PriorityLevel: 'PriorityLevelConfigurationReference.name',
    MatchingPrecedence: 'FlowSchemaSpec.matchingPrecedence',
  },
  'horizontalpodautoscalers.autoscaling': {
    MinPods: 'v2.HorizontalPodAutoscalerSpec.minReplicas',
    MaxPods: 'v2.HorizontalPodAutoscalerSpec.maxReplicas',
    Replicas: 'v2.HorizontalPodAutoscalerStatus.currentReplicas',
  },
  'jobs.batch': { Completions: 'JobStatus.succeeded' },
  'leases.coordination.k8s.io': { Holder: 'LeaseSpec.holderIdentity' },
  nodes: {
    Version: 'NodeSystemInfo.kubeletVersion',
    'Internal-IP': 'NodeStatus.addresses',
    'External-IP': 'NodeStatus.addresses',
    'OS-Image': 'NodeSystemInfo.osImage',
    'Kernel-Version': 'NodeSystemInfo.kernelVersion',
    'Container-Runtime': 'NodeSystemInfo.containerRuntimeVersion',
  },
  persistentvolumeclaims: {
    Status: 'PersistentVolumeClaimStatus.phase',
    Volume: 'PersistentVolumeClaimSpec.volumeName',
    Capacity: 'PersistentVolumeClaimStatus.capacity',
    'Access Modes': 'PersistentVolumeClaimStatus.accessModes',
    VolumeMode: 'PersistentVolumeClaimSpec.volumeMode',
  },
  persistentvolumes: {
    Capacity: 'PersistentVolumeSpec.capacity',
    'Access Modes': 'PersistentVolumeSpec.accessModes',
    'Reclaim Policy': 'PersistentVolumeSpec.persistentVolumeReclaimPolicy',
    Status: 'PersistentVolumeStatus.phase',
    Reason: 'PersistentVolumeStatus.reason',
    VolumeMode: 'PersistentVolumeSpec.volumeMode',
  },
  pods: {
    IP: 'PodStatus.podIP',
    Node: 'PodSpec.nodeName',
    'Nominated Node': 'PodStatus.nominatedNodeName',
    'Readiness Gates': 'PodSpec.readinessGates',
  },
  'priorityclasses.scheduling.k8s.io': {
    Value: 'PriorityClass.value',
    'Global-Default': 'PriorityClass.globalDefault',
    PreemptionPolicy: 'PriorityClass.preemptionPolicy',
  },
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': {
    Type: 'PriorityLevelConfigurationSpec.type',
    NominalConcurrencyShares: 'LimitedPriorityLevelConfiguration.nominalConcurrencyShares',
    Queues: 'QueuingConfiguration.queues',
    HandSize: 'QueuingConfiguration.handSize',
    QueueLengthLimit: 'QueuingConfiguration.queueLengthLimit',
  },
  'replicasets.apps': { Desired: 'ReplicaSetSpec.replicas', Current: 'ReplicaSetStatus.replicas', Ready: 'ReplicaSetStatus.readyReplicas' },
  replicationcontrollers: {
    Desired: 'ReplicationControllerSpec.replicas',
    Current: 'ReplicationControllerStatus.replicas',
    Ready: 'ReplicationControllerStatus.readyReplicas',
    Selector: 'ReplicationControllerSpec.selector',
  },
  secrets: { Type: 'Secret.type', Data: 'Secret.data' },
  serviceaccounts: { Secrets: 'ServiceAccount.secrets' },
  'servicecidrs.networking.k8s.io': { CIDRs: 'ServiceCIDRSpec.cidrs' },
  services: {
    Type: 'ServiceSpec.type',
    'Cluster-IP': 'ServiceSpec.clusterIP',
    'External-IP': 'ServiceSpec.externalIPs',
    'Port(s)': 'ServiceSpec.ports',
    Selector: 'ServiceSpec.selector',
  },
  'storageclasses.storage.k8s.io': {
    Provisioner: 'StorageClass.provisioner',
    ReclaimPolicy: 'StorageClass.reclaimPolicy',
    VolumeBindingMode: 'StorageClass.volumeBindingMode',
    AllowVolumeExpansion: 'StorageClass.allowVolumeExpansion',
  },
  'volumeattachments.storage.k8s.io': {
    Attacher: 'VolumeAttachmentSpec.attacher',
    PV: 'VolumeAttachmentSource.persistentVolumeName',
    Node: 'VolumeAttachmentSpec.nodeName',
    Attached: 'VolumeAttachmentStatus.attached',
  },
  'volumeattributesclasses.storage.k8s.io': { DriverName: 'VolumeAttributesClass.driverName' },
};

/** Columns of every kind. */
const COMMON: Readonly<Record<string, string>> = {
  Name: 'ObjectMeta.name',
  Age: 'ObjectMeta.creationTimestamp',
  'Created At': 'ObjectMeta.creationTimestamp',
};

function eventColumns(): Readonly<Record<string, string>> {
  return {
    'Last Seen': 'Event.lastTimestamp',
    Type: 'Event.type',
    Reason: 'Event.reason',
    Subobject: 'ObjectReference.fieldPath',
    Message: 'Event.message',
    'First Seen': 'Event.firstTimestamp',
    Count: 'Event.count',
  };
}

/** The type.field in whose words a column is described; undefined where upstream's printer has words of its own. */
export function fieldOfColumn(resource: string, column: string): string | undefined {
  return COMMON[column] ?? COLUMN_FIELDS[resource]?.[column];
}
