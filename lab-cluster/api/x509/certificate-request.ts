// Reads what somebody who wants a certificate sends: PKCS#10 (RFC 2986), its names, its key, and whether he has that key.
import { type Bytes, type Element, elementsOf, oidText, TAG } from './der.ts';
import { bigOf, power } from './big-bytes.ts';
import { pemBlocks } from './pem.ts';
import { pointFrom, verify } from './p256.ts';
import { sha256Of } from '../../sim/sha256.ts';

export interface CertificateRequest {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** The subject as it was written. */
  readonly subject: Bytes;
  readonly publicKey: Bytes;
  readonly dnsNames: readonly string[];
  readonly emailAddresses: readonly string[];
  /** The bytes of each address, 4 or 16. */
  readonly ipAddresses: readonly Bytes[];
  readonly uris: readonly string[];
  /** All alternative names as they were written. */
  readonly alternativeNames: Bytes | undefined;
  /** Absent: it was signed by who has the key. */
  readonly signatureProblem: string | undefined;
}

export type ParsedRequest = { readonly ok: true; readonly value: CertificateRequest } | { readonly ok: false; readonly why: string };

const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const ALTERNATIVE_NAMES = '2.5.29.17';
const TRUNCATED = 'asn1: syntax error: data truncated';

/** Models ParseCSR of pkg/apis/certificates. */
export function parseRequest(pem: string): ParsedRequest {
  const [block] = pemBlocks(pem);
  if (block?.type !== 'CERTIFICATE REQUEST') return { ok: false, why: 'PEM block type must be CERTIFICATE REQUEST' };
  const outer = elementsOf(block.bytes);
  if (outer === undefined) return { ok: false, why: TRUNCATED };
  if (outer.length !== 1) return { ok: false, why: 'asn1: syntax error: trailing data' };
  const request = readRequest(outer[0] as Element);
  return request === undefined ? { ok: false, why: "asn1: structure error: tags don't match" } : { ok: true, value: request };
}

function readRequest(outer: Element): CertificateRequest | undefined {
  const [info, algorithm, signature] = partsOf(outer, TAG.sequence) ?? [];
  const [, subject, publicKey, attributes] = partsOf(info, TAG.sequence) ?? [];
  if (info === undefined || algorithm === undefined || signature?.tag !== TAG.bits) return undefined;
  if (subject?.tag !== TAG.sequence || publicKey?.tag !== TAG.sequence) return undefined;
  const alternativeNames = attributes === undefined ? undefined : alternativesIn(attributes);
  const names = elementsOf(partsOfBytes(alternativeNames)) ?? [];
  const texts = (tag: number): readonly string[] => names.filter((name) => name.tag === tag).map((name) => textOf(name.content));
  return {
    commonName: namesIn(subject, COMMON_NAME).at(-1) ?? '',
    organizations: namesIn(subject, ORGANIZATION),
    subject: subject.whole,
    publicKey: publicKey.whole,
    emailAddresses: texts(0x81),
    dnsNames: texts(0x82),
    uris: texts(0x86),
    ipAddresses: names.filter((name) => name.tag === 0x87).map((name) => name.content),
    alternativeNames,
    signatureProblem: problemOf(info.whole, algorithm, signature, publicKey),
  };
}

function partsOf(element: Element | undefined, tag: number): readonly Element[] | undefined {
  return element?.tag === tag ? elementsOf(element.content) : undefined;
}

/** What is inside of a sequence that was kept as bytes. */
function partsOfBytes(bytes: Bytes | undefined): Bytes {
  return bytes === undefined ? [] : (elementsOf(bytes)?.[0]?.content ?? []);
}

/** A subject is a list of sets, nearly always of one, each an identifier and a text. */
function namesIn(subject: Element, wanted: string): readonly string[] {
  const names: string[] = [];
  for (const set of elementsOf(subject.content) ?? []) {
    for (const attribute of elementsOf(set.content) ?? []) {
      const [id, value] = elementsOf(attribute.content) ?? [];
      if (id !== undefined && value !== undefined && oidText(id.content) === wanted) names.push(textOf(value.content));
    }
  }
  return names;
}

/** Of all attributes only the wish for alternative names is heard. */
function alternativesIn(attributes: Element): Bytes | undefined {
  for (const attribute of elementsOf(attributes.content) ?? []) {
    const [id, values] = elementsOf(attribute.content) ?? [];
    if (id === undefined || values === undefined || oidText(id.content) !== EXTENSION_REQUEST) continue;
    for (const extension of elementsOf(partsOfBytes(values.content)) ?? []) {
      const parts = elementsOf(extension.content) ?? [];
      const [name] = parts;
      if (name !== undefined && oidText(name.content) === ALTERNATIVE_NAMES) return parts.at(-1)?.content;
    }
  }
  return undefined;
}

function textOf(bytes: Bytes): string {
  const escaped = bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  try {
    return decodeURIComponent(escaped);
  } catch {
    return bytes.map((byte) => String.fromCharCode(byte)).join('');
  }
}

const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const RSA_SHA256 = '1.2.840.113549.1.1.11';
const P256 = '1.2.840.10045.3.1.7';
/** `DigestInfo` of SHA-256, before the digest. */
const DIGEST_INFO: Bytes = [
  0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
];

/** Larger numbers would keep the server busy for hours; Go knows no larger exponents, and nobody has such keys. */
const MAX_EXPONENT_BYTES = 4;
const MAX_MODULUS_BYTES = 2049;

/** Simplified: signatures by other algorithms than RSA and ECDSA over P-256, both with SHA-256, are believed. */
function problemOf(signed: Bytes, algorithm: Element, signature: Element, publicKey: Element): string | undefined {
  const [method] = elementsOf(algorithm.content) ?? [];
  const [keyAlgorithm, keyBits] = elementsOf(publicKey.content) ?? [];
  if (method === undefined || keyAlgorithm === undefined || keyBits === undefined) return 'x509: malformed public key';
  const sealed = signature.content.slice(1);
  const key = keyBits.content.slice(1);
  switch (oidText(method.content)) {
    case RSA_SHA256:
      return isRsaSigned(signed, sealed, key) ? undefined : 'crypto/rsa: verification error';
    case ECDSA_SHA256: {
      const curve = elementsOf(keyAlgorithm.content)?.[1];
      if (curve === undefined || oidText(curve.content) !== P256) return undefined;
      return isEcdsaSigned(signed, sealed, key) ? undefined : 'x509: ECDSA verification failure';
    }
    default:
      return undefined;
  }
}

function isEcdsaSigned(signed: Bytes, sealed: Bytes, key: Bytes): boolean {
  const [r, s] = elementsOf(partsOfBytes(sealed)) ?? [];
  const point = pointFrom(key);
  return r !== undefined && s !== undefined && point !== undefined && verify(signed, { r: bigOf(r.content), s: bigOf(s.content) }, point);
}

function isRsaSigned(signed: Bytes, sealed: Bytes, key: Bytes): boolean {
  const [modulus, exponent] = elementsOf(partsOfBytes(key)) ?? [];
  if (modulus === undefined || exponent === undefined || modulus.content.length > MAX_MODULUS_BYTES) return false;
  if (exponent.content.length > MAX_EXPONENT_BYTES || bigOf(modulus.content) === 0n) return false;
  const expected = [...DIGEST_INFO, ...sha256Of(signed)];
  const length = modulus.content[0] === 0 ? modulus.content.length - 1 : modulus.content.length;
  if (sealed.length !== length || length < expected.length + 11) return false;
  const padding = new Array<number>(length - expected.length - 3).fill(0xff);
  return power(bigOf(sealed), bigOf(exponent.content), bigOf(modulus.content)) === bigOf([0, 1, ...padding, 0, ...expected]);
}
