// Which groups and versions there are, and in which order clients meet them. The kinds come from the registry.
// Models kube-aggregator's priorities of API services and apimachinery/pkg/version.
import type { Kind } from '../../api/kind.ts';
import { kinds } from '../../api/registry.ts';

/** By falling priority; clients that find a name in several groups take the first. Others come after, by name. */
const GROUP_ORDER = [
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
];

export interface Group {
  /** Empty for core. */
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly GroupVersion[];
}

export interface GroupVersion {
  readonly group: string;
  readonly version: string;
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** By plural. */
  readonly kinds: readonly Kind[];
}

let known: readonly Group[] | undefined;

/** Core first, then by priority. Read from the registry once. */
export function groups(): readonly Group[] {
  known ??= readGroups();
  return known;
}

export function servedVersions(): readonly GroupVersion[] {
  return groups().flatMap(({ versions }) => versions);
}

export function groupNamed(name: string): Group | undefined {
  return groups().find((group) => group.name === name);
}

function readGroups(): readonly Group[] {
  const names = [...new Set(kinds.map((kind) => kind.group))];
  return names.sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1)).map(readGroup);
}

function rank(group: string): number {
  const at = GROUP_ORDER.indexOf(group);
  return group === '' ? -1 : at === -1 ? GROUP_ORDER.length : at;
}

function readGroup(name: string): Group {
  const members = kinds.filter((kind) => kind.group === name);
  const versions = [...new Set(members.map((kind) => kind.version))].sort(byVersion);
  return { name, versions: versions.map((version) => readVersion(name, version, members)) };
}

function readVersion(group: string, version: string, members: readonly Kind[]): GroupVersion {
  const served = members.filter((kind) => kind.version === version).sort((left, right) => (left.plural < right.plural ? -1 : 1));
  return { group, version, apiVersion: group === '' ? version : `${group}/${version}`, kinds: served };
}

/** v2 before v1 before v1beta2 before v1beta1 before v1alpha1. */
function byVersion(left: string, right: string): number {
  const [leftRank, rightRank] = [versionRank(left), versionRank(right)];
  return rightRank - leftRank || (left < right ? -1 : 1);
}

const STABILITY: Readonly<Record<string, number>> = { '': 2, beta: 1, alpha: 0 };

function versionRank(version: string): number {
  const [, major = '0', stage = '', minor = '0'] = /^v(\d+)(?:(beta|alpha)(\d+))?$/.exec(version) ?? [];
  return (STABILITY[stage] ?? 0) * 1e6 + Number(major) * 1e3 + Number(minor);
}
