// Whether a request is one of those that a policy or its binding is about.
// Models apiserver/pkg/admission/plugin/policy/matching and plugin/webhook/predicates.
import type { MatchResources, Rule } from '../../../api/admission-rules.ts';
import { namespaces } from '../../../api/kinds/namespace.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { Kind } from '../../../api/kind.ts';
import { erased, kinds } from '../../../api/registry.ts';
import { isEmptySelector, matchesSelector } from '../../../api/selector.ts';
import { storedKindOf } from '../../../api/versions.ts';
import { registryKey } from '../../storage/registry-key.ts';
import type { AdmissionEnv, AdmissionRequest } from '../plugin.ts';

const namespaceKind = erased(namespaces);

/** The namespace a request is in; undefined where there is none. */
export function namespaceOf({ namespace }: AdmissionRequest, { cache }: AdmissionEnv): KubeObject | undefined {
  return namespace === undefined ? undefined : cache.get(namespaceKind, registryKey(namespaceKind, undefined, namespace));
}

/**
 * As which kind a request is meant: its own, or another version of it that the rules name. Undefined when it is not meant.
 * With matchPolicy Exact a request is only what it says it is.
 */
export function matchedKind(match: MatchResources, request: AdmissionRequest, env: AdmissionEnv): Kind | undefined {
  if (!matchesNamespace(match, request, env) || !matchesObject(match, request)) return undefined;
  const versions = [request.kind, ...(match.matchPolicy === 'Exact' ? [] : otherVersionsOf(request.kind))];
  const namedBy = (rule: Rule): Kind | undefined => versions.find((kind) => matchesRule(rule, kind, request));
  if ((match.excludeResourceRules ?? []).some((rule) => namedBy(rule) !== undefined)) return undefined;
  const rules = match.resourceRules ?? [];
  if (rules.length === 0) return request.kind;
  // A rule that names the version of the request goes before one that names another.
  if (rules.some((rule) => matchesRule(rule, request.kind, request))) return request.kind;
  return rules.map(namedBy).find((kind) => kind !== undefined);
}

const others = new Map<Kind, readonly Kind[]>();

/** What the same objects are shown as under another group or version. */
function otherVersionsOf(kind: Kind): readonly Kind[] {
  let known = others.get(kind);
  if (known === undefined) {
    const stored = storedKindOf(kind);
    known = kinds.filter((other) => other !== kind && other.computed !== true && storedKindOf(other) === stored);
    others.set(kind, known);
  }
  return known;
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

function matchesRule(rule: Rule, kind: Kind, { operation, subresource = '', requestName: name }: AdmissionRequest): boolean {
  if (rule.scope === 'Namespaced' && !kind.namespaced) return false;
  if (rule.scope === 'Cluster' && kind.namespaced) return false;
  if (!has(rule.operations, operation) || !has(rule.apiGroups, kind.group)) return false;
  if (!has(rule.apiVersions, kind.version)) return false;
  const resource = (rule.resources ?? []).some((text) => {
    const [plural = '', sub = ''] = text.split('/');
    return (plural === '*' || plural === kind.plural) && (sub === '*' || sub === subresource);
  });
  return resource && ((rule.resourceNames ?? []).length === 0 || (rule.resourceNames ?? []).includes(name));
}
