// The signer: makes certificates of requests that are approved, each signer of Kubernetes' own by its rules.
// Models pkg/controller/certificates/signer. Simplified: one loop for the four signers, and one authority for all.
import { encodeBase64, latinOfBase64 } from '../api/base64.ts';
import { type CertificateSigningRequest, certificateSigningRequests, hasCondition } from '../api/kinds/certificate-signing-request.ts';
import { unixSeconds } from '../api/time.ts';
import { type Authority, signRequest } from '../api/x509/authority.ts';
import { type CertificateRequest, parseRequest } from '../api/x509/certificate-request.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import { defineController, watch } from './define-controller.ts';
import { clientProblem, kubeletClientProblem, kubeletServingProblem, SIGNERS } from './kubelet-requests.ts';

type Rule = (request: CertificateRequest, usages: readonly string[]) => string | undefined;

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [SIGNERS.client, clientProblem],
  [SIGNERS.kubeletClient, kubeletClientProblem],
  [SIGNERS.kubeletServing, kubeletServingProblem],
  [SIGNERS.legacy, () => undefined],
]);

/** --cluster-signing-duration. */
const LONGEST_SECONDS = 365 * 86_400;
const SHORTEST_SECONDS = 600;
/** Clocks differ a little; what is short lives as long as was asked all the same. */
const BACKDATED_SECONDS = 300;
const SHORT_SECONDS = 8 * 3600;

export const csrSigningController = defineController({
  name: 'csrsigning',
  serviceAccount: 'certificate-controller',
  role: {
    plain: 'It signs certificates that were asked for and approved.',
    port: 'Seals the papers that the harbour master approved.',
    office: 'Prints the badges that were signed off.',
  },
  watches: [watch(certificateSigningRequests)],
  workers: 1,
  *reconcile(tools, ctx, name) {
    const request = tools.informer(certificateSigningRequests).get(name);
    if (request === undefined) return done({ saw: `request ${name} is gone`, decided: 'nothing to do' });
    if ((request.status.certificate ?? '') !== '') return done({ saw: `request ${name} has its certificate`, decided: 'nothing to do' });
    if (!hasCondition(request, 'Approved') || hasCondition(request, 'Denied') || hasCondition(request, 'Failed')) {
      return done({ saw: `request ${name} is not approved`, decided: 'nothing to do' });
    }
    const rule = RULES.get(request.spec.signerName);
    if (rule === undefined) return done({ saw: `request ${name} is for ${request.spec.signerName}`, decided: 'nothing to do' });
    const parsed = parseRequest(latinOfBase64(request.spec.request));
    if (!parsed.ok) return retry(`unable to parse csr "${name}": ${parsed.why}`);
    const problem = rule(parsed.value, request.spec.usages ?? []);
    const story = problem === undefined ? { saw: 'it is approved', decided: 'sign it' } : { saw: problem, decided: 'it fails' };
    const next =
      problem === undefined
        ? signed(request, parsed.value, tools.authority(), unixSeconds(tools.sim.clock.nowUs))
        : failed(request, problem);
    const written = yield* tools.client.updateStatus(ctx, certificateSigningRequests, next);
    return written.ok ? done({ ...story, wrote: `certificatesigningrequests/${name} status` }) : retry(written.status, story);
  },
});

function signed(
  request: CertificateSigningRequest,
  parsed: CertificateRequest,
  authority: Authority,
  now: number,
): CertificateSigningRequest {
  const { expirationSeconds = LONGEST_SECONDS, usages = [] } = request.spec;
  const seconds = Math.min(Math.max(expirationSeconds, SHORTEST_SECONDS), LONGEST_SECONDS);
  const instant = Math.floor(now);
  const end = instant + seconds - (seconds > SHORT_SECONDS ? BACKDATED_SECONDS : 0);
  const times = { notBeforeMs: (instant - BACKDATED_SECONDS) * 1000, notAfterMs: end * 1000 };
  const certificate = encodeBase64(signRequest(authority, { request: parsed, usages, ...times }));
  return { ...request, status: { ...request.status, certificate } };
}

function failed(request: CertificateSigningRequest, message: string): CertificateSigningRequest {
  const condition = { type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message };
  return { ...request, status: { ...request.status, conditions: [...(request.status.conditions ?? []), condition] } };
}
