// What `kubectl describe` prints, from the objects of the API: gathers what belongs together, then writes it down.
// Simplified: kinds without a description of their own print their metadata and events; a node's resource sums and a namespace's quotas are left out.
import type { KubeObject, ObjectList } from '../../lab-cluster/index.ts';
import { describePod, podTemplateLines } from './describe-pod.ts';
import { ageText, conditionLines, dateText, eventLines, labelText, type Lines, mapLines, selectorText } from './describe-words.ts';
import { isFailure, type KubeApi } from '../../lab-cluster/kubectl/kube-api.ts';
import { refusal } from '../../lab-cluster/kubectl/kubectl-words.ts';
import { collectionPath, objectPath, type ObjectRef, resourceByPlural } from '../../lab-cluster/kubectl/resources.ts';
import type { EndpointSlice, KubeEvent, Node, Pod, Service, Workload } from './shapes.ts';
import { podStatus } from './summary.ts';
import { alignTabs } from './tab-writer.ts';

export async function describe(api: KubeApi, ref: ObjectRef, nowMs: number): Promise<string> {
  const resource = resourceByPlural(ref.plural);
  if (resource === undefined) return `error: the server doesn't have a resource type "${ref.plural}"\n`;
  const response = await api.request({ method: 'GET', path: objectPath(resource, ref.namespace, ref.name) });
  if (isFailure(response)) return `${refusal(response.body)}\n`;
  const object = response.body as KubeObject;
  const events = (await list<KubeEvent>(api, 'events', ref.namespace ?? 'default')).filter((event) => isAbout(event, object));
  const lines = [...(await linesOf(api, object, nowMs)), ...eventLines(events, nowMs)];
  return `${alignTabs(lines.join('\n'))}\n`;
}

/** Nodes' events name the node as their uid, as kubelets do not know another. */
function isAbout(event: KubeEvent, object: KubeObject): boolean {
  const about = event.involvedObject;
  return (
    about?.kind === object.kind &&
    about.name === object.metadata.name &&
    (about.uid === undefined || about.uid === object.metadata.uid || object.kind === 'Node')
  );
}

async function list<T extends KubeObject>(api: KubeApi, plural: string, namespace?: string): Promise<readonly T[]> {
  const resource = resourceByPlural(plural);
  if (resource === undefined) return [];
  const response = await api.request({ method: 'GET', path: collectionPath(resource, namespace) });
  return isFailure(response) ? [] : (response.body as ObjectList<T>).items;
}

async function linesOf(api: KubeApi, object: KubeObject, nowMs: number): Promise<Lines> {
  const namespace = object.metadata.namespace;
  switch (object.kind) {
    case 'Pod': {
      const node = (await list<Node>(api, 'nodes')).find((candidate) => candidate.metadata.name === (object as Pod).spec?.nodeName);
      return describePod(object, node?.status?.addresses?.find((address) => address.type === 'InternalIP')?.address ?? '');
    }
    case 'Deployment':
      return describeDeployment(object, await list<Workload>(api, 'replicasets', namespace));
    case 'ReplicaSet':
      return describeReplicaSet(object, await list<Pod>(api, 'pods', namespace));
    case 'Service':
      return describeService(object, await list<EndpointSlice>(api, 'endpointslices', namespace));
    case 'Node':
      return describeNode(object, await list<Pod>(api, 'pods'), nowMs);
    case 'Namespace':
      return [
        ...head(object),
        `Status:\t${(object as KubeObject & { readonly status?: { readonly phase?: string } }).status?.phase ?? ''}`,
      ];
    case 'ConfigMap':
    case 'Secret':
      return describeData(object as KubeObject & { readonly data?: Readonly<Record<string, string>>; readonly type?: string });
    default:
      return [
        ...head(object),
        `API Version:\t${object.apiVersion}`,
        `Kind:\t${object.kind}`,
        `Created:\t${dateText(object.metadata.creationTimestamp)}`,
      ];
  }
}

function head({ metadata }: KubeObject): Lines {
  const namespace = metadata.namespace === undefined ? [] : [`Namespace:\t${metadata.namespace}`];
  return [
    `Name:\t${metadata.name}`,
    ...namespace,
    ...mapLines('Labels', metadata.labels),
    ...mapLines('Annotations', metadata.annotations, ': '),
  ];
}

function describeDeployment(deployment: Workload, replicaSets: readonly Workload[]): Lines {
  const { spec, status, metadata } = deployment;
  const [name = '', namespace = '', ...rest] = head(deployment);
  const own = replicaSets.filter((set) => set.metadata.ownerReferences?.some((owner) => owner.uid === metadata.uid));
  const revision = metadata.annotations?.['deployment.kubernetes.io/revision'];
  const newest = own.filter((set) => set.metadata.annotations?.['deployment.kubernetes.io/revision'] === revision);
  const old = own.filter((set) => !newest.includes(set) && (set.spec?.replicas ?? 0) > 0);
  const rolling = spec?.strategy?.rollingUpdate;
  return [
    name,
    namespace,
    `CreationTimestamp:\t${dateText(metadata.creationTimestamp)}`,
    ...rest,
    `Selector:\t${selectorText(spec?.selector)}`,
    `Replicas:\t${spec?.replicas ?? 0} desired | ${status?.updatedReplicas ?? 0} updated | ${status?.replicas ?? 0} total | ` +
      `${status?.availableReplicas ?? 0} available | ${status?.unavailableReplicas ?? 0} unavailable`,
    `StrategyType:\t${spec?.strategy?.type ?? ''}`,
    `MinReadySeconds:\t${spec?.minReadySeconds ?? 0}`,
    ...(rolling ? [`RollingUpdateStrategy:\t${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`] : []),
    ...podTemplateLines(spec?.template),
    ...conditionLines(status?.conditions, true),
    `OldReplicaSets:\t${setNames(old)}`,
    `NewReplicaSet:\t${setNames(newest)}`,
  ];
}

function setNames(sets: readonly Workload[]): string {
  if (sets.length === 0) return '<none>';
  return sets.map((set) => `${set.metadata.name} (${set.status?.replicas ?? 0}/${set.spec?.replicas ?? 0} replicas created)`).join(', ');
}

function describeReplicaSet(set: Workload, pods: readonly Pod[]): Lines {
  const { spec, status, metadata } = set;
  const [name = '', namespace = '', ...rest] = head(set);
  const own = pods.filter((pod) => pod.metadata.ownerReferences?.some((owner) => owner.uid === metadata.uid));
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  const count = (phase: string): number => own.filter((pod) => pod.status?.phase === phase).length;
  return [
    name,
    namespace,
    `Selector:\t${selectorText(spec?.selector)}`,
    ...rest,
    ...(owner ? [`Controlled By:\t${owner.kind}/${owner.name}`] : []),
    `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`,
    `Pods Status:\t${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`,
    ...podTemplateLines(spec?.template),
    ...conditionLines(status?.conditions, true),
  ];
}

function describeService(service: Service, slices: readonly EndpointSlice[]): Lines {
  const { spec, status, metadata } = service;
  const own = slices.filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name);
  const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');
  const lines = [
    ...head(service),
    `Selector:\t${labelText(spec?.selector)}`,
    `Type:\t${spec?.type ?? ''}`,
    `IP Family Policy:\t${spec?.ipFamilyPolicy ?? 'SingleStack'}`,
    `IP Families:\t${(spec?.ipFamilies ?? ['IPv4']).join(',')}`,
    `IP:\t${spec?.clusterIP ?? ''}`,
    `IPs:\t${(spec?.clusterIPs ?? []).join(',') || '<none>'}`,
  ];
  if (ingress.length > 0) lines.push(`LoadBalancer Ingress:\t${ingress.join(', ')}`);
  for (const port of spec?.ports ?? []) {
    const name = port.name || '<unset>';
    const protocol = port.protocol ?? 'TCP';
    lines.push(`Port:\t${name}\t${port.port}/${protocol}`, `TargetPort:\t${port.targetPort ?? port.port}/${protocol}`);
    if (port.nodePort) lines.push(`NodePort:\t${name}\t${port.nodePort}/${protocol}`);
    lines.push(`Endpoints:\t${endpointText(own, port.name)}`);
  }
  lines.push(`Session Affinity:\t${spec?.sessionAffinity ?? 'None'}`);
  if (spec?.externalTrafficPolicy) lines.push(`External Traffic Policy:\t${spec.externalTrafficPolicy}`);
  return [...lines, `Internal Traffic Policy:\t${spec?.internalTrafficPolicy ?? 'Cluster'}`];
}

function endpointText(slices: readonly EndpointSlice[], portName: string | undefined): string {
  const all = slices.flatMap((slice) => {
    const port = slice.ports?.find((candidate) => (candidate.name ?? '') === (portName ?? ''))?.port;
    const ready = (slice.endpoints ?? []).filter((endpoint) => endpoint.conditions?.ready !== false);
    return ready.flatMap((endpoint) => endpoint.addresses.map((address) => `${address}:${port ?? ''}`));
  });
  if (all.length <= 3) return all.join(',');
  return `${all.slice(0, 3).join(',')} + ${all.length - 3} more...`;
}

function describeNode(node: Node, pods: readonly Pod[], nowMs: number): Lines {
  const { spec, status, metadata } = node;
  const own = pods.filter(
    (pod) => pod.spec?.nodeName === metadata.name && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed',
  );
  const [name = '', ...rest] = head(node);
  const taints = (spec?.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`);
  const conditions = (status?.conditions ?? []).map(
    (condition) =>
      `  ${condition.type} \t${condition.status} \t${dateText((condition as { readonly lastHeartbeatTime?: string }).lastHeartbeatTime)} \t` +
      `${dateText(condition.lastTransitionTime)} \t${condition.reason ?? ''} \t${condition.message ?? ''}`,
  );
  const quantities = (map: Readonly<Record<string, string>> | undefined): Lines =>
    Object.entries(map ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `  ${key}:\t${value}`);
  const podLines = own.map(
    (pod) =>
      `  ${pod.metadata.namespace} \t${pod.metadata.name}\t\t${podStatus(pod)}\t${ageText((nowMs - Date.parse(pod.metadata.creationTimestamp)) / 1000)}`,
  );
  return [
    name,
    'Roles:\t<none>',
    ...rest,
    `CreationTimestamp:\t${dateText(metadata.creationTimestamp)}`,
    ...(taints.length === 0 ? ['Taints:\t<none>'] : taints.map((taint, index) => `${index === 0 ? 'Taints:' : ''}\t${taint}`)),
    `Unschedulable:\t${spec?.unschedulable ?? false}`,
    'Conditions:',
    '  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage',
    '  ----\t------\t-----------------\t------------------\t------\t-------',
    ...conditions,
    'Addresses:',
    ...(status?.addresses ?? []).map(({ type, address }) => `  ${type}:\t${address}`),
    'Capacity:',
    ...quantities(status?.capacity),
    'Allocatable:',
    ...quantities(status?.allocatable),
    ...(spec?.podCIDR ? [`PodCIDR:\t${spec.podCIDR}`, `PodCIDRs:\t${(spec.podCIDRs ?? [spec.podCIDR]).join(',')}`] : []),
    ...(spec?.providerID ? [`ProviderID:\t${spec.providerID}`] : []),
    `Non-terminated Pods:\t(${own.length} in total)`,
    '  Namespace\tName\t\tStatus\tAge',
    '  ---------\t----\t\t------\t---',
    ...podLines,
  ];
}

/** Secrets show how long their values are, not the values. */
function describeData(object: KubeObject & { readonly data?: Readonly<Record<string, string>>; readonly type?: string }): Lines {
  const entries = Object.entries(object.data ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = [...head(object), ''];
  if (object.kind === 'Secret') {
    const bytes = (value: string): number => Math.floor((value.replace(/=+$/, '').length * 3) / 4);
    return [
      ...lines,
      `Type:\t${object.type ?? 'Opaque'}`,
      '',
      'Data',
      '====',
      ...entries.map(([key, value]) => `${key}:\t${bytes(value)} bytes`),
      '',
    ];
  }
  return [...lines, 'Data', '====', ...entries.flatMap(([key, value]) => [`${key}:`, '----', value, '', '']), 'BinaryData', '====', ''];
}
