// What a kubelet's request for a certificate must look like. Models pkg/apis/certificates/helpers.go.
import type { CertificateSigningRequest } from '../api/kinds/certificate-signing-request.ts';
import type { CertificateRequest } from '../api/x509/certificate-request.ts';

export const SIGNERS = {
  client: 'kubernetes.io/kube-apiserver-client',
  kubeletClient: 'kubernetes.io/kube-apiserver-client-kubelet',
  kubeletServing: 'kubernetes.io/kubelet-serving',
  legacy: 'kubernetes.io/legacy-unknown',
} as const;

type Usages = NonNullable<CertificateSigningRequest['spec']['usages']>;

/** The rule that is broken, in upstream's words. */
export function kubeletClientProblem(request: CertificateRequest, usages: Usages): string | undefined {
  if (!isOfNodes(request)) return 'subject organization is not system:nodes';
  if (request.dnsNames.length > 0) return 'DNS subjectAltNames are not allowed';
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  if (request.ipAddresses.length > 0) return 'IP subjectAltNames are not allowed';
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed';
  if (!isNamedAsNode(request)) return 'subject common name does not begin with system:node:';
  return usagesProblem(usages, 'client auth');
}

export function kubeletServingProblem(request: CertificateRequest, usages: Usages): string | undefined {
  if (!isOfNodes(request)) return 'subject organization is not system:nodes';
  if (request.dnsNames.length === 0 && request.ipAddresses.length === 0) return 'DNS or IP subjectAltName is required';
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed';
  return (
    usagesProblem(usages, 'server auth') ?? (isNamedAsNode(request) ? undefined : 'subject common name does not begin with system:node:')
  );
}

/** Models validAPIServerClientUsages of pkg/controller/certificates/signer. */
export function clientProblem(_: CertificateRequest, usages: Usages): string | undefined {
  const other = usages.find((usage) => usage !== 'digital signature' && usage !== 'key encipherment' && usage !== 'client auth');
  if (other !== undefined) return `invalid usage for client certificate: ${other}`;
  return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth';
}

function isOfNodes({ organizations }: CertificateRequest): boolean {
  return organizations.length === 1 && organizations[0] === 'system:nodes';
}

function isNamedAsNode({ commonName }: CertificateRequest): boolean {
  return commonName.startsWith('system:node:');
}

/** Encipherment is for RSA keys alone, and may be missing. */
function usagesProblem(usages: Usages, auth: 'client auth' | 'server auth'): string | undefined {
  const wanted = [auth, 'digital signature', 'key encipherment'].sort();
  const given = new Set(usages);
  const needed = [auth, 'digital signature'];
  const matches = needed.every((usage) => given.has(usage)) && [...given].every((usage) => wanted.includes(usage));
  return matches ? undefined : `usages did not match [${wanted.join(' ')}]`;
}
