// Whom a connection belongs to: the subject of a client certificate that our own authority signed, or the lab that runs.
import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Entrance } from '../host/entrance.ts';
import type { UserInfo } from '../index.ts';

export type Identity =
  | { readonly type: 'anonymous' }
  | { readonly type: 'user'; readonly user: UserInfo }
  /** A certificate was shown that is none of ours, or no longer good. */
  | { readonly type: 'unknown' };

/** What was found out about a connection, once. */
interface Shown {
  readonly identity: Identity;
  /** One that is not of the server's authority: the identity is good only if the lab signed it, and while it says so. */
  readonly certificate?: X509Certificate;
  /** Whether this authority signed it. */
  signer?: string | undefined;
  isSigned?: boolean;
}

const ANONYMOUS: Identity = { type: 'anonymous' };
const UNKNOWN: Identity = { type: 'unknown' };
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const ANY_USE = '2.5.29.37.0';
const known = new WeakMap<TLSSocket, Shown>();

/** Models apiserver/pkg/authentication/request/x509: the common name is the user, organisations are groups. */
export function identityOf(socket: TLSSocket, lab: Pick<Entrance, 'signerCertificate' | 'dateMs'>): Identity {
  let shown = known.get(socket);
  if (shown === undefined) {
    shown = readShown(socket);
    known.set(socket, shown);
  }
  const { certificate } = shown;
  if (certificate === undefined) return shown.identity;
  return isSignedBy(shown, certificate, lab.signerCertificate) && isGoodAt(certificate, lab.dateMs) ? shown.identity : UNKNOWN;
}

function readShown(socket: TLSSocket): Shown {
  const { subject, fingerprint256 } = socket.getPeerCertificate();
  // Without a certificate there is an object with nothing in it.
  if (subject === undefined) return { identity: ANONYMOUS };
  const identity = identityIn(subject as unknown as Subject, fingerprint256);
  if (socket.authorized) return { identity };
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined ? { identity: UNKNOWN } : { identity, certificate };
}

interface Subject {
  readonly CN?: string | string[];
  readonly O?: string | string[];
}

function identityIn({ CN, O }: Subject, fingerprint256: string): Identity {
  const name = Array.isArray(CN) ? CN.at(-1) : CN;
  // A good certificate of nobody says nothing.
  if (name === undefined || name === '') return ANONYMOUS;
  const groups = O === undefined ? [] : Array.isArray(O) ? O : [O];
  const credential = `X509SHA256=${fingerprint256.replaceAll(':', '').toLowerCase()}`;
  return { type: 'user', user: { name, groups, extra: { 'authentication.kubernetes.io/credential-id': [credential] } } };
}

/** Looked at once for each lab that runs here: it may be started again as another. */
function isSignedBy(shown: Shown, certificate: X509Certificate, signer: string | undefined): boolean {
  if (shown.isSigned === undefined || shown.signer !== signer) {
    shown.signer = signer;
    shown.isSigned = signer !== undefined && isSignedForClients(certificate, new X509Certificate(signer));
  }
  return shown.isSigned;
}

/** OpenSSL could judge this, but knows no time but its machine's. */
function isSignedForClients(certificate: X509Certificate, signer: X509Certificate): boolean {
  // Absent where the certificate is for every use.
  const uses = certificate.keyUsage as readonly string[] | undefined;
  if (uses?.includes(CLIENT_AUTH) === false && !uses.includes(ANY_USE)) return false;
  return certificate.checkIssued(signer) && certificate.verify(signer.publicKey);
}

function isGoodAt({ validFrom, validTo }: X509Certificate, dateMs: number): boolean {
  return Date.parse(validFrom) <= dateMs && dateMs <= Date.parse(validTo);
}
