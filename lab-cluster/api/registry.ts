// Every kind the API server knows, one line each. Adding a kind is one file in kinds/ and one line here.
import type { Kind } from './kind.ts';
import type { KubeObject } from './object.ts';
import { apiServices } from './kinds/api-service.ts';
import { certificateSigningRequests } from './kinds/certificate-signing-request.ts';
import { clusterRoleBindings } from './kinds/cluster-role-binding.ts';
import { clusterRoles } from './kinds/cluster-role.ts';
import { controllerRevisions } from './kinds/controller-revision.ts';
import { cronJobs } from './kinds/cron-job.ts';
import { daemonSets } from './kinds/daemon-set.ts';
import { jobs } from './kinds/job.ts';
import { podDisruptionBudgets } from './kinds/pod-disruption-budget.ts';
import { podTemplates } from './kinds/pod-template.ts';
import { replicationControllers } from './kinds/replication-controller.ts';
import { statefulSets } from './kinds/stateful-set.ts';
import { componentStatuses } from './kinds/component-status.ts';
import { tokenReviews } from './kinds/token-review.ts';
import { selfSubjectReviews } from './kinds/self-subject-review.ts';
import { subjectAccessReviews } from './kinds/subject-access-review.ts';
import { localSubjectAccessReviews } from './kinds/local-subject-access-review.ts';
import { selfSubjectAccessReviews } from './kinds/self-subject-access-review.ts';
import { selfSubjectRulesReviews } from './kinds/self-subject-rules-review.ts';
import { bindings } from './kinds/binding.ts';
import { configMaps } from './kinds/config-map.ts';
import { csiDrivers } from './kinds/csi-driver.ts';
import { csiNodes } from './kinds/csi-node.ts';
import { csiStorageCapacities } from './kinds/csi-storage-capacity.ts';
import { deployments } from './kinds/deployment.ts';
import { endpointSlices } from './kinds/endpoint-slice.ts';
import { endpoints } from './kinds/endpoints.ts';
import { eventsV1 } from './kinds/event-v1.ts';
import { events } from './kinds/event.ts';
import { flowSchemas } from './kinds/flow-schema.ts';
import { horizontalPodAutoscalersV1 } from './kinds/horizontal-pod-autoscaler-v1.ts';
import { horizontalPodAutoscalers } from './kinds/horizontal-pod-autoscaler.ts';
import { ingressClasses } from './kinds/ingress-class.ts';
import { ingresses } from './kinds/ingress.ts';
import { ipAddresses } from './kinds/ip-address.ts';
import { leases } from './kinds/lease.ts';
import { limitRanges } from './kinds/limit-range.ts';
import { namespaces } from './kinds/namespace.ts';
import { networkPolicies } from './kinds/network-policy.ts';
import { nodes } from './kinds/node.ts';
import { persistentVolumeClaims } from './kinds/persistent-volume-claim.ts';
import { persistentVolumes } from './kinds/persistent-volume.ts';
import { pods } from './kinds/pod.ts';
import { priorityClasses } from './kinds/priority-class.ts';
import { priorityLevelConfigurations } from './kinds/priority-level-configuration.ts';
import { replicaSets } from './kinds/replica-set.ts';
import { resourceQuotas } from './kinds/resource-quota.ts';
import { roleBindings } from './kinds/role-binding.ts';
import { roles } from './kinds/role.ts';
import { runtimeClasses } from './kinds/runtime-class.ts';
import { secrets } from './kinds/secret.ts';
import { serviceAccounts } from './kinds/service-account.ts';
import { serviceCidrs } from './kinds/service-cidr.ts';
import { services } from './kinds/service.ts';
import { storageClasses } from './kinds/storage-class.ts';
import { volumeAttachments } from './kinds/volume-attachment.ts';
import { volumeAttributesClasses } from './kinds/volume-attributes-class.ts';
import { validatingAdmissionPolicies } from './kinds/validating-admission-policy.ts';
import { validatingAdmissionPolicyBindings } from './kinds/validating-admission-policy-binding.ts';
import { nodeMetrics, podMetrics } from './kinds/metrics.ts';
import { mutatingWebhookConfigurations, validatingWebhookConfigurations } from './kinds/webhook-configurations.ts';

export const kinds: readonly Kind[] = [
  erased(bindings),
  erased(configMaps),
  erased(endpoints),
  erased(events),
  erased(limitRanges),
  erased(namespaces),
  erased(nodes),
  erased(pods),
  erased(podTemplates),
  erased(replicationControllers),
  erased(resourceQuotas),
  erased(secrets),
  erased(serviceAccounts),
  erased(services),
  erased(deployments),
  erased(replicaSets),
  erased(statefulSets),
  erased(daemonSets),
  erased(controllerRevisions),
  erased(horizontalPodAutoscalers),
  erased(horizontalPodAutoscalersV1),
  erased(jobs),
  erased(cronJobs),
  erased(leases),
  erased(podDisruptionBudgets),
  erased(runtimeClasses),
  erased(priorityClasses),
  erased(mutatingWebhookConfigurations),
  erased(validatingAdmissionPolicies),
  erased(validatingAdmissionPolicyBindings),
  erased(validatingWebhookConfigurations),
  erased(certificateSigningRequests),
  erased(endpointSlices),
  erased(clusterRoleBindings),
  erased(clusterRoles),
  erased(roleBindings),
  erased(roles),
  erased(eventsV1),
  erased(persistentVolumes),
  erased(persistentVolumeClaims),
  erased(storageClasses),
  erased(volumeAttachments),
  erased(csiDrivers),
  erased(csiNodes),
  erased(csiStorageCapacities),
  erased(volumeAttributesClasses),
  erased(ingresses),
  erased(ingressClasses),
  erased(networkPolicies),
  erased(serviceCidrs),
  erased(ipAddresses),
  erased(apiServices),
  erased(flowSchemas),
  erased(priorityLevelConfigurations),
  erased(componentStatuses),
  erased(nodeMetrics),
  erased(podMetrics),
  erased(tokenReviews),
  erased(selfSubjectReviews),
  erased(subjectAccessReviews),
  erased(localSubjectAccessReviews),
  erased(selfSubjectAccessReviews),
  erased(selfSubjectRulesReviews),
];

const byResource = new Map(kinds.map((kind) => [`${kind.group}/${kind.version}/${kind.plural}`, kind]));
const byName = new Map(kinds.map((kind) => [`${kind.apiVersion}/${kind.kind}`, kind]));
const groups = new Set(kinds.map((kind) => kind.group));
const groupVersions = new Set(kinds.map((kind) => kind.apiVersion));

/** What a URL names: `kindOfResource('apps', 'v1', 'deployments')`. */
export function kindOfResource(group: string, version: string, plural: string): Kind | undefined {
  return byResource.get(`${group}/${version}/${plural}`);
}

/** What a manifest names: `kindOf('apps/v1', 'Deployment')`. */
export function kindOf(apiVersion: string, kind: string): Kind | undefined {
  return byName.get(`${apiVersion}/${kind}`);
}

/** Whether any kind lives in this group and version. */
export function isServed(apiVersion: string): boolean {
  return groupVersions.has(apiVersion);
}

/** Whether any kind lives in this group, in whatever version. */
export function isServedGroup(group: string): boolean {
  return groups.has(group);
}

/** By what kubectl accepts: plural, singular, short name, `plural.group` or the kind itself, whatever the case. */
export function findKind(word: string): Kind | undefined {
  const wanted = word.toLowerCase();
  // Not every kind has a singular.
  if (wanted === '') return undefined;
  return kinds.find(
    (kind) =>
      kind.plural === wanted ||
      kind.singular === wanted ||
      kind.resource === wanted ||
      kind.kind.toLowerCase() === wanted ||
      kind.shortNames.includes(wanted),
  );
}

/** A kind as one of many: its functions then take any object, and get only objects of this kind. */
export function erased<T extends KubeObject>(kind: Kind<T>): Kind {
  return kind as unknown as Kind;
}
