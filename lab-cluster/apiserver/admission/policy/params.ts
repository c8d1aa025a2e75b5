// The objects that a binding gives its policy as parameters. Models apiserver/pkg/admission/plugin/policy/generic CollectParams.
import type { ParamRef } from '../../../api/kinds/validating-admission-policy-binding.ts';
import type { PolicySpec } from '../../../api/kinds/validating-admission-policy.ts';
import type { KubeObject } from '../../../api/object.ts';
import { kindOf } from '../../../api/registry.ts';
import { matchesSelector } from '../../../api/selector.ts';
import { registryKey } from '../../storage/registry-key.ts';
import type { AdmissionEnv, AdmissionRequest } from '../plugin.ts';

export type Params = { readonly found: readonly (KubeObject | undefined)[] } | { readonly problem: string };

/** What is wrong with the kind of a policy's parameters, before any binding is looked at. */
export function paramKindProblem({ paramKind }: PolicySpec): string | undefined {
  if (paramKind === undefined) return undefined;
  const { apiVersion = '', kind: word = '' } = paramKind;
  const kind = kindOf(apiVersion, word);
  if (kind !== undefined && kind.computed !== true) return undefined;
  const group = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
  return `failed to find resource referenced by paramKind: '${group}, Kind=${word}'`;
}

export function paramsOf(spec: PolicySpec, ref: ParamRef | undefined, request: AdmissionRequest, { cache }: AdmissionEnv): Params {
  const { paramKind } = spec;
  if (paramKind === undefined || ref === undefined) return { found: [undefined] };
  const { apiVersion = '', kind: word = '' } = paramKind;
  const kind = kindOf(apiVersion, word);
  if (kind === undefined) return { problem: `paramKind kind \`${apiVersion}/${word}\` not known` };
  if (!kind.namespaced && (ref.namespace ?? '') !== '') {
    return { problem: `paramRef.namespace must not be provided for a cluster-scoped \`paramKind\`` };
  }
  const namespace = kind.namespaced ? ref.namespace || request.namespace : undefined;
  if (kind.namespaced && namespace === undefined) {
    return { problem: `cannot use namespaced paramRef in policy binding that matches cluster-scoped resources` };
  }
  const { name = '', selector } = ref;
  const named = name === '' ? undefined : cache.get(kind, registryKey(kind, namespace, name));
  const found = name === '' ? cache.of(kind).list(namespace, ({ metadata }) => matchesSelector(selector, metadata.labels)) : [named];
  const present = found.filter((object) => object !== undefined);
  if (present.length > 0 || ref.parameterNotFoundAction !== 'Deny') return { found: present };
  return { problem: 'no params found for policy binding with `Deny` parameterNotFoundAction' };
}
