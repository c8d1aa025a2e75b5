// From a request to a certificate: by a person's approval, and for kubelets by RBAC alone. In a whole cluster.
import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CertificateSigningRequest } from '../api/kinds/certificate-signing-request.ts';
import { createAuthority } from '../api/x509/authority.ts';
import type { Cluster } from '../index.ts';
import { bootedCluster } from '../testing/boot.ts';
import { requestFor } from '../testing/certificate-requests.ts';

const PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const second = 1_000_000;

function ask(cluster: Cluster, method: 'POST' | 'PUT', path: string, body: unknown, user?: { name: string; groups: string[] }): void {
  const request = { method, path, body, ...(user === undefined ? {} : { user }) };
  cluster.apply({ type: 'api', request }, (output) => {
    if (output.type === 'api') expect(output.response.code, JSON.stringify(output.response.body)).toBeLessThan(300);
  });
  cluster.runUntil(cluster.nowUs + 5 * second);
}

function submit(cluster: Cluster, spec: object, user?: { name: string; groups: string[] }): CertificateSigningRequest {
  const body = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'r' }, spec };
  ask(cluster, 'POST', PATH, body, user);
  return stored(cluster);
}

function stored(cluster: Cluster): CertificateSigningRequest {
  return cluster.objectAt('certificatesigningrequests/r') as CertificateSigningRequest;
}

function approve(cluster: Cluster): CertificateSigningRequest {
  const request = stored(cluster);
  const conditions = [
    { type: 'Approved', status: 'True', reason: 'KubectlApprove', message: 'This CSR was approved by kubectl certificate approve.' },
  ];
  ask(cluster, 'PUT', `${PATH}/r/approval`, { ...request, status: { conditions } });
  return stored(cluster);
}

function certificateOf({ status }: CertificateSigningRequest): X509Certificate {
  return new X509Certificate(Buffer.from(status.certificate ?? '', 'base64'));
}

describe('certificates', () => {
  test('a request is signed once a person has approved it, for as long as was asked', () => {
    const cluster = bootedCluster();
    const request = requestFor('jane', ['developers']);
    const spec = { request, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'], expirationSeconds: 3600 };
    expect(submit(cluster, spec).status).toEqual({});
    const certificate = certificateOf(approve(cluster));
    expect(certificate.subject).toBe('O=developers\nCN=jane');
    const lifetimeMs = new Date(certificate.validTo).getTime() - new Date(certificate.validFrom).getTime();
    expect(lifetimeMs).toBe((3600 + 300) * 1000);
    expect(certificate.checkIssued(new X509Certificate(createAuthority(1).certificate))).toBe(true);
  });

  test('what a signer of Kubernetes does not allow fails, and other signers are left to others', () => {
    const wrong = bootedCluster();
    submit(wrong, { request: requestFor('jane'), signerName: 'kubernetes.io/kube-apiserver-client', usages: ['server auth'] });
    expect(approve(wrong).status.conditions?.map(({ type, reason, message }) => [type, reason, message])).toEqual([
      ['Approved', 'KubectlApprove', 'This CSR was approved by kubectl certificate approve.'],
      ['Failed', 'SignerValidationFailure', 'invalid usage for client certificate: server auth'],
    ]);
    const other = bootedCluster();
    submit(other, { request: requestFor('jane'), signerName: 'example.com/own', usages: ['server auth'] });
    expect(approve(other).status.certificate).toBeUndefined();
  });

  test('a kubelet that RBAC lets gets its certificate without anybody', () => {
    const cluster = bootedCluster();
    const api = 'rbac.authorization.k8s.io';
    const name = 'kubeadm:node-autoapprove-certificate-rotation';
    const roleRef = { apiGroup: api, kind: 'ClusterRole', name: 'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient' };
    const subjects = [{ apiGroup: api, kind: 'Group', name: 'system:nodes' }];
    const binding = { apiVersion: `${api}/v1`, kind: 'ClusterRoleBinding', metadata: { name }, roleRef, subjects };
    ask(cluster, 'POST', `/apis/${api}/v1/clusterrolebindings`, binding);
    const kubelet = { name: 'system:node:node-1', groups: ['system:nodes', 'system:authenticated'] };
    const spec = {
      request: requestFor('system:node:node-1', ['system:nodes']),
      signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
      usages: ['digital signature', 'client auth'],
    };
    const request = submit(cluster, spec, kubelet);
    expect(request.status.conditions?.[0]).toMatchObject({
      type: 'Approved',
      reason: 'AutoApproved',
      message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
    });
    expect(certificateOf(request).subject).toBe('O=system:nodes\nCN=system:node:node-1');
  });
});
