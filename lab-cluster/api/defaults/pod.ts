// What a pod's author may leave out. Writes only what is absent, so an already defaulted pod is not touched.
// Models pkg/apis/core/v1/defaults.go and zz_generated.defaults.go.
import type { Container, LifecycleHandler, Probe } from '../pods/container.ts';
import type { Pod } from '../kinds/pod.ts';
import { readImageTag } from '../pods/image-reference.ts';
import { containerRequests } from '../pods/pod-resources.ts';
import type { PodSpec } from '../pods/pod-spec.ts';
import { spellMilli } from '../quantity.ts';
import type { Volume } from '../pods/volume.ts';
import { setClaimSpecDefaults, setVolumeSourceDefaults } from './volume.ts';
import { writable } from '../writable.ts';

const GRACE_SECONDS = 30;
const FILE_MODE = 0o644;
const TOKEN_SECONDS = 3600;

export function setPodDefaults(pod: Pod): void {
  const draft = pod as { spec?: PodSpec; status?: Pod['status'] };
  draft.spec ??= { containers: [] };
  draft.status ??= {};
  setPodSpecDefaults(draft.spec);
  setRequestDefaults(draft.spec);
  // A grace period below zero means the shortest there is.
  if ((draft.spec.terminationGracePeriodSeconds ?? 0) < 0) writable(draft.spec).terminationGracePeriodSeconds = 1;
  (draft.spec as { enableServiceLinks?: boolean }).enableServiceLinks ??= true;
  if (draft.spec.hostNetwork === true) setHostPorts(draft.spec);
}

/** On the node's own network there is no other port than the node's. Templates leave this to the pods made from them. */
function setHostPorts({ containers, initContainers = [] }: PodSpec): void {
  for (const container of [...containers, ...initContainers])
    for (const port of writable(container).ports ?? []) if (port.containerPort !== undefined) port.hostPort ??= port.containerPort;
}

/** Also for the templates of workloads, which differ from pods only in that requests are not filled from limits. */
export function setPodSpecDefaults(spec: PodSpec): void {
  const draft = writable(spec);
  draft.containers ??= [];
  draft.restartPolicy ??= 'Always';
  draft.terminationGracePeriodSeconds ??= GRACE_SECONDS;
  draft.dnsPolicy ??= 'ClusterFirst';
  draft.securityContext ??= {};
  draft.schedulerName ??= 'default-scheduler';
  // Two names of one field, of which the newer counts.
  const account = draft.serviceAccountName ?? draft.serviceAccount;
  if (account !== undefined) draft.serviceAccountName = draft.serviceAccount = account;
  for (const container of spec.containers) setContainerDefaults(container);
  if (spec.initContainers !== undefined) for (const container of spec.initContainers) setContainerDefaults(container);
  if (spec.ephemeralContainers !== undefined) for (const container of spec.ephemeralContainers) setContainerDefaults(container);
  if (spec.volumes !== undefined) for (const volume of spec.volumes) setVolumeDefaults(volume);
}

function setContainerDefaults(container: Container): void {
  const draft = writable(container);
  draft.imagePullPolicy ??= pullPolicyOf(container.image ?? '');
  draft.terminationMessagePath ??= '/dev/termination-log';
  draft.terminationMessagePolicy ??= 'File';
  draft.resources ??= {};
  if (draft.ports !== undefined) {
    for (const port of draft.ports) port.protocol ??= 'TCP';
  }
  for (const { valueFrom } of draft.env ?? []) {
    if (valueFrom?.fieldRef !== undefined) valueFrom.fieldRef.apiVersion ??= 'v1';
    if (valueFrom?.resourceFieldRef !== undefined) valueFrom.resourceFieldRef.divisor ??= '0';
  }
  setProbeDefaults(container.livenessProbe);
  setProbeDefaults(container.readinessProbe);
  setProbeDefaults(container.startupProbe);
  setHandlerDefaults(container.lifecycle?.postStart);
  setHandlerDefaults(container.lifecycle?.preStop);
}

/** A tag that never changes need not be pulled again; `latest`, said or meant, must. Of what is no name nothing is meant. */
function pullPolicyOf(image: string): 'Always' | 'IfNotPresent' {
  return readImageTag(image)?.tag === 'latest' ? 'Always' : 'IfNotPresent';
}

function setProbeDefaults(probe: Probe | undefined): void {
  if (probe === undefined) return;
  const draft = writable(probe);
  draft.timeoutSeconds ||= 1;
  draft.periodSeconds ||= 10;
  draft.successThreshold ||= 1;
  draft.failureThreshold ||= 3;
  if (draft.grpc !== undefined) draft.grpc.service ??= '';
  setHandlerDefaults(probe);
}

function setHandlerDefaults(handler: LifecycleHandler | undefined): void {
  if (handler?.httpGet === undefined) return;
  const action = writable(handler.httpGet);
  action.path ||= '/';
  action.scheme ||= 'HTTP';
  for (const header of action.httpHeaders ?? []) header.value ??= '';
}

function setVolumeDefaults(volume: Volume): void {
  const draft = writable(volume);
  if (draft.secret !== undefined) draft.secret.defaultMode ??= FILE_MODE;
  if (draft.configMap !== undefined) draft.configMap.defaultMode ??= FILE_MODE;
  if (draft.downwardAPI !== undefined) {
    draft.downwardAPI.defaultMode ??= FILE_MODE;
    for (const item of draft.downwardAPI.items ?? []) setDownwardDefaults(item);
  }
  if (draft.projected !== undefined) {
    draft.projected.defaultMode ??= FILE_MODE;
    // Go prints this list even when there is none.
    (draft.projected as { sources?: unknown }).sources ??= null;
    for (const source of draft.projected.sources ?? []) {
      if (source.serviceAccountToken !== undefined) source.serviceAccountToken.expirationSeconds ??= TOKEN_SECONDS;
      for (const item of source.downwardAPI?.items ?? []) setDownwardDefaults(item);
    }
  }
  setVolumeSourceDefaults(draft);
  setClaimTemplateDefaults(volume);
  if (isSourceless(volume)) draft.emptyDir = {};
}

function setDownwardDefaults(item: { fieldRef?: { apiVersion?: string }; resourceFieldRef?: { divisor?: string } }): void {
  if (item.fieldRef !== undefined) item.fieldRef.apiVersion ??= 'v1';
  if (item.resourceFieldRef !== undefined) item.resourceFieldRef.divisor ??= '0';
}

/** Of the claim a pod brings with it. */
function setClaimTemplateDefaults(volume: Volume): void {
  const ephemeral = volume['ephemeral'] as { volumeClaimTemplate?: { spec?: object } } | undefined;
  if (ephemeral?.volumeClaimTemplate?.spec !== undefined) setClaimSpecDefaults(ephemeral.volumeClaimTemplate.spec);
  const image = volume['image'] as { reference?: string; pullPolicy?: string } | undefined;
  if (image !== undefined) image.pullPolicy ??= pullPolicyOf(image.reference ?? '');
}

function isSourceless(volume: Volume): boolean {
  for (const key in volume) if (key !== 'name' && volume[key] !== undefined) return false;
  return true;
}

/** A pod that only limits a resource asks for as much as the limit. */
function setRequestDefaults(spec: PodSpec): void {
  for (const container of spec.containers) fillRequests(container);
  if (spec.initContainers !== undefined) for (const container of spec.initContainers) fillRequests(container);
  if (Object.keys(spec.resources?.limits ?? {}).length > 0) fillPodRequests(spec);
}

/** A pod that limits itself as a whole asks for what its containers ask for, or else for the limit. Models defaultPodRequests. */
function fillPodRequests(spec: PodSpec): void {
  const { requests: asked = {}, limits = {} } = spec.resources ?? {};
  const requests: Record<string, string> = { ...asked };
  for (const [resource, milli] of Object.entries(containerRequests(spec)))
    if (isForPods(resource)) requests[resource] ??= spellMilli(resource, milli);
  for (const resource in limits) if (isForPods(resource)) requests[resource] ??= limits[resource] as string;
  if (Object.keys(requests).length > 0) (spec.resources as { requests?: Record<string, string> }).requests = requests;
}

function isForPods(resource: string): boolean {
  return resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-');
}

function fillRequests(container: Container): void {
  const limits = container.resources?.limits;
  if (limits === undefined) return;
  const resources = writable(container).resources as { requests?: Record<string, string> };
  for (const resource in limits) {
    if (resources.requests?.[resource] === undefined)
      resources.requests = { ...resources.requests, [resource]: limits[resource] as string };
  }
}
