// Whether somebody may approve or sign for a signer: of that name, or of its whole domain. Models pkg/certauthorization.
import type { UserInfo } from '../../api/request.ts';
import type { Authorizers } from '../authz/authorize.ts';

export function mayDoForSigner(authorizers: Authorizers, user: UserInfo, verb: 'approve' | 'sign' | 'attest', signerName: string): boolean {
  const isAllowed = (name: string): boolean =>
    authorizers.authorize({
      user,
      verb,
      isResource: true,
      group: 'certificates.k8s.io',
      resource: 'signers',
      subresource: '',
      namespace: '',
      name,
      path: '',
      fieldSelector: '',
    }).decision === 'allow';
  const [domain = ''] = signerName.split('/');
  return isAllowed(signerName) || isAllowed(`${domain}/*`);
}
