// A kubeconfig for one user of one server, with everything it needs inside.
import type { KeyPair } from './certificates.ts';

interface Contents {
  readonly server: string;
  /** The authority's certificate. */
  readonly authority: string;
  readonly user: string;
  readonly pair: KeyPair;
}

const CLUSTER = 'kubelab';

export function kubeconfig({ server, authority, user, pair }: Contents): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: ${CLUSTER}
  cluster:
    server: ${server}
    certificate-authority-data: ${base64(authority)}
contexts:
- name: ${user}@${CLUSTER}
  context:
    cluster: ${CLUSTER}
    user: ${user}
current-context: ${user}@${CLUSTER}
preferences: {}
users:
- name: ${user}
  user:
    client-certificate-data: ${base64(pair.certificate)}
    client-key-data: ${base64(pair.key)}
`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
