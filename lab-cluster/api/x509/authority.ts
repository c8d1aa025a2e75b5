// The authority of a lab that signs what CertificateSigningRequests ask for: a P-256 key that depends on the lab's seed alone,
// so that whoever knows the seed knows whom to trust. Models pkg/controller/certificates/authority.
import { sha256Of } from '../../sim/sha256.ts';
import { bytesOf } from './big-bytes.ts';
import type { CertificateRequest } from './certificate-request.ts';
import { bitString, type Bytes, integer, latin, octets, oid, sequence, tagged, TAG, time, truth, write } from './der.ts';
import { pemOf } from './pem.ts';
import { type Point, pointBytes, privateKeyFrom, publicKeyOf, sign } from './p256.ts';

export interface Authority {
  readonly key: bigint;
  /** PEM. */
  readonly certificate: string;
  readonly keyId: Bytes;
}

export interface SigningWish {
  readonly request: CertificateRequest;
  readonly usages: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** As kubeadm has it. Who signs the API server's certificate is called the same, and told apart by its key. */
const NAME = 'kubernetes';
/** The lab's calendar begins when its owner likes, so the authority has been there for ever. */
const BEGIN_MS = Date.UTC(2020, 0, 1);
const END_MS = Date.UTC(2049, 11, 31);
const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const CERT_AND_CRL_SIGN = 0x06;
const SIGNATURE_ENCIPHERMENT = 0xa0;

export function createAuthority(seed: number): Authority {
  const key = privateKeyFrom(`kubernetes-lab-signer/${seed}`);
  const point = publicKeyOf(key);
  const keyId = keyIdOf(pointBytes(point));
  const extensions = [
    extension('2.5.29.15', true, bitString([SIGNATURE_ENCIPHERMENT | CERT_AND_CRL_SIGN], 1)),
    extension('2.5.29.19', true, sequence(truth())),
    extension('2.5.29.14', false, octets(keyId)),
  ];
  const subject = nameOf(NAME);
  const certificate = sealed(key, {
    serial: keyId.slice(0, 8),
    subject,
    publicKey: publicKeyInfo(point),
    from: BEGIN_MS,
    to: END_MS,
    extensions,
  });
  return { key, certificate, keyId };
}

/** The certificate as PEM. What was asked for that an authority decides itself, such as being one, is not heard. */
export function signRequest(authority: Authority, wish: SigningWish): string {
  const { request, usages, notBeforeMs, notAfterMs } = wish;
  const { bits, purposes } = usesOf(usages);
  const extensions = [
    ...(bits === undefined ? [] : [extension('2.5.29.15', true, bits)]),
    ...(purposes.length === 0 ? [] : [extension('2.5.29.37', false, sequence(...purposes.map(oid)))]),
    extension('2.5.29.19', true, sequence()),
    extension('2.5.29.35', false, sequence(write(0x80, authority.keyId))),
    ...(request.alternativeNames === undefined ? [] : [extension('2.5.29.17', false, request.alternativeNames)]),
  ];
  // Upstream draws the serial number; here it follows from what is signed and when.
  const serial = [...sha256Of([...request.subject, ...request.publicKey, ...bytesOf(BigInt(notBeforeMs), 8)])].slice(0, 16);
  serial[0] = (serial[0] as number) & 0x7f;
  const { subject, publicKey } = request;
  return sealed(authority.key, { serial, subject, publicKey, from: notBeforeMs, to: Math.min(notAfterMs, END_MS), extensions });
}

interface CertificateParts {
  readonly serial: Bytes;
  readonly subject: Bytes;
  readonly publicKey: Bytes;
  readonly from: number;
  readonly to: number;
  readonly extensions: readonly Bytes[];
}

function sealed(key: bigint, { serial, subject, publicKey, from, to, extensions }: CertificateParts): string {
  const body = sequence(
    tagged(0, integer([2])),
    integer(serial),
    ECDSA_WITH_SHA256,
    nameOf(NAME),
    sequence(time(from), time(to)),
    subject,
    publicKey,
    tagged(3, sequence(...extensions)),
  );
  const { r, s } = sign(body, key);
  const signature = sequence(integer(bytesOf(r, 32)), integer(bytesOf(s, 32)));
  return pemOf('CERTIFICATE', sequence(body, ECDSA_WITH_SHA256, bitString(signature)));
}

function extension(id: string, critical: boolean, value: Bytes): Bytes {
  return critical ? sequence(oid(id), truth(), octets(value)) : sequence(oid(id), octets(value));
}

function nameOf(commonName: string): Bytes {
  return sequence(write(TAG.set, sequence(oid('2.5.4.3'), write(TAG.utf8, latin(commonName)))));
}

function publicKeyInfo(point: Point): Bytes {
  return sequence(sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')), bitString(pointBytes(point)));
}

/** RFC 7093: the first 160 bits of a hash of the key's bits. */
function keyIdOf(point: Bytes): Bytes {
  return [...sha256Of(point)].slice(0, 20);
}

/** Place of the bit in KeyUsage, or the purpose. Models pkg/controller/certificates/authority keyUsagesFromStrings. */
const USES: Readonly<Record<string, number | string>> = {
  signing: 0,
  'digital signature': 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
  'encipher only': 7,
  'decipher only': 8,
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
};

function usesOf(usages: readonly string[]): { readonly bits: Bytes | undefined; readonly purposes: readonly string[] } {
  const places = new Set<number>();
  const purposes = new Set<string>();
  for (const usage of usages) {
    const use = USES[usage];
    if (typeof use === 'number') places.add(use);
    else if (use !== undefined) purposes.add(use);
  }
  if (places.size === 0) return { bits: undefined, purposes: [...purposes] };
  const last = Math.max(...places);
  const bytes = new Array<number>(Math.floor(last / 8) + 1).fill(0);
  for (const place of places) bytes[Math.floor(place / 8)] = (bytes[Math.floor(place / 8)] as number) | (0x80 >> (place % 8));
  return { bits: bitString(bytes, 7 - (last % 8)), purposes: [...purposes] };
}
