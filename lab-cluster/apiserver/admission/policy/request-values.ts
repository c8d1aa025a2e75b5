// What every policy sees of a request, as values of CEL; made once for all of them.
// Models apiserver/pkg/admission/plugin/cel/condition.go, CreateAdmissionRequest and CreateNamespaceObject.
import { type AccessAnswer, type AccessQuestion, authorizerValue, requestResourceValue } from '../../../api/cel/functions/authorizer.ts';
import { fromJson, type Value } from '../../../api/cel/values.ts';
import type { Kind } from '../../../api/kind.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { UserInfo } from '../../../api/request.ts';
import { accountUserName } from '../../../api/service-account-token.ts';
import type { AdmissionEnv, AdmissionRequest } from '../plugin.ts';
import { namespaceOf } from './match.ts';

export type RequestValues = Readonly<Record<string, Value>>;

/** As the version in which a policy knows the request's kind. */
export function requestValues(request: AdmissionRequest, seenAs: Kind, env: AdmissionEnv): RequestValues {
  const { kind, operation, subresource = '', namespace = '', requestName: name, user } = request;
  const ask = (question: AccessQuestion): AccessAnswer => answer(question, user, env);
  const about = { group: kind.group, resource: kind.plural, subresource, namespace, name };
  return {
    object: operation === 'DELETE' ? null : fromJson(shownAs(seenAs, kind, request.object)),
    oldObject: request.oldObject === undefined ? null : fromJson(shownAs(seenAs, kind, request.oldObject)),
    namespaceObject: fromJson(shownNamespace(namespaceOf(request, env))),
    request: fromJson(shownRequest(request, seenAs)),
    authorizer: authorizerValue(ask),
    'authorizer.requestResource': requestResourceValue(ask, about),
  };
}

function shownAs(target: Kind, kind: Kind, object: KubeObject): KubeObject {
  // What belongs to a part of an object is of no version of the object.
  if (target === kind || object.kind !== kind.kind) return object;
  const stored = kind.storedAs === undefined ? object : kind.storedAs.toStored(object);
  return target.storedAs === undefined ? stored : target.storedAs.fromStored(stored);
}

function namesOf({ group, version, kind, plural }: Kind): { readonly kind: object; readonly resource: object } {
  return { kind: { group, version, kind }, resource: { group, version, resource: plural } };
}

function shownRequest(
  { kind, operation, subresource = '', namespace = '', requestName: name, user, dryRun, object, options }: AdmissionRequest,
  seenAs: Kind,
): object {
  // What belongs to a part of an object has a kind of its own.
  const isPart = object.kind !== kind.kind;
  const names = isPart ? { ...namesOf(kind), kind: kindOf(object) } : namesOf(kind);
  // A namespace is in itself.
  const inside = kind.group === '' && kind.plural === 'namespaces' ? object.metadata.name : namespace;
  return {
    uid: '',
    ...(isPart ? names : namesOf(seenAs)),
    ...(subresource === '' ? {} : { subResource: subresource, requestSubResource: subresource }),
    requestKind: names.kind,
    requestResource: names.resource,
    ...(name === '' ? {} : { name }),
    ...(inside === '' ? {} : { namespace: inside }),
    operation,
    userInfo: {
      username: user.name,
      ...(user.uid === undefined ? {} : { uid: user.uid }),
      groups: user.groups,
      ...(user.extra === undefined ? {} : { extra: user.extra }),
    },
    object: null,
    oldObject: null,
    dryRun,
    options: options(),
  };
}

function kindOf({ apiVersion, kind }: KubeObject): object {
  const at = apiVersion.indexOf('/');
  return { group: at < 0 ? '' : apiVersion.slice(0, at), version: apiVersion.slice(at + 1), kind };
}

/** Without what a policy has no business with: owners and managed fields. */
function shownNamespace(namespace: KubeObject | undefined): object | null {
  if (namespace === undefined) return null;
  const { managedFields: _fields, ownerReferences: _owners, ...metadata } = namespace.metadata;
  return { ...namespace, apiVersion: undefined, kind: undefined, metadata };
}

/** What the server's own authorisers say. */
function answer(question: AccessQuestion, requester: UserInfo, { authorizers }: AdmissionEnv): AccessAnswer {
  const { serviceAccount, verb, path, group, resource, subresource, namespace, name, fieldSelector } = question;
  const opinion = authorizers.authorize({
    user: serviceAccount === undefined ? requester : accountUser(serviceAccount),
    verb,
    isResource: path === undefined,
    group,
    resource,
    subresource,
    namespace,
    name,
    path: path ?? '',
    fieldSelector,
  });
  return { isAllowed: opinion.decision === 'allow', reason: opinion.reason };
}

function accountUser({ namespace, name }: { readonly namespace: string; readonly name: string }): UserInfo {
  return {
    name: accountUserName(namespace, name),
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  };
}
