// How lists inside built-in kinds merge: which field names one item, and which maps keep only the keys that were sent.
// The patchStrategy and patchMergeKey facts of the Kubernetes API; everything not named here is replaced whole.

/** Field names are enough for these: no built-in kind uses one of them for a list that merges differently. */
const mergeKeyByField: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  schedulingGates: 'name',
  resourceClaims: 'name',
  ownerReferences: 'uid',
  conditions: 'type',
  secrets: 'name',
};

/** The key by which items of the list at `path` are the same item, or undefined when the list is atomic. */
export function mergeKeyOf(kind: string, path: readonly string[]): string | undefined {
  const field = path.at(-1) ?? '';
  if (field !== 'ports') return mergeKeyByField[field];
  const owner = path.at(-2);
  if (owner === 'containers' || owner === 'initContainers') return 'containerPort';
  return kind === 'Service' && path.length === 2 && owner === 'spec' ? 'port' : undefined;
}

/** Lists of plain values that merge as sets. */
export function isMergingSet(path: readonly string[]): boolean {
  return path.length === 2 && path[0] === 'metadata' && path[1] === 'finalizers';
}

/** Maps of which only one member may be set: a patch names the keys to keep. */
export function keepsSentKeysOnly(path: readonly string[]): boolean {
  return path.at(-1) === 'volumes' || (path.length === 2 && path[0] === 'spec' && path[1] === 'strategy');
}
