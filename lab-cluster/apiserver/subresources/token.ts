// serviceaccounts/token: a token for whoever runs as this account. Models pkg/registry/core/serviceaccount/storage/token.go.
import { badRequest, conflict, invalidStatus, notFoundStatus } from '../../api/errors.ts';
import { invalid } from '../../api/field-errors.ts';
import { type Pod, pods } from '../../api/kinds/pod.ts';
import type { KubeObject } from '../../api/object.ts';
import { erased } from '../../api/registry.ts';
import type { Result } from '../../api/status.ts';
import { timestamp } from '../../api/time.ts';
import type { Task } from '../../sim/sim.ts';
import { readBody } from '../decode.ts';
import { isPlainObject } from '../patch/merge-patch.ts';
import type { ResourceCall } from '../pipeline.ts';
import { registryKey } from '../registry-key.ts';
import { type Answer, refusal } from '../rest-read.ts';
import type { Server } from '../server-state.ts';
import { ISSUER, type TokenSpec, type TokenSubject } from '../tokens.ts';
import { defineSubresource } from './subresource.ts';

export const token = defineSubresource({
  name: 'token',
  speaks: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
  create: issueToken,
});

const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 600;
const podKind = erased(pods);

interface Wanted extends TokenSpec {
  readonly bound: { readonly kind: string; readonly name: string; readonly uid: string } | undefined;
}

function* issueToken(call: ResourceCall, server: Server): Task<Answer> {
  const { kind, namespace = '', name = '' } = call.route;
  if (!(yield* server.cache.fresh(call.ctx))) return refusal(call, notFoundStatus(kind, name));
  const account = server.cache.get(kind, registryKey(kind, namespace, name));
  if (account === undefined) return refusal(call, notFoundStatus(kind, name));
  const wanted = readWanted(call);
  if (!wanted.ok) return refusal(call, wanted.status);
  const pod = boundPod(call, server, wanted.value);
  if (!pod.ok) return refusal(call, pod.status);
  const subject: TokenSubject = {
    namespace,
    serviceAccount: { name, uid: account.metadata.uid },
    ...(pod.value === undefined ? {} : { pod: { name: pod.value.metadata.name, uid: pod.value.metadata.uid } }),
  };
  const nowUs = server.sim.clock.nowUs;
  const status = server.tokens.issue(subject, wanted.value, nowUs);
  const { audiences, expirationSeconds, bound } = wanted.value;
  const boundObjectRef =
    bound === undefined ? {} : { boundObjectRef: { kind: bound.kind, apiVersion: 'v1', name: bound.name, uid: bound.uid } };
  const body = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timestamp(nowUs) },
    spec: { audiences, expirationSeconds, ...boundObjectRef },
    status: { token: status.token, expirationTimestamp: status.expirationTimestamp },
  } as unknown as KubeObject;
  const who = subject.pod === undefined ? name : `${name}, bound to Pod ${subject.pod.name}`;
  return {
    response: { code: 201, body },
    end: { decided: `A token for ${who} until ${status.expirationTimestamp}; nothing is stored.`, code: 201, detail: call.detail },
  };
}

function readWanted(call: ResourceCall): Result<Wanted> {
  const body = readBody(call.request, { kind: 'TokenRequest' });
  if (!body.ok) return body;
  const request = body.value.value;
  if (request !== null && !isPlainObject(request))
    return { ok: false, status: badRequest('the body of the request must be a TokenRequest') };
  const spec = isPlainObject(request?.['spec']) ? request['spec'] : {};
  const seconds = spec['expirationSeconds'] ?? DEFAULT_SECONDS;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < MIN_SECONDS || seconds > 2 ** 32) {
    const error = invalid('spec.expirationSeconds', seconds, 'may not specify a duration less than 10 minutes');
    return { ok: false, status: invalidStatus({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [error]) };
  }
  const asked = Array.isArray(spec['audiences']) ? spec['audiences'].filter((audience) => typeof audience === 'string') : [];
  const ref = isPlainObject(spec['boundObjectRef']) ? spec['boundObjectRef'] : undefined;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const bound = ref === undefined ? undefined : { kind: text(ref['kind']), name: text(ref['name']), uid: text(ref['uid']) };
  return { ok: true, value: { audiences: asked.length === 0 ? [ISSUER] : asked, expirationSeconds: seconds, bound } };
}

/** A token bound to a pod dies with it, and is only given while it lives. */
function boundPod(call: ResourceCall, server: Server, { bound }: Wanted): Result<Pod | undefined> {
  if (bound === undefined) return { ok: true, value: undefined };
  if (bound.kind !== 'Pod')
    return { ok: false, status: badRequest(`cannot bind token for serviceaccount to object kind ${JSON.stringify(bound.kind)}`) };
  const { namespace, name: account } = call.route;
  const pod = server.cache.get(podKind, registryKey(podKind, namespace, bound.name)) as Pod | undefined;
  if (pod === undefined) return { ok: false, status: notFoundStatus(podKind, bound.name) };
  if (pod.spec.serviceAccountName !== account) {
    return {
      ok: false,
      status: badRequest(
        `cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with different serviceaccount name.`,
      ),
    };
  }
  if (bound.uid !== '' && bound.uid !== pod.metadata.uid) {
    const why = `the UID in the bound object reference (${bound.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    return { ok: false, status: conflict(podKind, bound.name, why) };
  }
  return { ok: true, value: pod };
}
