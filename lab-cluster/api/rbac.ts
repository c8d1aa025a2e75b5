// What the four kinds of RBAC are made of: rules, who they are for, and the reference from a binding to its role.
import type { LabelSelector } from './label-selector.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export interface Subject {
  readonly kind: string;
  readonly apiGroup?: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface RoleRef {
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;
}

export interface AggregationRule {
  readonly clusterRoleSelectors?: readonly LabelSelector[];
}

/** What RoleBinding and ClusterRoleBinding have in common. */
export interface BindingParts {
  readonly subjects?: readonly Subject[];
  readonly roleRef: RoleRef;
}

/** Names of the subjects of one kind, as `kubectl get -o wide` lists them. Models printers formatSubjects. */
export function subjectNames({ subjects }: BindingParts, kind: 'User' | 'Group' | 'ServiceAccount'): string {
  const names: string[] = [];
  for (const subject of subjects ?? []) {
    if (subject.kind !== kind) continue;
    names.push(kind === 'ServiceAccount' ? `${subject.namespace ?? ''}/${subject.name}` : subject.name);
  }
  return names.join(', ');
}
