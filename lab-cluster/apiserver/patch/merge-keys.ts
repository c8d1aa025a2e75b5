// Which lists a strategic merge patch merges, and by which key: the patchMergeKey tags of upstream's Go types.

export type ListStrategy = { readonly type: 'replace' } | { readonly type: 'set' } | { readonly type: 'merge'; readonly key: string };

const REPLACE: ListStrategy = { type: 'replace' };
const SET: ListStrategy = { type: 'set' };

/** By the list's own name, where that says enough. */
const KEY_BY_FIELD: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  volumes: 'name',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  schedulingGates: 'name',
  resourceClaims: 'name',
  conditions: 'type',
  ownerReferences: 'uid',
  hostIPs: 'ip',
  podIPs: 'ip',
};

/** By resource and path, where the same name means different lists. */
const KEY_BY_PATH: Readonly<Record<string, string>> = {
  'services spec.ports': 'port',
  'nodes status.addresses': 'type',
  'serviceaccounts secrets': 'name',
};

const SETS = new Set(['metadata.finalizers', 'spec.podCIDRs']);
const CONTAINER_PORTS = /(^|\.)(containers|initContainers|ephemeralContainers)\.ports$/;

/** `path` has no indexes: `spec.template.spec.containers.ports`. */
export function strategyOf(plural: string, path: string): ListStrategy {
  if (SETS.has(path)) return SET;
  const key = KEY_BY_PATH[`${plural} ${path}`] ?? (CONTAINER_PORTS.test(path) ? 'containerPort' : keyOf(path));
  return key === undefined ? REPLACE : { type: 'merge', key };
}

function keyOf(path: string): string | undefined {
  const field = path.slice(path.lastIndexOf('.') + 1);
  return Object.hasOwn(KEY_BY_FIELD, field) ? KEY_BY_FIELD[field] : undefined;
}
