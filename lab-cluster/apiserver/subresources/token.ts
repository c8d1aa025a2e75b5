// serviceaccounts/token: a token for whoever runs as this account. Models pkg/registry/core/serviceaccount/storage/token.go.
import { badRequest, conflict, invalidStatus, notFoundStatus } from '../../api/errors.ts';
import type { FieldError } from '../../api/field.ts';
import { goQuote, invalid } from '../../api/field-errors.ts';
import { nodes } from '../../api/kinds/node.ts';
import { type Pod, pods } from '../../api/kinds/pod.ts';
import { secrets } from '../../api/kinds/secret.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import { erased } from '../../api/registry.ts';
import { ISSUER, type TokenSubject } from '../../api/service-account-token.ts';
import type { Result, Status } from '../../api/status.ts';
import { timestamp } from '../../api/time.ts';
import { writable } from '../../api/writable.ts';
import type { Task } from '../../sim/sim.ts';
import { admitPart, type ResourceCall } from '../pipeline.ts';
import { parseWriteQuery, type WriteQuery } from '../rest/options.ts';
import { registryKey } from '../storage/registry-key.ts';
import { type Answer, refusal } from '../rest/read.ts';
import type { Server } from '../server-state.ts';
import type { TokenSpec } from '../authn/tokens.ts';
import { readPosted, type TokenRequest, tokenRequestKind } from './posted.ts';
import { defineSubresource } from './subresource.ts';

export const token = defineSubresource({
  name: 'token',
  speaks: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
  create: issueToken,
});

const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 600;
const MAX_SECONDS = 2 ** 32;
const REQUEST = { group: 'authentication.k8s.io', kind: 'TokenRequest' };
const podKind = erased(pods);
const nodeKind = erased(nodes);
const secretKind = erased(secrets);
/** What a token can be bound to. */
const BINDABLE = [podKind, secretKind, nodeKind];

/** `spec.boundObjectRef`: what the token ends with. */
interface BoundRef {
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly uid: string;
}

interface Wanted extends TokenSpec {
  readonly bound: BoundRef | undefined;
  /** The request as it is judged by admission. */
  readonly request: TokenRequest;
}

type BoundParts = Pick<TokenSubject, 'pod' | 'secret' | 'node'>;

function* issueToken(call: ResourceCall, server: Server): Task<Answer> {
  const { kind, namespace = '', name = '' } = call.route;
  if (!(yield* server.cache.fresh(call.ctx))) return refusal(call, notFoundStatus(kind, name));
  const query = parseWriteQuery(call.request.query, 'CreateOptions');
  if (!query.ok) return refusal(call, query.status);
  const wanted = readWanted(call, query.value);
  if (!wanted.ok) return refusal(call, wanted.status);
  const { request, audiences, expirationSeconds, bound } = wanted.value;
  const account = server.cache.get(kind, registryKey(kind, namespace, name));
  const refused =
    admitPart(call, server, request, query.value.dryRun, ['mutate']) ??
    judge(call, wanted.value, account) ??
    admitPart(call, server, request, query.value.dryRun, ['validate']);
  if (refused !== undefined || account === undefined) return refusal(call, refused ?? notFoundStatus(kind, name));
  const parts = bound === undefined ? { ok: true as const, value: {} } : boundParts(call, server, bound);
  if (!parts.ok) return refusal(call, parts.status);
  const { uid } = account.metadata;
  const subject: TokenSubject = { namespace, serviceAccount: { name, uid }, ...parts.value };
  const nowUs = server.sim.clock.nowUs;
  const { status, credentialId } = server.tokens.issue(subject, wanted.value, nowUs);
  call.detail.annotate('authentication.kubernetes.io/issued-credential-id', credentialId);
  const boundObjectRef = bound === undefined ? {} : { boundObjectRef: shownRef(bound) };
  const body = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { ...request.metadata, name, namespace, uid, creationTimestamp: timestamp(nowUs) },
    spec: { audiences, expirationSeconds, ...boundObjectRef },
    status,
  } as unknown as KubeObject;
  const who = bound === undefined ? name : `${name}, bound to ${bound.kind} ${bound.name}`;
  return {
    response: { code: 201, body },
    end: { decided: `A token for ${who} until ${status.expirationTimestamp}; nothing is stored.`, code: 201, detail: call.detail },
  };
}

function shownRef({ kind, apiVersion, name, uid }: BoundRef): object {
  return { kind, apiVersion, name, ...(uid === '' ? {} : { uid }) };
}

function readWanted(call: ResourceCall, query: WriteQuery): Result<Wanted> {
  const posted = readPosted(call, tokenRequestKind, query);
  if (!posted.ok) return posted;
  const request = posted.value as TokenRequest;
  const { audiences = [], expirationSeconds = DEFAULT_SECONDS, boundObjectRef } = request.spec;
  writable(request.spec).expirationSeconds = expirationSeconds;
  const { kind = '', apiVersion = '', name = '', uid = '' } = boundObjectRef ?? {};
  const bound = boundObjectRef === undefined ? undefined : { kind, apiVersion, name, uid };
  return { ok: true, value: { audiences: audiences.length === 0 ? [ISSUER] : audiences, expirationSeconds, bound, request } };
}

/** Names, then the account, then the rules of the request: the first that is broken. */
function judge(call: ResourceCall, { request, expirationSeconds }: Wanted, account: KubeObject | undefined): Status | undefined {
  const { kind, name = '' } = call.route;
  const sent = request.metadata as Partial<KubeObject['metadata']>;
  if (sent.name && sent.name !== name) {
    return invalidStatus(REQUEST, name, [invalid('metadata.name', sent.name, 'must match the service account name if specified')]);
  }
  if (account === undefined) return notFoundStatus(kind, name);
  const { uid } = account.metadata;
  if (sent.uid && sent.uid !== uid) {
    const named = { ...REQUEST, plural: REQUEST.kind, resource: `${REQUEST.kind}.${REQUEST.group}` };
    return conflict(named, name, `the UID in the token request (${sent.uid}) does not match the UID of the service account (${uid})`);
  }
  const errors = validateSeconds(expirationSeconds);
  return errors.length === 0 ? undefined : invalidStatus(REQUEST, '', errors);
}

function validateSeconds(seconds: number): readonly FieldError[] {
  const at = 'spec.expirationSeconds';
  if (seconds < MIN_SECONDS) return [invalid(at, seconds, 'may not specify a duration less than 10 minutes')];
  return seconds > MAX_SECONDS ? [invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds')] : [];
}

/** A token bound to a thing dies with it, and is only given while it lives. */
function boundParts(call: ResourceCall, server: Server, bound: BoundRef): Result<BoundParts> {
  const { namespace, name: account } = call.route;
  // Of the core group any version will do.
  const kind = bound.apiVersion.includes('/') ? undefined : BINDABLE.find((one) => one.kind === bound.kind);
  if (kind === undefined) return { ok: false, status: badRequest(`cannot bind token to object of type ${typeText(bound)}`) };
  const object = server.cache.get(kind, registryKey(kind, namespace, bound.name));
  if (object === undefined) return { ok: false, status: notFoundStatus(kind, bound.name) };
  if (kind === podKind && (object as Pod).spec.serviceAccountName !== account) {
    const why = `cannot bind token for serviceaccount ${goQuote(account ?? '')} to pod running with different serviceaccount name.`;
    return { ok: false, status: badRequest(why) };
  }
  const { name, uid } = object.metadata;
  if (bound.uid !== '' && bound.uid !== uid) return { ok: false, status: otherObject(kind, bound) };
  const ref = { name, uid };
  if (kind === secretKind) return { ok: true, value: { secret: ref } };
  if (kind === nodeKind) return { ok: true, value: { node: ref } };
  return { ok: true, value: { pod: ref, ...nodeOfPod(server, object as Pod) } };
}

/** A pod's token tells where the pod is. */
function nodeOfPod(server: Server, pod: Pod): Pick<TokenSubject, 'node'> {
  const { nodeName } = pod.spec;
  if (!nodeName) return {};
  const node = server.cache.get(nodeKind, registryKey(nodeKind, undefined, nodeName));
  return { node: { name: nodeName, uid: node?.metadata.uid ?? '' } };
}

function otherObject(kind: Kind, { name, uid }: BoundRef): ReturnType<typeof conflict> {
  const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
  return conflict({ ...kind, plural: kind.kind, resource: kind.kind }, name, why);
}

/** A group, version and kind as Go prints them. */
function typeText({ apiVersion, kind }: BoundRef): string {
  const group = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
  return `${group}, Kind=${kind}`;
}
