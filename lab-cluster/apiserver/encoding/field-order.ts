// The order in which Go's encoder prints the fields of a type: that of its definition. Most types number their fields for
// protobuf in that order; those that do not stand here. Facts of the types.go of k8s.io/api,
// k8s.io/apimachinery and k8s.io/metrics (Apache-2.0, the Kubernetes authors).
import { fieldNumbers } from '../protobuf/field-numbers.ts';

const OUT_OF_NUMBER: Readonly<Record<string, string>> = {
  CertificateSigningRequestCondition: 'type status reason message lastUpdateTime lastTransitionTime',
  CertificateSigningRequestSpec: 'request signerName expirationSeconds usages username uid groups extra',
  ClusterTrustBundleProjection: 'name signerName labelSelector optional path',
  ConfigMap: 'metadata immutable data binaryData',
  Container:
    'name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty',
  CronJobSpec:
    'schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit',
  DeploymentCondition: 'type status lastUpdateTime lastTransitionTime reason message',
  DeploymentStatus:
    'observedGeneration replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas terminatingReplicas conditions collisionCount',
  EndpointAddress: 'ip hostname nodeName targetRef',
  EndpointSlice: 'metadata addressType endpoints ports',
  EphemeralContainer:
    'name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty targetContainerName',
  HTTPIngressPath: 'path pathType backend',
  ISCSIPersistentVolumeSource:
    'targetPortal iqn lun iscsiInterface fsType readOnly portals chapAuthDiscovery chapAuthSession secretRef initiatorName',
  ISCSIVolumeSource:
    'targetPortal iqn lun iscsiInterface fsType readOnly portals chapAuthDiscovery chapAuthSession secretRef initiatorName',
  IngressBackend: 'service resource',
  IngressSpec: 'ingressClassName defaultBackend tls rules',
  JobSpec:
    'parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex maxFailedIndexes selector manualSelector template ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy',
  JobStatus:
    'conditions startTime completionTime active succeeded failed terminating completedIndexes failedIndexes uncountedTerminatedPods ready',
  MutatingWebhook:
    'name clientConfig rules failurePolicy matchPolicy namespaceSelector objectSelector sideEffects timeoutSeconds admissionReviewVersions reinvocationPolicy matchConditions',
  NodeSpec: 'podCIDR podCIDRs providerID unschedulable taints configSource externalID',
  OwnerReference: 'apiVersion kind name uid controller blockOwnerDeletion',
  PersistentVolumeClaimSpec:
    'accessModes selector resources volumeName storageClassName volumeMode dataSource dataSourceRef volumeAttributesClassName',
  PodCondition: 'type observedGeneration status lastProbeTime lastTransitionTime reason message',
  PodSecurityContext:
    'seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy fsGroup sysctls fsGroupChangePolicy seccompProfile appArmorProfile seLinuxChangePolicy',
  PodSpec:
    'volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources hostnameOverride',
  PodStatus:
    'observedGeneration phase conditions message reason nominatedNodeName hostIP hostIPs podIP podIPs startTime initContainerStatuses containerStatuses qosClass ephemeralContainerStatuses resize resourceClaimStatuses extendedResourceClaimStatus',
  ReplicaSetSpec: 'replicas minReadySeconds selector template',
  ReplicaSetStatus: 'replicas fullyLabeledReplicas readyReplicas availableReplicas terminatingReplicas observedGeneration conditions',
  ReplicationControllerSpec: 'replicas minReadySeconds selector template',
  ReplicationControllerStatus: 'replicas fullyLabeledReplicas readyReplicas availableReplicas observedGeneration conditions',
  Secret: 'metadata immutable data stringData type',
  SecurityContext:
    'capabilities privileged seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation procMount seccompProfile appArmorProfile',
  ServicePort: 'name protocol appProtocol port targetPort nodePort',
  ServiceSpec:
    'ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution',
  StatusDetails: 'name group kind uid causes retryAfterSeconds',
  SubjectAccessReviewStatus: 'allowed denied reason evaluationError',
  TokenRequestSpec: 'audiences expirationSeconds boundObjectRef',
  TokenReviewStatus: 'authenticated user audiences error',
  ValidatingWebhook:
    'name clientConfig rules failurePolicy matchPolicy namespaceSelector objectSelector sideEffects timeoutSeconds admissionReviewVersions matchConditions',
  Volume:
    'name hostPath emptyDir gcePersistentDisk awsElasticBlockStore gitRepo secret nfs iscsi glusterfs persistentVolumeClaim rbd flexVolume cinder cephfs flocker downwardAPI fc azureFile configMap vsphereVolume quobyte azureDisk photonPersistentDisk projected portworxVolume scaleIO storageos csi ephemeral image',
  VolumeMount: 'name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr',
  'admissionregistration.WebhookClientConfig': 'url service caBundle',
  'v1beta1.ContainerMetrics': 'name usage',
  'v1beta1.NodeMetrics': 'metadata timestamp window usage',
  'v1beta1.PodMetrics': 'metadata timestamp window containers',
  'v2.HPAScalingRules': 'stabilizationWindowSeconds selectPolicy policies tolerance',
  'v2.MetricSpec': 'type object pods resource containerResource external',
  'v2.MetricStatus': 'type object pods resource containerResource external',
};

const known = new Map<string, readonly string[]>();

/** Names of a type's fields; `type` as in the generated schemas. What makes a kind of it has no number, and comes first. */
export function fieldOrder(type: string): readonly string[] {
  let order = known.get(type);
  if (order === undefined) {
    const own = OUT_OF_NUMBER[type]?.split(' ') ?? byNumber(type);
    order = [...['kind', 'apiVersion'].filter((name) => !own.includes(name)), ...own];
    known.set(type, order);
  }
  return order;
}

function byNumber(type: string): readonly string[] {
  return [...fieldNumbers(type).values()].flatMap((field) => ('name' in field ? [field.name] : byNumber(field.inlined)));
}
