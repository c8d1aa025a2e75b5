// The lab's own certificate authority and what it signs: X.509 certificates over P-256 keys, made when they are first needed.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { bits, implicit, integer, objectId, octets, sequence, setOf, tagged, time, truth, utf8 } from './der.ts';

/** A certificate and its key, both as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

interface Profile {
  readonly subject: Subject;
  readonly use: 'authority' | 'server' | 'client';
  /** DNS names and IPv4 addresses a server answers to. */
  readonly altNames?: readonly string[];
}

const YEAR_MS = 365.25 * 86_400_000;
const LIFETIME_MS: Readonly<Record<Profile['use'], number>> = { authority: 10 * YEAR_MS, server: YEAR_MS, client: YEAR_MS };
/** Clocks differ a little. */
const BACKDATED_MS = 3_600_000;

const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));
const PURPOSES = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const;

/** A certificate authority as kubeadm makes it. */
export function createAuthority(nowMs: number): KeyPair {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = { commonName: 'kubernetes' };
  const certificate = issue(
    { subject, use: 'authority' },
    { nowMs, publicKey: createPublicKey(privateKey), signer: privateKey, issuer: subject },
  );
  return { certificate, key: keyPem(privateKey) };
}

/** A pair of one's own, signed by the authority. */
export function createSigned(authority: KeyPair, profile: Profile, nowMs: number): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = createPrivateKey(authority.key);
  const certificate = issue(profile, { nowMs, publicKey, signer, issuer: { commonName: 'kubernetes' } });
  return { certificate, key: keyPem(privateKey) };
}

interface Signing {
  readonly nowMs: number;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly issuer: Subject;
}

function issue({ subject, use, altNames = [] }: Profile, { nowMs, publicKey, signer, issuer }: Signing): string {
  const authorityKey = keyId(createPublicKey(signer));
  const extensions = [
    // Digital signature; for an authority, signing certificates and revocation lists too.
    extension('2.5.29.15', true, use === 'authority' ? bits(Buffer.from([0x86]), 1) : bits(Buffer.from([0x80]), 7)),
    use === 'authority' ? extension('2.5.29.19', true, sequence(truth())) : extension('2.5.29.19', true, sequence()),
    extension('2.5.29.14', false, octets(keyId(publicKey))),
    extension('2.5.29.35', false, sequence(implicit(0, authorityKey))),
  ];
  if (use !== 'authority') extensions.push(extension('2.5.29.37', false, sequence(objectId(PURPOSES[use]))));
  if (altNames.length > 0) extensions.push(extension('2.5.29.17', false, sequence(...altNames.map(altName))));
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(randomBytes(8)),
    ECDSA_WITH_SHA256,
    nameOf(issuer),
    sequence(time(new Date(nowMs - BACKDATED_MS)), time(new Date(nowMs + LIFETIME_MS[use]))),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  );
  const certificate = sequence(body, ECDSA_WITH_SHA256, bits(sign('sha256', body, signer)));
  const lines = Buffer.from(certificate).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`;
}

function extension(id: string, critical: boolean, value: Uint8Array): Uint8Array {
  return critical ? sequence(objectId(id), truth(), octets(value)) : sequence(objectId(id), octets(value));
}

function altName(name: string): Uint8Array {
  return isIPv4(name) ? implicit(7, Buffer.from(name.split('.').map(Number))) : implicit(2, Buffer.from(name));
}

function nameOf({ commonName, organizations = [] }: Subject): Uint8Array {
  const part = (id: string, text: string): Uint8Array => setOf(sequence(objectId(id), utf8(text)));
  return sequence(...organizations.map((text) => part('2.5.4.10', text)), part('2.5.4.3', commonName));
}

/** Which key this is, as RFC 5280 proposes: the hash of the bits of the public key. */
function keyId(publicKey: KeyObject): Uint8Array {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return createHash('sha1').update(point).digest();
}

function keyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}
