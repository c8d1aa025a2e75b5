// The tokens controller: fills Secrets of type kubernetes.io/service-account-token with a token that never ends, and takes them
// away when their account is gone. Models pkg/controller/serviceaccount/tokens_controller.go.
import { encodeBase64 } from '../api/base64.ts';
import { type Secret, secrets } from '../api/kinds/secret.ts';
import { type ServiceAccount, serviceAccounts } from '../api/kinds/service-account.ts';
import { keyOf } from '../api/object.ts';
import { KEY_SLOT, legacyClaims, signToken } from '../api/service-account-token.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import { slot } from '../sim/machine.ts';
import { defineController, type Tools, watchFor } from './define-controller.ts';

const TYPE = 'kubernetes.io/service-account-token';
const NAME_ANNOTATION = 'kubernetes.io/service-account.name';
const UID_ANNOTATION = 'kubernetes.io/service-account.uid';
const BY_ACCOUNT = 'tokens-by-account';

type AnyTools = Tools<unknown>;

export const serviceAccountTokenController = defineController({
  name: 'serviceaccount-token-controller',
  asManager: true,
  role: {
    plain: 'It fills Secrets that ask for the token of a ServiceAccount.',
    port: 'Makes the passes that are kept in an envelope.',
    office: 'Makes the badges that are kept in the safe.',
  },
  watches: [
    watchFor(secrets, (secret) => (secret.type === TYPE ? [keyOf(secret)] : [])),
    watchFor(serviceAccounts, (account, tools: AnyTools) => tools.informer(secrets).byIndex(BY_ACCOUNT, keyOf(account)).map(keyOf)),
  ],
  memory: (tools) => {
    tools.informer(secrets).addIndex(BY_ACCOUNT, (secret) => (secret.type === TYPE ? [accountKey(secret)] : []));
    return undefined;
  },
  *reconcile(tools, ctx, key) {
    const secret = tools.informer(secrets).get(key);
    if (secret?.type !== TYPE || secret.metadata.deletionTimestamp !== undefined) {
      return done({ saw: `${key} is no token any more`, decided: 'nothing to do' });
    }
    const { name, namespace = '', uid } = secret.metadata;
    // What this process has not heard of may be new: only the server knows that an account is gone.
    const live = yield* tools.client.get(ctx, serviceAccounts, namespace, secret.metadata.annotations?.[NAME_ANNOTATION] ?? '');
    if (!live.ok && live.status.reason !== 'NotFound') return retry(live.status, { saw: `${key} asks for a token` });
    const account = live.ok ? sameAccount(secret, live.value) : undefined;
    if (account === undefined) {
      const story = { saw: `${key} is for an account that does not exist`, decided: 'delete it' };
      const removed = yield* tools.client.delete(ctx, secrets, namespace, name, { preconditions: { uid } });
      return removed.ok || removed.status.reason === 'NotFound'
        ? done({ ...story, wrote: `secrets/${key}` })
        : retry(removed.status, story);
    }
    if (isComplete(secret, account, tools)) return done({ saw: `${key} has its token`, decided: 'nothing to do' });
    const story = { saw: `${key} lacks its token`, decided: `a token for ${account.metadata.name}` };
    const written = yield* tools.client.update(ctx, secrets, filled(secret, account, tools));
    return written.ok ? done({ ...story, wrote: `secrets/${key}` }) : retry(written.status, story);
  },
});

function accountKey({ metadata }: Secret): string {
  return `${metadata.namespace}/${metadata.annotations?.[NAME_ANNOTATION] ?? ''}`;
}

/** The account a Secret is for, unless it is a later one of the same name. */
function sameAccount(secret: Secret, account: ServiceAccount): ServiceAccount | undefined {
  const uid = secret.metadata.annotations?.[UID_ANNOTATION] ?? '';
  return uid === '' || uid === account.metadata.uid ? account : undefined;
}

function isComplete({ data, metadata }: Secret, account: ServiceAccount, { rootCertificate }: AnyTools): boolean {
  return (
    metadata.annotations?.[UID_ANNOTATION] === account.metadata.uid &&
    data?.['ca.crt'] === encodeBase64(rootCertificate()) &&
    data['namespace'] === encodeBase64(metadata.namespace ?? '') &&
    (data['token'] ?? '') !== ''
  );
}

function filled(secret: Secret, account: ServiceAccount, { sim, rootCertificate }: AnyTools): Secret {
  const { namespace = '', name } = secret.metadata;
  const { name: accountName, uid } = account.metadata;
  const key = slot(sim.machine.disk, KEY_SLOT, () => sim.rng.uuid());
  const token = signToken(key, legacyClaims(namespace, name, { name: accountName, uid }));
  const annotations = { ...secret.metadata.annotations, [NAME_ANNOTATION]: accountName, [UID_ANNOTATION]: uid };
  const data = {
    ...secret.data,
    'ca.crt': encodeBase64(rootCertificate()),
    namespace: encodeBase64(namespace),
    token: (secret.data?.['token'] ?? '') === '' ? encodeBase64(token) : (secret.data?.['token'] ?? ''),
  };
  return { ...secret, metadata: { ...secret.metadata, annotations }, data };
}
