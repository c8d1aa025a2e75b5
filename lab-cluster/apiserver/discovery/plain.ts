// Discovery one document at a time: versions, groups, and the resources of one group version.
// Models apiserver/pkg/endpoints/discovery.
import { type Group, type GroupVersion, groupNamed, groups } from './groups.ts';
import { type ResourceFacts, resourceFacts } from './resources.ts';
import { storageVersionHash } from './storage-version.ts';

/** Where clients outside find the server. */
export const SERVER_ADDRESS = 'kube-apiserver:6443';

/** `path` has no slashes at its ends. Undefined where there is no such document. */
export function plainDocument(path: string): object | undefined {
  const [root, first, second, ...more] = path.split('/');
  if (more.length > 0) return undefined;
  if (root === 'api') return first === undefined ? coreVersions() : second === undefined ? resourceList('', first) : undefined;
  if (root !== 'apis') return undefined;
  if (first === undefined) return groupList();
  if (first === '') return undefined;
  if (second !== undefined) return resourceList(first, second);
  const group = groupNamed(first);
  return group === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...describeGroup(group) };
}

function coreVersions(): object {
  const versions = groupNamed('')?.versions.map(({ version }) => version);
  return { kind: 'APIVersions', versions, serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: SERVER_ADDRESS }] };
}

function groupList(): object {
  const named = groups().filter(({ name }) => name !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(describeGroup) };
}

function describeGroup({ name, versions }: Group): object {
  const described = versions.map(({ apiVersion, version }) => ({ groupVersion: apiVersion, version }));
  return { name, versions: described, preferredVersion: described[0] };
}

function resourceList(group: string, version: string): object | undefined {
  const served = groupNamed(group)?.versions.find((one) => one.version === version);
  return served === undefined ? undefined : describeResources(served);
}

function describeResources({ group, apiVersion, kinds }: GroupVersion): object {
  const resources = kinds.map(resourceFacts).flatMap(describeResource);
  return { kind: 'APIResourceList', ...(group === '' ? {} : { apiVersion: 'v1' }), groupVersion: apiVersion, resources };
}

function describeResource({ kind, verbs, subresources }: ResourceFacts): readonly object[] {
  const { plural, singular, namespaced, shortNames, categories } = kind;
  const hash = storageVersionHash(kind);
  const main = {
    name: plural,
    singularName: singular,
    namespaced,
    kind: kind.kind,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(hash === undefined ? {} : { storageVersionHash: hash }),
  };
  const below = subresources.map(({ name, speaks, verbs: allowed }) => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced,
    ...speaks,
    verbs: allowed,
  }));
  return [main, ...below];
}
