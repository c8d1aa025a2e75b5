// What is posted to a part of an object: read as strictly as any object, though nothing of its kind is ever stored.
import { defineKind, type Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import { erased } from '../../api/registry.ts';
import type { Result } from '../../api/status.ts';
import { noteRequestObject } from '../audit/audit.ts';
import { decodeObject } from '../encoding/decode.ts';
import { type ResourceCall, warn } from '../pipeline.ts';
import { matchNamespace } from '../rest/create.ts';
import type { WriteQuery } from '../rest/options.ts';

/** No URL names these kinds: they are in no registry. */
const unlisted = { shortNames: [], categories: [], namespaced: true, subresources: [], columns: [] } as const;

export interface TokenRequest extends KubeObject {
  readonly spec: {
    readonly audiences?: readonly string[];
    readonly expirationSeconds?: number;
    readonly boundObjectRef?: { readonly kind?: string; readonly apiVersion?: string; readonly name?: string; readonly uid?: string };
  };
}

export const tokenRequestKind: Kind = erased(
  defineKind<TokenRequest>({
    group: 'authentication.k8s.io',
    version: 'v1',
    kind: 'TokenRequest',
    plural: 'tokenrequests',
    singular: 'tokenrequest',
    ...unlisted,
  }),
);

export interface Eviction extends KubeObject {
  readonly deleteOptions?: Readonly<Record<string, unknown>>;
}

export const evictionKind: Kind = erased(
  defineKind<Eviction>({
    group: 'policy',
    version: 'v1',
    kind: 'Eviction',
    plural: 'evictions',
    singular: 'eviction',
    ...unlisted,
  }),
);

/** A private object of the kind, in the namespace of the URL. */
export function readPosted(call: ResourceCall, kind: Kind, { fieldValidation }: WriteQuery): Result<KubeObject> {
  const decoded = decodeObject(kind, call.request, fieldValidation);
  if (!decoded.ok) return decoded;
  const { object, warnings } = decoded.value;
  for (const text of warnings) warn(call, text);
  noteRequestObject(call, kind, object);
  const elsewhere = matchNamespace(kind, object, call.route.namespace);
  return elsewhere === undefined ? { ok: true, value: object } : { ok: false, status: elsewhere };
}
