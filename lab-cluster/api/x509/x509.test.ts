// Certificates that the lab signs are certificates to others as well, and it reads what others write.
import { createPublicKey, generateKeyPairSync, verify as nodeVerify, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { requestBy } from '../../testing/certificate-requests.ts';
import { type Authority, createAuthority, signRequest } from './authority.ts';
import { bigOf, bytesOf } from './big-bytes.ts';
import { type CertificateRequest, parseRequest } from './certificate-request.ts';
import { bitString, type Bytes, integer, latin, oid, oidText, sequence } from './der.ts';
import { pointBytes, pointFrom, privateKeyFrom, publicKeyOf, sign, verify } from './p256.ts';
import { pemBlocks, pemOf } from './pem.ts';
import { rsaKeyFrom, rsaPublicKeyDer, rsaSign, rsaVerify } from './rsa.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const ecKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsaKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });

function parsed(bytes: Bytes): CertificateRequest {
  const request = parseRequest(pemOf('CERTIFICATE REQUEST', bytes));
  if (!request.ok) throw new Error(request.why);
  return request.value;
}

function issued(
  authority: Authority,
  request: CertificateRequest,
  usages: readonly string[] = ['client auth', 'digital signature'],
): X509Certificate {
  return new X509Certificate(signRequest(authority, { request, usages, notBeforeMs: NOW_MS, notAfterMs: NOW_MS + 86_400_000 }));
}

describe('keys and signatures', () => {
  it('a signature of ours is good to Node, and one of Node to us', () => {
    const key = privateKeyFrom('a seed');
    const point = publicKeyOf(key);
    expect(pointFrom(pointBytes(point))).toEqual(point);
    const spki = sequence(sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')), bitString(pointBytes(point)));
    const theirs = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    for (const text of ['', 'sample', 'a longer text, over more than one block of the hash, which has sixty-four bytes']) {
      const { r, s } = sign(latin(text), key);
      const der = sequence(integer(bytesOf(r, 32)), integer(bytesOf(s, 32)));
      expect(nodeVerify('sha256', Buffer.from(text), theirs, Uint8Array.from(der))).toBe(true);
      expect(verify(latin(text), { r, s }, point)).toBe(true);
      expect(verify(latin(`${text}!`), { r, s }, point)).toBe(false);
      expect(verify(latin(text), { r: s, s: r }, point)).toBe(false);
    }
  });

  it('signs as RFC 6979 says', () => {
    const key = 0xc9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721n;
    expect(sign(latin('sample'), key)).toEqual({
      r: 0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716n,
      s: 0xf7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8n,
    });
  });

  it('reads identifiers and blocks it wrote', () => {
    for (const id of ['1.2.840.113549.1.9.14', '2.5.29.17', '2.16.840.1.113730.4.1']) expect(oidText(oid(id).slice(2))).toBe(id);
    const bytes = Array.from({ length: 100 }, (_, index) => index);
    expect(pemBlocks(`before\n${pemOf('A', bytes)}between\n${pemOf('B', [1])}`)).toEqual([
      { type: 'A', hasHeaders: false, bytes },
      { type: 'B', hasHeaders: false, bytes: [1] },
    ]);
    expect(bigOf(bytesOf(12345n, 8))).toBe(12345n);
  });
});

describe('requests', () => {
  it('are read with all their names', () => {
    const request = parsed(requestBy(ecKeys, 'ec', { dnsNames: ['a.example', 'b.example'], addresses: [[10, 0, 0, 1]] }));
    expect(request).toMatchObject({
      commonName: 'jane',
      organizations: ['developers'],
      dnsNames: ['a.example', 'b.example'],
      ipAddresses: [[10, 0, 0, 1]],
      emailAddresses: [],
      uris: [],
      signatureProblem: undefined,
    });
    expect(parsed(requestBy(rsaKeys, 'rsa')).signatureProblem).toBeUndefined();
  });

  it('that somebody else signed are found out', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const forged = requestBy({ publicKey: ecKeys.publicKey, privateKey: other.privateKey }, 'ec');
    expect(parsed(forged).signatureProblem).toBe('x509: ECDSA verification failure');
    const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const forgedRsa = requestBy({ publicKey: rsaKeys.publicKey, privateKey: otherRsa.privateKey }, 'rsa');
    expect(parsed(forgedRsa).signatureProblem).toBe('crypto/rsa: verification error');
  });

  it('that are none are refused, whatever they are', () => {
    const bytes = requestBy(ecKeys, 'ec');
    expect(parseRequest('nothing')).toEqual({ ok: false, why: 'PEM block type must be CERTIFICATE REQUEST' });
    expect(parseRequest(pemOf('CERTIFICATE', bytes))).toEqual({ ok: false, why: 'PEM block type must be CERTIFICATE REQUEST' });
    expect(parseRequest(pemOf('CERTIFICATE REQUEST', [...bytes, 5, 0]))).toEqual({ ok: false, why: 'asn1: syntax error: trailing data' });
    let refused = 0;
    for (let cut = 1; cut < bytes.length; cut += 7) if (!parseRequest(pemOf('CERTIFICATE REQUEST', bytes.slice(0, cut))).ok) refused++;
    expect(refused).toBeGreaterThan(20);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.map((byte, index) => (index === at ? byte ^ 0x55 : byte));
      const outcome = parseRequest(pemOf('CERTIFICATE REQUEST', damaged));
      if (outcome.ok && at % 16 === 0) expect(JSON.stringify(outcome.value)).not.toBe('');
    }
  });
});

describe('the authority', () => {
  it('is the same for the same seed, and certifies itself', () => {
    const authority = createAuthority(7);
    expect(createAuthority(7).certificate).toBe(authority.certificate);
    expect(createAuthority(8).certificate).not.toBe(authority.certificate);
    const certificate = new X509Certificate(authority.certificate);
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('issues what was asked for, and no authority', () => {
    const authority = createAuthority(7);
    const root = new X509Certificate(authority.certificate);
    for (const bytes of [requestBy(ecKeys, 'ec', { dnsNames: ['a.example'], addresses: [[10, 0, 0, 1]] }), requestBy(rsaKeys, 'rsa')]) {
      const certificate = issued(authority, parsed(bytes));
      expect(certificate.subject).toBe('O=developers\nCN=jane');
      expect(certificate.verify(root.publicKey)).toBe(true);
      expect(certificate.checkIssued(root)).toBe(true);
      expect(certificate.ca).toBe(false);
      expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
      expect(new Date(certificate.validTo).getTime()).toBe(NOW_MS + 86_400_000);
    }
    const named = issued(authority, parsed(requestBy(ecKeys, 'ec', { dnsNames: ['a.example'], addresses: [[10, 0, 0, 1]] })));
    expect(named.subjectAltName).toBe('DNS:a.example, IP Address:10.0.0.1');
    expect(named.checkPrivateKey(ecKeys.privateKey)).toBe(true);
  });
});

describe('RSA', () => {
  it('keys depend on the text, signatures on the message, and others can check both', () => {
    const key = rsaKeyFrom('a');
    expect(rsaKeyFrom('a')).toEqual(key);
    expect(key.modulus.toString(2)).toHaveLength(2048);
    const message = [...Buffer.from('hello')];
    const signature = rsaSign(message, key);
    const foreign = createPublicKey({ key: Buffer.from(rsaPublicKeyDer(key)), format: 'der', type: 'spki' });
    expect(nodeVerify('sha256', Buffer.from(message), foreign, Buffer.from(signature))).toBe(true);
    expect(rsaVerify(message, signature, key.modulus)).toBe(true);
    expect(rsaVerify([...message, 0], signature, key.modulus)).toBe(false);
    expect(rsaVerify(message, signature.with(100, 255 - (signature[100] ?? 0)), key.modulus)).toBe(false);
    expect(rsaVerify(message, signature.slice(1), key.modulus)).toBe(false);
  });
});
