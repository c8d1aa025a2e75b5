// Whom a connection belongs to: the subject of a client certificate our own authority signed.
import type { TLSSocket } from 'node:tls';
import type { UserInfo } from '../index.ts';

export type Identity =
  | { readonly type: 'anonymous' }
  | { readonly type: 'user'; readonly user: UserInfo }
  /** A certificate was shown that is none of ours, or no longer good. */
  | { readonly type: 'unknown' };

const ANONYMOUS: Identity = { type: 'anonymous' };
const known = new WeakMap<TLSSocket, Identity>();

/** Looked at once a connection. Models apiserver/pkg/authentication/request/x509: the common name is the user, organisations are groups. */
export function identityOf(socket: TLSSocket): Identity {
  let identity = known.get(socket);
  if (identity === undefined) {
    identity = readIdentity(socket);
    known.set(socket, identity);
  }
  return identity;
}

function readIdentity(socket: TLSSocket): Identity {
  const { subject, fingerprint256 } = socket.getPeerCertificate();
  // Without a certificate there is an object with nothing in it.
  if (subject === undefined) return ANONYMOUS;
  const { CN, O } = subject as { readonly CN?: string | string[]; readonly O?: string | string[] };
  const name = Array.isArray(CN) ? CN.at(-1) : CN;
  if (!socket.authorized) return { type: 'unknown' };
  // A good certificate of nobody says nothing.
  if (name === undefined || name === '') return ANONYMOUS;
  const groups = O === undefined ? [] : Array.isArray(O) ? O : [O];
  const credential = `X509SHA256=${fingerprint256.replaceAll(':', '').toLowerCase()}`;
  return { type: 'user', user: { name, groups, extra: { 'authentication.kubernetes.io/credential-id': [credential] } } };
}
