// Which Go package a type comes from, by which OpenAPI names it: `io.k8s.api.apps.v1.Deployment`. Types of core are not listed.
// The facts are those of the OpenAPI documents of Kubernetes 1.34 (Apache-2.0, the Kubernetes authors).

const CORE = 'io.k8s.api.core.v1';

/** Names as in the generated schemas, where a group or version stands before names that several packages have. */
const PACKAGES: Readonly<Record<string, string>> = {
  'io.k8s.api.admissionregistration.v1':
    'AuditAnnotation ExpressionWarning MatchCondition MatchResources MutatingWebhook MutatingWebhookConfiguration NamedRuleWithOperations ParamKind ParamRef RuleWithOperations TypeChecking ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingAdmissionPolicyBindingSpec ValidatingAdmissionPolicySpec ValidatingAdmissionPolicyStatus ValidatingWebhook ValidatingWebhookConfiguration Validation Variable admissionregistration.ServiceReference admissionregistration.WebhookClientConfig',
  'io.k8s.api.apps.v1':
    'ControllerRevision DaemonSet DaemonSetCondition DaemonSetSpec DaemonSetStatus DaemonSetUpdateStrategy Deployment DeploymentCondition DeploymentSpec DeploymentStatus DeploymentStrategy ReplicaSet ReplicaSetCondition ReplicaSetSpec ReplicaSetStatus RollingUpdateDaemonSet RollingUpdateDeployment RollingUpdateStatefulSetStrategy StatefulSet StatefulSetCondition StatefulSetOrdinals StatefulSetPersistentVolumeClaimRetentionPolicy StatefulSetSpec StatefulSetStatus StatefulSetUpdateStrategy',
  'io.k8s.api.authentication.v1':
    'BoundObjectReference SelfSubjectReview SelfSubjectReviewStatus TokenRequestSpec TokenRequestStatus TokenReview TokenReviewSpec TokenReviewStatus UserInfo authentication.TokenRequest',
  'io.k8s.api.authorization.v1':
    'FieldSelectorAttributes LabelSelectorAttributes LocalSubjectAccessReview NonResourceAttributes NonResourceRule ResourceAttributes ResourceRule SelfSubjectAccessReview SelfSubjectAccessReviewSpec SelfSubjectRulesReview SelfSubjectRulesReviewSpec SubjectAccessReview SubjectAccessReviewSpec SubjectAccessReviewStatus SubjectRulesReviewStatus',
  'io.k8s.api.autoscaling.v1':
    'CrossVersionObjectReference HorizontalPodAutoscaler HorizontalPodAutoscalerSpec HorizontalPodAutoscalerStatus Scale ScaleSpec ScaleStatus',
  'io.k8s.api.autoscaling.v2':
    'v2.ContainerResourceMetricSource v2.ContainerResourceMetricStatus v2.CrossVersionObjectReference v2.ExternalMetricSource v2.ExternalMetricStatus v2.HPAScalingPolicy v2.HPAScalingRules v2.HorizontalPodAutoscaler v2.HorizontalPodAutoscalerBehavior v2.HorizontalPodAutoscalerCondition v2.HorizontalPodAutoscalerSpec v2.HorizontalPodAutoscalerStatus v2.MetricIdentifier v2.MetricSpec v2.MetricStatus v2.MetricTarget v2.MetricValueStatus v2.ObjectMetricSource v2.ObjectMetricStatus v2.PodsMetricSource v2.PodsMetricStatus v2.ResourceMetricSource v2.ResourceMetricStatus',
  'io.k8s.api.batch.v1':
    'CronJob CronJobSpec CronJobStatus Job JobCondition JobSpec JobStatus JobTemplateSpec PodFailurePolicy PodFailurePolicyOnExitCodesRequirement PodFailurePolicyOnPodConditionsPattern PodFailurePolicyRule SuccessPolicy SuccessPolicyRule UncountedTerminatedPods',
  'io.k8s.api.certificates.v1':
    'CertificateSigningRequest CertificateSigningRequestCondition CertificateSigningRequestSpec CertificateSigningRequestStatus',
  'io.k8s.api.coordination.v1': 'Lease LeaseSpec',
  'io.k8s.api.discovery.v1': 'Endpoint EndpointConditions EndpointHints EndpointSlice ForNode ForZone discovery.EndpointPort',
  'io.k8s.api.events.v1': 'events.Event events.EventSeries',
  'io.k8s.api.flowcontrol.v1':
    'ExemptPriorityLevelConfiguration FlowDistinguisherMethod FlowSchema FlowSchemaCondition FlowSchemaSpec FlowSchemaStatus GroupSubject LimitResponse LimitedPriorityLevelConfiguration NonResourcePolicyRule PolicyRulesWithSubjects PriorityLevelConfiguration PriorityLevelConfigurationCondition PriorityLevelConfigurationReference PriorityLevelConfigurationSpec PriorityLevelConfigurationStatus QueuingConfiguration ResourcePolicyRule ServiceAccountSubject UserSubject flowcontrol.Subject',
  'io.k8s.api.networking.v1':
    'HTTPIngressPath HTTPIngressRuleValue IPAddress IPAddressSpec IPBlock Ingress IngressBackend IngressClass IngressClassParametersReference IngressClassSpec IngressLoadBalancerIngress IngressLoadBalancerStatus IngressPortStatus IngressRule IngressServiceBackend IngressSpec IngressStatus IngressTLS NetworkPolicy NetworkPolicyEgressRule NetworkPolicyIngressRule NetworkPolicyPeer NetworkPolicyPort NetworkPolicySpec ParentReference ServiceBackendPort ServiceCIDR ServiceCIDRSpec ServiceCIDRStatus',
  'io.k8s.api.node.v1': 'Overhead RuntimeClass Scheduling',
  'io.k8s.api.policy.v1': 'Eviction PodDisruptionBudget PodDisruptionBudgetSpec PodDisruptionBudgetStatus',
  'io.k8s.api.rbac.v1': 'AggregationRule ClusterRole ClusterRoleBinding PolicyRule Role RoleBinding RoleRef rbac.Subject',
  'io.k8s.api.scheduling.v1': 'PriorityClass',
  'io.k8s.api.storage.v1':
    'CSIDriver CSIDriverSpec CSINode CSINodeDriver CSINodeSpec CSIStorageCapacity StorageClass VolumeAttachment VolumeAttachmentSource VolumeAttachmentSpec VolumeAttachmentStatus VolumeAttributesClass VolumeError VolumeNodeResources storage.TokenRequest',
  'io.k8s.apimachinery.pkg.apis.meta.v1':
    'APIGroup APIResource APIVersions Condition DeleteOptions FieldSelectorRequirement GroupVersionForDiscovery LabelSelector LabelSelectorRequirement ListMeta ManagedFieldsEntry ObjectMeta OwnerReference Preconditions ServerAddressByClientCIDR Status StatusCause StatusDetails WatchEvent',
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1':
    'APIService APIServiceCondition APIServiceSpec APIServiceStatus apiregistration.ServiceReference',
  'io.k8s.metrics.pkg.apis.metrics.v1beta1': 'v1beta1.ContainerMetrics v1beta1.NodeMetrics v1beta1.PodMetrics',
};

const packageOf = new Map(Object.entries(PACKAGES).flatMap(([name, types]) => types.split(' ').map((type) => [type, name] as const)));

/** Upstream's full name of a type of the generated schemas. */
export function definitionName(type: string): string {
  return `${packageOf.get(type) ?? CORE}.${type.slice(type.lastIndexOf('.') + 1)}`;
}
