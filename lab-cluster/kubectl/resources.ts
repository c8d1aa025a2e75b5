// Which path serves which kind: discovery, with the built-in kinds known beforehand so that nothing is asked for them twice.
import type { KubeApi } from './kube-api.ts';

export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/**
 * Every kind that is served, by group version: those with a namespace, and those of the whole cluster. What a kind or plural
 * usually means comes before what else has the name. The registry is too heavy for whoever only needs this.
 */
const table: readonly (readonly [apiVersion: string, namespaced: string, clusterWide: string])[] = [
  [
    'v1',
    'Pod Service Endpoints ConfigMap Secret ServiceAccount Event PersistentVolumeClaim ReplicationController LimitRange ResourceQuota PodTemplate Binding',
    'Namespace Node PersistentVolume ComponentStatus',
  ],
  ['apps/v1', 'Deployment ReplicaSet StatefulSet DaemonSet ControllerRevision', ''],
  ['batch/v1', 'Job CronJob', ''],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', ''],
  ['autoscaling/v1', 'HorizontalPodAutoscaler', ''],
  ['coordination.k8s.io/v1', 'Lease', ''],
  ['discovery.k8s.io/v1', 'EndpointSlice', ''],
  ['events.k8s.io/v1', 'Event', ''],
  ['networking.k8s.io/v1', 'Ingress NetworkPolicy', 'IngressClass ServiceCIDR IPAddress'],
  ['policy/v1', 'PodDisruptionBudget', ''],
  ['certificates.k8s.io/v1', '', 'CertificateSigningRequest'],
  ['rbac.authorization.k8s.io/v1', 'Role RoleBinding', 'ClusterRole ClusterRoleBinding'],
  ['storage.k8s.io/v1', 'CSIStorageCapacity', 'StorageClass VolumeAttachment CSIDriver CSINode VolumeAttributesClass'],
  ['scheduling.k8s.io/v1', '', 'PriorityClass'],
  ['node.k8s.io/v1', '', 'RuntimeClass'],
  [
    'admissionregistration.k8s.io/v1',
    '',
    'MutatingWebhookConfiguration ValidatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding',
  ],
  ['apiregistration.k8s.io/v1', '', 'APIService'],
  ['flowcontrol.apiserver.k8s.io/v1', '', 'FlowSchema PriorityLevelConfiguration'],
  ['authentication.k8s.io/v1', '', 'TokenReview SelfSubjectReview'],
  ['authorization.k8s.io/v1', 'LocalSubjectAccessReview', 'SubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview'],
];

const builtInResources: readonly Resource[] = table.flatMap(([apiVersion, namespaced, clusterWide]) => [
  ...resourcesOf(apiVersion, namespaced, true),
  ...resourcesOf(apiVersion, clusterWide, false),
]);

const byKind = new Map(builtInResources.map((resource) => [`${apiVersionOf(resource)}/${resource.kind}`, resource]));
const byPlural = new Map(builtInResources.toReversed().map((resource) => [resource.plural, resource]));
const kindNames = new Set(builtInResources.map((resource) => resource.kind));

function resourcesOf(apiVersion: string, kinds: string, namespaced: boolean): readonly Resource[] {
  if (kinds === '') return [];
  return kinds.split(' ').map((kind) => ({ ...splitApiVersion(apiVersion), kind, plural: pluralOf(kind), namespaced }));
}

/** Plurals of built-in kinds follow English spelling; one is a plural already. */
function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith('points')) return singular;
  if (singular.endsWith('y')) return `${singular.slice(0, -1)}ies`;
  return singular.endsWith('s') ? `${singular}es` : `${singular}s`;
}

function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

function apiVersionOf(resource: Resource): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** The apiVersion that built-in `kind` is usually written with. */
export function usualApiVersion(kind: string): string | undefined {
  const found = builtInResources.find((resource) => resource.kind === kind);
  return found && apiVersionOf(found);
}

export function isBuiltInKind(kind: string): boolean {
  return kindNames.has(kind);
}

export function resourceByPlural(plural: string): Resource | undefined {
  return byPlural.get(plural);
}

export function resourceByKind(apiVersion: string, kind: string): Resource | undefined {
  return byKind.get(`${apiVersion}/${kind}`);
}

/** `deployments.apps`, as kubectl names resources; for the core group just the plural or kind. */
export function qualified(name: string, resource: Resource): string {
  return resource.group === '' ? name : `${name}.${resource.group}`;
}

export function collectionPath(resource: Resource, namespace?: string): string {
  const base = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  return resource.namespaced && namespace !== undefined
    ? `${base}/namespaces/${namespace}/${resource.plural}`
    : `${base}/${resource.plural}`;
}

export function objectPath(resource: Resource, namespace: string | undefined, name: string): string {
  return `${collectionPath(resource, namespace)}/${encodeURIComponent(name)}`;
}

/** Names one object: how tree rows, documents and messages refer to it. */
export interface ObjectRef {
  readonly plural: string;
  readonly namespace?: string;
  readonly name: string;
}

/** `plural/namespace/name`, or `plural/name` for cluster-wide objects. */
export function refText(ref: ObjectRef): string {
  return ref.namespace === undefined ? `${ref.plural}/${ref.name}` : `${ref.plural}/${ref.namespace}/${ref.name}`;
}

export function parseRef(text: string): ObjectRef | undefined {
  const [plural, second, third, ...rest] = text.split('/');
  if (!plural || !second || rest.length > 0) return undefined;
  return third === undefined ? { plural, name: second } : { plural, namespace: second, name: third };
}

/** Finds the resource of a kind by asking the server once per group version, as kubectl does. */
export class RestMapper {
  readonly #api: KubeApi;
  readonly #asked = new Map<string, Promise<readonly Resource[] | undefined>>();

  constructor(api: KubeApi) {
    this.#api = api;
  }

  /** Forgets what was discovered: another cluster answers now. */
  reset(): void {
    this.#asked.clear();
  }

  async find(apiVersion: string, kind: string): Promise<Resource | undefined> {
    const discovered = await this.#discover(apiVersion);
    if (discovered === undefined) return resourceByKind(apiVersion, kind);
    return discovered.find((resource) => resource.kind === kind);
  }

  #discover(apiVersion: string): Promise<readonly Resource[] | undefined> {
    let answer = this.#asked.get(apiVersion);
    if (answer === undefined) {
      answer = this.#ask(apiVersion);
      this.#asked.set(apiVersion, answer);
    }
    return answer;
  }

  /** `undefined` when the server offers no discovery for this group version at all. */
  async #ask(apiVersion: string): Promise<readonly Resource[] | undefined> {
    const { group, version } = splitApiVersion(apiVersion);
    const response = await this.#api.request({ method: 'GET', path: group === '' ? `/api/${version}` : `/apis/${group}/${version}` });
    // The server says itself that it serves nothing under this name.
    if (response.code === 404) return [];
    const body = response.body as { readonly resources?: unknown } | undefined;
    if (response.code !== 200 || !Array.isArray(body?.resources)) return undefined;
    const rows = body.resources as readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
    return rows
      .filter((row) => !row.name.includes('/'))
      .map((row) => ({ group, version, kind: row.kind, plural: row.name, namespaced: row.namespaced }));
  }
}
