// The approver: grants the client certificates that kubelets ask for, where RBAC lets them. Models pkg/controller/certificates/approver.
import { type CertificateSigningRequest, certificateSigningRequests, hasCondition } from '../api/kinds/certificate-signing-request.ts';
import { subjectAccessReviews } from '../api/kinds/subject-access-review.ts';
import type { Result } from '../api/status.ts';
import { latinOfBase64 } from '../api/base64.ts';
import { type CertificateRequest, parseRequest } from '../api/x509/certificate-request.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import type { Context, Task } from '../sim/sim.ts';
import { defineController, type Tools, watch } from './define-controller.ts';
import { kubeletClientProblem, SIGNERS } from './kubelet-requests.ts';

const RECOGNIZED = [
  { permission: 'selfnodeclient', message: 'Auto approving self kubelet client certificate after SubjectAccessReview.' },
  { permission: 'nodeclient', message: 'Auto approving kubelet client certificate after SubjectAccessReview.' },
] as const;

export const csrApprovingController = defineController({
  name: 'csrapproving',
  serviceAccount: 'certificate-controller',
  role: {
    plain: 'It approves the certificates that kubelets ask for.',
    port: 'Gives ships that are known their papers without asking the harbour master.',
    office: 'Signs off badge requests that need no second look.',
  },
  watches: [watch(certificateSigningRequests)],
  workers: 1,
  *reconcile(tools, ctx, name) {
    const request = tools.informer(certificateSigningRequests).get(name);
    if (request === undefined) return done({ saw: `request ${name} is gone`, decided: 'nothing to do' });
    if ((request.status.certificate ?? '') !== '' || hasCondition(request, 'Approved') || hasCondition(request, 'Denied')) {
      return done({ saw: `request ${name} is decided`, decided: 'nothing to do' });
    }
    const parsed = parseRequest(latinOfBase64(request.spec.request));
    const recognized = parsed.ok ? RECOGNIZED.filter(({ permission }) => recognizes(permission, request, parsed.value)) : [];
    for (const { permission, message } of recognized) {
      const allowed = yield* isAllowed(tools, ctx, request, permission);
      if (!allowed.ok) return retry(allowed.status);
      if (!allowed.value) continue;
      const condition = { type: 'Approved', status: 'True', reason: 'AutoApproved', message };
      const status = { ...request.status, conditions: [...(request.status.conditions ?? []), condition] };
      const story = { saw: `${request.spec.username} asks for a kubelet's certificate`, decided: 'approve it' };
      const written = yield* tools.client.updateSubresource(ctx, certificateSigningRequests, { ...request, status }, 'approval');
      return written.ok ? done({ ...story, wrote: `certificatesigningrequests/${name} approval` }) : retry(written.status, story);
    }
    const decided = recognized.length === 0 ? 'a person decides' : 'RBAC does not allow it';
    return done({ saw: `${request.spec.username ?? ''} asks for a certificate`, decided });
  },
});

function recognizes(permission: string, { spec }: CertificateSigningRequest, parsed: CertificateRequest): boolean {
  if (spec.signerName !== SIGNERS.kubeletClient || kubeletClientProblem(parsed, spec.usages ?? []) !== undefined) return false;
  return permission === 'nodeclient' || spec.username === parsed.commonName;
}

function* isAllowed(tools: Tools<unknown>, ctx: Context, { spec }: CertificateSigningRequest, subresource: string): Task<Result<boolean>> {
  const { username = '', uid = '', groups = [], extra = {} } = spec;
  const resourceAttributes = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests', verb: 'create', subresource };
  const review = yield* tools.client.create(ctx, subjectAccessReviews, {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    metadata: { name: '' },
    spec: { user: username, uid, groups, extra, resourceAttributes },
  });
  return review.ok ? { ok: true, value: review.value.status?.allowed === true } : review;
}
