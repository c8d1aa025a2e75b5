// Fields of pods that Kubernetes 1.34 knows and does not take, because their feature is off unless somebody turns it on: what
// is written into them is dropped without a word. Models pkg/api/pod/util.go dropDisabledFields and the feature gates' defaults.
import type { Container } from './container.ts';
import type { ContainerStatus, PodStatus } from '../kinds/pod.ts';
import type { KubeObject } from '../object.ts';
import type { PodSpec, PodTemplateSpec } from './pod-spec.ts';
import type { Volume } from './volume.ts';
import { type Writable, writable } from '../writable.ts';

/** Where kinds keep pods and their templates. */
interface Templated {
  readonly template?: PodTemplateSpec;
  readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateSpec } };
}

/**
 * Writes into `object` only where there is something to drop. What is stored has been through here, so nothing of it is
 * in use already, which is what upstream would spare.
 */
export function dropDisabledFields(object: KubeObject): void {
  const spec = podSpecOf(object);
  if (spec !== undefined) dropFromSpec(spec);
}

function podSpecOf(object: KubeObject): PodSpec | undefined {
  const { kind, spec, template } = object as KubeObject & { readonly spec?: Templated; readonly template?: PodTemplateSpec };
  if (kind === 'Pod') return spec as unknown as PodSpec | undefined;
  return (spec?.template ?? spec?.jobTemplate?.spec?.template ?? (kind === 'PodTemplate' ? template : undefined))?.spec;
}

function dropFromSpec(spec: PodSpec): void {
  // HostnameOverride
  if (spec.hostnameOverride !== undefined) delete writable(spec).hostnameOverride;
  const images = new Set((spec.volumes ?? []).filter(isOfImage).map(({ name }) => name));
  // ImageVolume
  if (images.size > 0) {
    const draft = writable(spec);
    draft.volumes = draft.volumes?.filter(({ name }) => !images.has(name)) ?? [];
    // A list of none is none.
    if (draft.volumes.length === 0) delete draft.volumes;
  }
  for (const volume of spec.volumes ?? []) dropProjections(volume);
  for (const container of spec.containers) dropFromContainer(container, images, false);
  for (const container of spec.initContainers ?? []) dropFromContainer(container, images, container.restartPolicy === 'Always');
  for (const container of spec.ephemeralContainers ?? []) dropFromContainer(container, images, false);
}

function isOfImage(volume: Volume): boolean {
  return volume['image'] !== undefined;
}

/** ClusterTrustBundleProjection, PodCertificateRequest */
function dropProjections({ projected }: Volume): void {
  for (const source of projected?.sources ?? [])
    for (const field of ['clusterTrustBundle', 'podCertificate']) if (field in source) delete (source as Record<string, unknown>)[field];
}

/** Containers that run for good from the start have a restart policy of their own; others would need ContainerRestartRules. */
function dropFromContainer(container: Container, images: ReadonlySet<string>, isSidecar: boolean): void {
  const draft = container as Writable<Container> & { restartPolicyRules?: unknown };
  if (draft.restartPolicyRules !== undefined) delete draft.restartPolicyRules;
  if (draft.restartPolicy !== undefined && !isSidecar) delete draft.restartPolicy;
  // ContainerStopSignals
  if (draft.lifecycle?.stopSignal !== undefined) {
    delete draft.lifecycle.stopSignal;
    if (Object.keys(draft.lifecycle).length === 0) delete draft.lifecycle;
  }
  // EnvFiles
  for (const { valueFrom } of draft.env ?? []) if (valueFrom?.fileKeyRef !== undefined) delete valueFrom.fileKeyRef;
  if (images.size === 0 || draft.volumeMounts === undefined) return;
  draft.volumeMounts = draft.volumeMounts.filter(({ name }) => !images.has(name));
  if (draft.volumeMounts.length === 0) delete draft.volumeMounts;
}

/** What is reported of a pod, without what nobody asks for: DRAExtendedResource, ResourceHealthStatus. The same where there is none. */
export function withoutDisabledStatus(status: PodStatus): PodStatus {
  let kept = status;
  if ('extendedResourceClaimStatus' in status) {
    const { extendedResourceClaimStatus: _, ...others } = status as PodStatus & { readonly extendedResourceClaimStatus: unknown };
    kept = others;
  }
  for (const list of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const) {
    const statuses = kept[list];
    if (statuses?.some((one) => 'allocatedResourcesStatus' in one) === true)
      kept = { ...kept, [list]: statuses.map(withoutResourceHealth) };
  }
  return kept;
}

function withoutResourceHealth(status: ContainerStatus): ContainerStatus {
  const { allocatedResourcesStatus: _, ...others } = status as ContainerStatus & { readonly allocatedResourcesStatus?: unknown };
  return others;
}
