// Requests for certificates as OpenSSL would write them: signed by Node's own cryptography, for tests of what reads them.
import { generateKeyPairSync, type KeyObject, sign as nodeSign } from 'node:crypto';
import { encodeBase64 } from '../api/base64.ts';
import { bitString, type Bytes, integer, latin, octets, oid, sequence, tagged, TAG, write } from '../api/x509/der.ts';
import { pemOf } from '../api/x509/pem.ts';
const METHODS = { ec: '1.2.840.10045.4.3.2', rsa: '1.2.840.113549.1.1.11' } as const;

interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

interface Wanted {
  readonly subject?: readonly (readonly [string, string])[];
  readonly dnsNames?: readonly string[];
  readonly addresses?: readonly Bytes[];
}

/** The bytes of a request, signed by Node's own cryptography. */
export function requestBy(keys: Keys, method: 'ec' | 'rsa', wanted: Wanted = {}): Bytes {
  const {
    subject = [
      ['2.5.4.10', 'developers'],
      ['2.5.4.3', 'jane'],
    ],
    dnsNames = [],
    addresses = [],
  } = wanted;
  const names = subject.map(([id, text]) => write(TAG.set, sequence(oid(id), write(TAG.utf8, latin(text)))));
  const alternatives = [...dnsNames.map((name) => write(0x82, latin(name))), ...addresses.map((address) => write(0x87, address))];
  const extension = sequence(oid('2.5.29.17'), octets(sequence(...alternatives)));
  const attribute = sequence(oid('1.2.840.113549.1.9.14'), write(TAG.set, sequence(extension)));
  const publicKey = [...keys.publicKey.export({ type: 'spki', format: 'der' })];
  const info = sequence(integer([0]), sequence(...names), publicKey, alternatives.length === 0 ? tagged(0, []) : tagged(0, attribute));
  const signature = [...nodeSign('sha256', Uint8Array.from(info), keys.privateKey)];
  return sequence(info, sequence(oid(METHODS[method])), bitString(signature));
}

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** PEM of the key that all requests of `requestFor` are for. */
export const requesterKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

/** The value of spec.request: somebody of these organisations asks under his name. */
export function requestFor(commonName: string, organizations: readonly string[] = [], wanted: Omit<Wanted, 'subject'> = {}): string {
  const subject = [...organizations.map((name) => ['2.5.4.10', name] as const), ['2.5.4.3', commonName] as const];
  return encodeBase64(pemOf('CERTIFICATE REQUEST', requestBy(keys, 'ec', { ...wanted, subject })));
}
