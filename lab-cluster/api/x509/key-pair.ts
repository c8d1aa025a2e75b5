// Whether a certificate and a private key belong together, in Go's words. Models crypto/tls X509KeyPair.
// Simplified: of a key on a curve only its curve is compared, unless the key tells its public half; seeds (Ed25519) are not
// compared, and what is inside a certificate is read as far as its public key.
import { type Bytes, type Element, elementsOf, oidText, TAG } from './der.ts';
import { type PemBlock, pemBlocks } from './pem.ts';

const RSA = '1.2.840.113549.1.1.1';
const ELLIPTIC = '1.2.840.10045.2.1';
const ED25519 = '1.3.101.112';
const KEY_NAMES: Readonly<Record<string, string>> = { [RSA]: 'RSA', [ELLIPTIC]: 'ECDSA', [ED25519]: 'Ed25519' };

/** What makes a key this key: the algorithm, and its public half where that is known. */
interface KeyFace {
  readonly algorithm: string;
  readonly face: Bytes | undefined;
}

/** What is wrong with the two, or nothing. Both are PEM. */
export function keyPairProblem(certificate: string, key: string): string | undefined {
  const blocks = pemBlocks(certificate);
  const found = blocks.find(({ type }) => type === 'CERTIFICATE');
  if (found === undefined) return certificateMissing(blocks);
  const keys = pemBlocks(key);
  const index = keys.findIndex(({ type }) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'));
  if (index < 0) return keyMissing(keys);
  const ofCertificate = publicKeyOf(found.bytes);
  if (ofCertificate === undefined) return 'x509: malformed certificate';
  if (KEY_NAMES[ofCertificate.algorithm] === undefined) return 'tls: unknown public key algorithm';
  const ofKey = privateKeyOf((keys[index] as PemBlock).bytes);
  if (ofKey === undefined) return 'tls: failed to parse private key';
  if (ofKey.algorithm !== ofCertificate.algorithm) return 'tls: private key type does not match public key type';
  if (ofKey.face === undefined || isSame(ofKey.face, ofCertificate.face ?? [])) return undefined;
  return 'tls: private key does not match public key';
}

function certificateMissing(blocks: readonly PemBlock[]): string {
  const types = blocks.map(({ type }) => type);
  if (types.length === 0) return 'tls: failed to find any PEM data in certificate input';
  if (types.length === 1 && types[0]?.endsWith('PRIVATE KEY') === true) {
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
  }
  return `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${types.join(' ')}]`;
}

function keyMissing(blocks: readonly PemBlock[]): string {
  const types = blocks.map(({ type }) => type);
  if (types.length === 0) return 'tls: failed to find any PEM data in key input';
  if (types.length === 1 && types[0] === 'CERTIFICATE') return 'tls: found a certificate rather than a key in the PEM for the private key';
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${types.join(' ')}]`;
}

function publicKeyOf(certificate: Bytes): KeyFace | undefined {
  const body = inside(inside(elementsOf(certificate)?.[0])?.[0]);
  if (body === undefined) return undefined;
  // version is optional; then serial, algorithm, issuer, validity, subject, key.
  const skipped = body[0]?.tag === 0xa0 ? 1 : 0;
  const [algorithm, bits] = inside(body[skipped + 5]) ?? [];
  const name = inside(algorithm)?.[0];
  if (name?.tag !== TAG.oid || bits?.tag !== TAG.bits) return undefined;
  const key = bits.content.slice(1);
  const oid = oidText(name.content);
  return { algorithm: oid, face: oid === RSA ? inside(elementsOf(key)?.[0])?.[0]?.content : key };
}

/** PKCS #8, or the older forms of the two kinds of key. */
function privateKeyOf(key: Bytes): KeyFace | undefined {
  const [version, second, third] = inside(elementsOf(key)?.[0]) ?? [];
  if (version?.tag !== TAG.integer || second === undefined) return undefined;
  if (second.tag === TAG.integer) return { algorithm: RSA, face: second.content };
  if (second.tag === TAG.octets) return { algorithm: ELLIPTIC, face: publicHalf(key) };
  const name = inside(second)?.[0];
  if (name?.tag !== TAG.oid || third?.tag !== TAG.octets) return undefined;
  const algorithm = oidText(name.content);
  if (algorithm === RSA) return privateKeyOf(third.content);
  if (algorithm === ELLIPTIC) return { algorithm, face: publicHalf(third.content) };
  return algorithm === ED25519 ? { algorithm, face: undefined } : undefined;
}

/** A key on a curve may carry its public half in a field tagged 1. */
function publicHalf(key: Bytes): Bytes | undefined {
  const field = inside(elementsOf(key)?.[0])?.find(({ tag }) => tag === 0xa1);
  return inside(field)?.[0]?.content.slice(1);
}

function inside(element: Element | undefined): readonly Element[] | undefined {
  return element === undefined ? undefined : elementsOf(element.content);
}

function isSame(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
