// Whoever has a certificate that the lab signed is let in under its name: by the lab that runs, and for as long as its clocks say.
import { createHash, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requestFor, requesterKey } from '../testing/certificate-requests.ts';
import { ServedLab } from '../testing/served-lab.ts';

const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const REVIEW = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} };
const FOR_CLIENTS = { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] };

let lab: ServedLab;
beforeEach(async () => {
  // No clock of this machine will show that year while anybody tests this.
  lab = await new ServedLab().start({ calendarMs: Date.UTC(2045, 0, 1) });
});
afterEach(() => lab.stop());

/** PEM, of a request that was made and approved. */
async function certificateOf(name: string, request: string, spec: object = FOR_CLIENTS): Promise<string> {
  const metadata = { name };
  const body = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata, spec: { ...spec, request } };
  const created = await lab.request('POST', REQUESTS, { body });
  expect(created.code).toBe(201);
  const conditions = [{ type: 'Approved', status: 'True', reason: 'Test', message: 'by a test' }];
  const approved = { ...(JSON.parse(created.text) as object), status: { conditions } };
  expect((await lab.request('PUT', `${REQUESTS}/${name}/approval`, { body: approved })).code).toBe(200);
  const signed = async (): Promise<string | undefined> => {
    const { text } = await lab.request('GET', `${REQUESTS}/${name}`);
    return (JSON.parse(text) as { status: { certificate?: string } }).status.certificate;
  };
  await expect.poll(signed).toBeTypeOf('string');
  return Buffer.from((await signed()) ?? '', 'base64').toString();
}

async function whoIs(agent: ReturnType<ServedLab['agent']>): Promise<unknown> {
  const { code, text } = await lab.request('POST', REVIEWS, { body: REVIEW }, agent);
  return code === 201 ? (JSON.parse(text) as { status: { userInfo: unknown } }).status.userInfo : code;
}

test('who shows a certificate that the lab signed is who it says, until the clocks of the lab say that it has ended', async () => {
  const cert = await certificateOf('jane', requestFor('jane', ['developers']), { ...FOR_CLIENTS, expirationSeconds: 600 });
  const agent = lab.agent({ cert, key: requesterKey });
  const der = new X509Certificate(cert).raw;
  const extra = { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${createHash('sha256').update(der).digest('hex')}`] };
  expect(await whoIs(agent)).toMatchObject({ username: 'jane', groups: ['developers', 'system:authenticated'], extra });
  await lab.call('skip', { ms: 601_000 });
  expect(await whoIs(agent)).toBe(401);
});

test('a lab that is started anew behind the same door knows those whom it signs, not those of the one before', async () => {
  const before = await certificateOf('jane', requestFor('jane'));
  await lab.call('start', { seed: 2, calendarMs: Date.UTC(2045, 0, 1) });
  const after = await certificateOf('ann', requestFor('ann'));
  expect(await whoIs(lab.agent({ cert: before, key: requesterKey }))).toBe(401);
  expect(await whoIs(lab.agent({ cert: after, key: requesterKey }))).toMatchObject({ username: 'ann' });
});

test('a certificate for servers opens no door', async () => {
  const request = requestFor('system:node:node-1', ['system:nodes'], { dnsNames: ['node-1'] });
  const usages = ['digital signature', 'server auth'];
  const cert = await certificateOf('serving', request, { signerName: 'kubernetes.io/kubelet-serving', usages });
  expect(await whoIs(lab.agent({ cert, key: requesterKey }))).toBe(401);
});
