// Whether a request is one of those that a policy or its binding is about.
// Models apiserver/pkg/admission/plugin/policy/matching and plugin/webhook/predicates.
import type { MatchResources, Rule } from '../../../api/admission-rules.ts';
import { namespaces } from '../../../api/kinds/namespace.ts';
import type { KubeObject } from '../../../api/object.ts';
import { erased, kindOfResource } from '../../../api/registry.ts';
import { isEmptySelector, matchesSelector } from '../../../api/selector.ts';
import { registryKey } from '../../storage/registry-key.ts';
import type { AdmissionEnv, AdmissionRequest } from '../plugin.ts';

const namespaceKind = erased(namespaces);

/** The namespace a request is in; undefined where there is none. */
export function namespaceOf({ namespace }: AdmissionRequest, { cache }: AdmissionEnv): KubeObject | undefined {
  return namespace === undefined ? undefined : cache.get(namespaceKind, registryKey(namespaceKind, undefined, namespace));
}

export function matchesRequest(match: MatchResources, request: AdmissionRequest, env: AdmissionEnv): boolean {
  if (!matchesNamespace(match, request, env) || !matchesObject(match, request)) return false;
  const covers = (rule: Rule): boolean => matchesRule(rule, match.matchPolicy !== 'Exact', request);
  if ((match.excludeResourceRules ?? []).some(covers)) return false;
  const rules = match.resourceRules ?? [];
  return rules.length === 0 || rules.some(covers);
}

function matchesNamespace({ namespaceSelector }: MatchResources, request: AdmissionRequest, env: AdmissionEnv): boolean {
  if (namespaceSelector === undefined || isEmptySelector(namespaceSelector)) return true;
  const isNamespace = request.kind.resource === namespaceKind.resource;
  // What is in no namespace is not narrowed down by them.
  if (request.namespace === undefined && !isNamespace) return true;
  const labels = (isNamespace ? request.object : namespaceOf(request, env))?.metadata.labels;
  return matchesSelector(namespaceSelector, labels);
}

function matchesObject({ objectSelector }: MatchResources, { object, oldObject }: AdmissionRequest): boolean {
  if (objectSelector === undefined || isEmptySelector(objectSelector)) return true;
  return matchesSelector(objectSelector, object.metadata.labels) || matchesSelector(objectSelector, oldObject?.metadata.labels);
}

function has(list: readonly string[] | undefined, value: string): boolean {
  return (list ?? []).some((one) => one === '*' || one === value);
}

/** Simplified: with matchPolicy Equivalent the object is seen in the version it was sent in. */
function matchesRule(rule: Rule, equivalent: boolean, request: AdmissionRequest): boolean {
  const { kind, operation, subresource = '', name } = request;
  if (rule.scope === 'Namespaced' && !kind.namespaced) return false;
  if (rule.scope === 'Cluster' && kind.namespaced) return false;
  if (!has(rule.operations, operation) || !has(rule.apiGroups, kind.group)) return false;
  const otherVersion = (version: string): boolean => kindOfResource(kind.group, version, kind.plural) !== undefined;
  if (!has(rule.apiVersions, kind.version) && !(equivalent && (rule.apiVersions ?? []).some(otherVersion))) return false;
  const resource = (rule.resources ?? []).some((text) => {
    const [plural = '', sub = ''] = text.split('/');
    return (plural === '*' || plural === kind.plural) && (sub === '*' || sub === subresource);
  });
  return resource && ((rule.resourceNames ?? []).length === 0 || (rule.resourceNames ?? []).includes(name));
}
