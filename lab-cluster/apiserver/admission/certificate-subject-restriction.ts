// CertificateSubjectRestriction: nobody asks for a client certificate that would make him master of the cluster.
// Models plugin/pkg/admission/certificates/subjectrestriction.
import { forbiddenStatus } from '../../api/errors.ts';
import type { CertificateSigningRequest } from '../../api/kinds/certificate-signing-request.ts';
import { latinOfBase64 } from '../../api/base64.ts';
import { parseRequest } from '../../api/x509/certificate-request.ts';
import { MASTERS } from '../authz/authorize.ts';
import { type AdmissionPlugin, creates } from './plugin.ts';

const SIGNER = 'kubernetes.io/kube-apiserver-client';

export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  handles: (request) => creates(request, 'certificatesigningrequests'),
  validate: ({ kind, name, object }) => {
    const { spec } = object as CertificateSigningRequest;
    if (spec.signerName !== SIGNER) return undefined;
    const parsed = parseRequest(latinOfBase64(spec.request));
    if (!parsed.ok) return forbiddenStatus(kind, name, `failed to parse CSR: ${parsed.why}`);
    if (!parsed.value.organizations.includes(MASTERS)) return undefined;
    return forbiddenStatus(kind, name, `use of ${SIGNER} signer with ${MASTERS} group is not allowed`);
  },
};
