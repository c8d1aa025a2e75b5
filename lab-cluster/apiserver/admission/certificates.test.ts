// Who may ask for a certificate, approve it and sign it, and what of a request may change.
import { describe, expect, it } from 'vitest';
import type { CertificateSigningRequest } from '../../api/kinds/certificate-signing-request.ts';
import type { UserInfo } from '../../api/request.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';
import { refusalOf } from '../../testing/admission-lab.ts';
import { requestFor } from '../../testing/certificate-requests.ts';

const PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const CLIENT = 'kubernetes.io/kube-apiserver-client';

function body(name: string, spec: object = {}): object {
  const usages = ['client auth'];
  const metadata = { name };
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata,
    spec: { request: requestFor('jane', ['developers']), signerName: CLIENT, usages, ...spec },
  };
}

function created(lab: ApiLab, name: string, spec: object = {}): CertificateSigningRequest {
  const answer = lab.post(PATH, body(name, spec));
  expect(refusalOf(answer)).toBe('');
  return answer.body as CertificateSigningRequest;
}

const refused = (lab: ApiLab, name: string, spec: object = {}): string => refusalOf(lab.post(PATH, body(name, spec)));

function withCondition(request: CertificateSigningRequest, type: string): CertificateSigningRequest {
  const condition = { type, status: 'True', reason: 'Test' };
  return { ...request, status: { ...request.status, conditions: [...(request.status.conditions ?? []), condition] } };
}

/** Somebody with one rule about signers, and every right on requests. */
function userWith(lab: ApiLab, name: string, verbs: readonly string[], resourceNames: readonly string[]): UserInfo {
  const group = 'certificates.k8s.io';
  const rules = [
    {
      apiGroups: [group],
      resources: ['certificatesigningrequests', 'certificatesigningrequests/approval', 'certificatesigningrequests/status'],
      verbs: ['*'],
    },
    { apiGroups: [group], resources: ['signers'], resourceNames, verbs },
  ];
  const api = 'rbac.authorization.k8s.io';
  const role = { apiVersion: `${api}/v1`, kind: 'ClusterRole', metadata: { name }, rules };
  const roleRef = { apiGroup: api, kind: 'ClusterRole', name };
  const subjects = [{ apiGroup: api, kind: 'User', name }];
  expect(lab.post(`/apis/${api}/v1/clusterroles`, role).code).toBe(201);
  const binding = { apiVersion: `${api}/v1`, kind: 'ClusterRoleBinding', metadata: { name }, roleRef, subjects };
  expect(lab.post(`/apis/${api}/v1/clusterrolebindings`, binding).code).toBe(201);
  return { name, groups: ['system:authenticated'] };
}

describe('a request for a certificate', () => {
  it('says who asked, whatever was sent, and is not approved from the start', () => {
    const lab = createApiLab();
    const conditions = [{ type: 'Approved', status: 'True' }];
    const spec = { username: 'somebody', groups: ['system:masters'], uid: '1', extra: { a: ['b'] } };
    const asker = userWith(lab, 'asker', ['nothing'], ['none']);
    const answer = lab.ask({
      method: 'POST',
      path: PATH,
      body: { ...body('a', spec), status: { conditions } },
      user: { ...asker, uid: 'u-1' },
    });
    expect(answer.body).toMatchObject({ spec: { username: 'asker', groups: ['system:authenticated'], uid: 'u-1' }, status: {} });
    const stored = answer.body as CertificateSigningRequest;
    expect(stored.spec.extra).toBeUndefined();
    expect(stored.status.conditions).toBeUndefined();
  });

  it("breaks rules in upstream's words", () => {
    const lab = createApiLab();
    const says = (spec: object): string =>
      refused(lab, 'a', spec).replace('CertificateSigningRequest.certificates.k8s.io "a" is invalid: ', '');
    expect(says({ request: '' })).toBe('spec.request: Invalid value: "": PEM block type must be CERTIFICATE REQUEST');
    expect(says({ usages: [] })).toBe('spec.usages: Required value: usages must be provided');
    expect(says({ usages: ['client auth', 'client auth'] })).toBe('spec.usages[1]: Duplicate value: "client auth"');
    expect(says({ usages: ['flying'] })).toContain(
      'spec.usages[0]: Unsupported value: "flying": supported values: "any", "cert sign", "client auth"',
    );
    expect(says({ signerName: '' })).toBe('spec.signerName: Required value: signerName must be provided');
    expect(says({ signerName: 'plain' })).toBe(
      'spec.signerName: Invalid value: "plain": must be a fully qualified domain and path of the form \'example.com/signer-name\'',
    );
    expect(says({ signerName: 'com/x' })).toBe(
      'spec.signerName: Invalid value: "com": should be a domain with at least two segments separated by dots',
    );
    expect(says({ signerName: 'kubernetes.io/legacy-unknown' })).toBe(
      'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version',
    );
    expect(says({ expirationSeconds: 599 })).toBe(
      'spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)',
    );
  });

  it('is printed with what became of it', () => {
    const lab = createApiLab();
    const request = created(lab, 'a', { expirationSeconds: 86_400 });
    const printed = (): readonly unknown[] => {
      const answer = lab.ask({ method: 'GET', path: PATH, headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } });
      return (answer.body as unknown as { rows: { cells: unknown[] }[] }).rows[0]?.cells.toSpliced(1, 1) ?? [];
    };
    expect(printed()).toEqual(['a', CLIENT, 'admin', '24h', 'Pending']);
    expect(refusalOf(lab.put(`${PATH}/a/approval`, withCondition(request, 'Approved')))).toBe('');
    expect(printed()).toEqual(['a', CLIENT, 'admin', '24h', 'Approved']);
    expect(lab.get(PATH, { fieldSelector: `spec.signerName=${CLIENT}` }).body).toMatchObject({ items: [{ metadata: { name: 'a' } }] });
    expect(lab.get(PATH, { fieldSelector: 'spec.signerName=other' }).body).toMatchObject({ items: [] });
  });

  it('changes only through its subresources, each its own part', () => {
    const lab = createApiLab();
    const request = created(lab, 'a');
    const other = { ...request.spec, usages: ['server auth'] };
    expect(lab.put(`${PATH}/a`, { ...withCondition(request, 'Approved'), spec: other }).body).toMatchObject({
      spec: request.spec,
      status: {},
    });
    expect(refusalOf(lab.put(`${PATH}/a/status`, withCondition(request, 'Approved')))).toContain(
      'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
    );
    const approved = lab.put(`${PATH}/a/approval`, { ...withCondition(request, 'Approved'), spec: other })
      .body as CertificateSigningRequest;
    expect(approved.spec).toEqual(request.spec);
    const [decision] = approved.status.conditions ?? [];
    expect(decision?.lastUpdateTime).toMatch(/^2026-01-01T00:00:\d\dZ$/);
    expect(decision?.lastTransitionTime).toBe(decision?.lastUpdateTime);
    expect(refusalOf(lab.put(`${PATH}/a/approval`, withCondition(approved, 'Denied')))).toContain(
      'status.conditions[1].type: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive',
    );
    expect(refusalOf(lab.put(`${PATH}/a/approval`, { ...approved, status: {} }))).toContain(
      'status.conditions: Forbidden: updates may not remove a condition of type "Approved"',
    );
    const certificate = Buffer.from('nothing').toString('base64');
    expect(refusalOf(lab.put(`${PATH}/a/status`, { ...approved, status: { ...approved.status, certificate } }))).toContain(
      'status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block',
    );
  });
});

describe('CertificateApproval and CertificateSigning', () => {
  it('ask for a right on the signer, by name or by domain', () => {
    const lab = createApiLab();
    const request = created(lab, 'a');
    const approve = (user: UserInfo): string =>
      refusalOf(
        lab.ask({ method: 'PUT', path: `${PATH}/a/approval`, body: withCondition(request, 'Approved'), user, query: { dryRun: 'All' } }),
      );
    const fail = (user: UserInfo): string =>
      refusalOf(
        lab.ask({ method: 'PUT', path: `${PATH}/a/status`, body: withCondition(request, 'Failed'), user, query: { dryRun: 'All' } }),
      );
    const none = userWith(lab, 'none', ['approve', 'sign'], ['example.com/other']);
    const subject = 'certificatesigningrequests.certificates.k8s.io "a" is forbidden: user not permitted to';
    expect(approve(none)).toBe(`${subject} approve requests with signerName "${CLIENT}"`);
    expect(fail(none)).toBe(`${subject} sign requests with signerName "${CLIENT}"`);
    const approver = userWith(lab, 'approver', ['approve'], [CLIENT]);
    expect([approve(approver), fail(approver) === '']).toEqual(['', false]);
    const signer = userWith(lab, 'signer', ['sign'], ['kubernetes.io/*']);
    expect([approve(signer) === '', fail(signer)]).toEqual([false, '']);
  });
});

describe('CertificateSubjectRestriction', () => {
  it('lets nobody become master through a client certificate', () => {
    const lab = createApiLab();
    const request = requestFor('jane', ['developers', 'system:masters']);
    expect(refused(lab, 'a', { request })).toBe(
      `certificatesigningrequests.certificates.k8s.io "a" is forbidden: use of ${CLIENT} signer with system:masters group is not allowed`,
    );
    expect(refused(lab, 'a', { request, signerName: 'example.com/own' })).toBe('');
  });
});
