// What the server can do, for clients that ask before they speak: groups, versions, resources, and the version itself.
// Models apiserver/pkg/endpoints/discovery.
// Simplified: the plain lists only; the aggregated form and OpenAPI come with kubectl support.
import type { Kind } from '../api/kind.ts';
import { kinds } from '../api/registry.ts';
import { subresourceOf } from './subresources/registry.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

const VERSION = {
  major: '1',
  minor: '34',
  emulationMajor: '1',
  emulationMinor: '34',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '33',
  gitVersion: 'v1.34.0-kubelab',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'simulated/lab',
};

/** The document at a path without slashes at its ends, or undefined when there is none. */
export function discover(path: string): unknown {
  const [root, group, version] = path.split('/');
  if (path === 'version') return VERSION;
  if (path === '')
    return { paths: ['/api', '/api/v1', '/apis', ...groups().map((name) => `/apis/${name}`), '/healthz', '/livez', '/readyz', '/version'] };
  if (path === 'api') {
    const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: 'kube-apiserver:6443' }];
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs };
  }
  if (root === 'api' && version === undefined) return resourceList('', group as string);
  if (path === 'apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(groupOf) };
  if (root !== 'apis' || group === undefined || !groups().includes(group)) return undefined;
  return version === undefined ? { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) } : resourceList(group, version);
}

function groups(): readonly string[] {
  return [...new Set(kinds.map((kind) => kind.group))].filter((group) => group !== '');
}

function groupOf(name: string): object {
  const versions = [...new Set(kinds.filter((kind) => kind.group === name).map((kind) => kind.version))].map((version) => ({
    groupVersion: `${name}/${version}`,
    version,
  }));
  return { name, versions, preferredVersion: versions[0] };
}

function resourceList(group: string, version: string): object | undefined {
  const served = kinds.filter((kind) => kind.group === group && kind.version === version);
  if (served.length === 0) return undefined;
  const resources = [...served].sort((left, right) => (left.plural < right.plural ? -1 : 1)).flatMap(resourcesOf);
  return { kind: 'APIResourceList', ...(group === '' ? {} : { apiVersion: 'v1' }), groupVersion: served[0]?.apiVersion, resources };
}

function resourcesOf(kind: Kind): object[] {
  const { plural, singular, namespaced, shortNames, categories } = kind;
  const main = {
    name: plural,
    singularName: singular,
    namespaced,
    kind: kind.kind,
    verbs: kind.verbs ?? VERBS,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
  const below = [...kind.subresources].sort().map((subresource) => ({
    name: `${plural}/${subresource}`,
    singularName: '',
    namespaced,
    ...(subresourceOf(subresource)?.speaks ?? { kind: kind.kind }),
    verbs: verbsOf(subresource),
  }));
  return [main, ...below];
}

function verbsOf(subresource: string): readonly string[] {
  const definition = subresourceOf(subresource);
  return (['create', 'delete', 'get', 'patch', 'update'] as const).filter((verb) => definition?.[verb] !== undefined);
}
