// CertificateApproval: only who may approve for a signer decides about requests to it.
// Models plugin/pkg/admission/certificates/approval.
import { forbiddenStatus } from '../../api/errors.ts';
import { goQuote } from '../../api/field-errors.ts';
import type { CertificateSigningRequest } from '../../api/kinds/certificate-signing-request.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { mayDoForSigner } from './signer-access.ts';

export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  handles: ({ operation, kind, subresource }) =>
    operation === 'UPDATE' && subresource === 'approval' && kind.plural === 'certificatesigningrequests',
  validate: ({ kind, name, user, oldObject }, { authorizers }) => {
    const { signerName } = (oldObject as CertificateSigningRequest).spec;
    if (mayDoForSigner(authorizers, user, 'approve', signerName)) return undefined;
    return forbiddenStatus(kind, name, `user not permitted to approve requests with signerName ${goQuote(signerName)}`);
  },
};
