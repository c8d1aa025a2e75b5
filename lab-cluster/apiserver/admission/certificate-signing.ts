// CertificateSigning: only who may sign for a signer puts a certificate, or a failure, into a request to it.
// Models plugin/pkg/admission/certificates/signing.
import { deepEqual } from '../../api/equal.ts';
import { forbiddenStatus } from '../../api/errors.ts';
import { goQuote } from '../../api/field-errors.ts';
import type { CertificateSigningRequest } from '../../api/kinds/certificate-signing-request.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { mayDoForSigner } from './signer-access.ts';

export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  handles: ({ operation, kind, subresource }) =>
    operation === 'UPDATE' && subresource === 'status' && kind.plural === 'certificatesigningrequests',
  validate: ({ kind, name, user, object, oldObject }, { authorizers }) => {
    const { status } = object as CertificateSigningRequest;
    const { status: before, spec } = oldObject as CertificateSigningRequest;
    if (status.certificate === before.certificate && deepEqual(status.conditions ?? [], before.conditions ?? [])) return undefined;
    if (mayDoForSigner(authorizers, user, 'sign', spec.signerName)) return undefined;
    return forbiddenStatus(kind, name, `user not permitted to sign requests with signerName ${goQuote(spec.signerName)}`);
  },
};
