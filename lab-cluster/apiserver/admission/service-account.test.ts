// Who a pod runs as, and which secrets that one may use.
import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/kinds/pod.ts';
import { addAccount, admissionLab, container } from '../../testing/admission-lab.ts';

const MIRROR = { annotations: { 'kubernetes.io/config.mirror': 'x' } };

describe('ServiceAccount', () => {
  it('an unknown account is refused', () => {
    expect(admissionLab().tryPod({ ...container(), serviceAccountName: 'ghost' })).toBe(
      'pods "p" is forbidden: error looking up service account shop/ghost: serviceaccount "ghost" not found',
    );
  });

  it('mirror pods are nobody and hold nothing', () => {
    const lab = admissionLab();
    expect(lab.tryPod({ ...container(), serviceAccountName: 'default' }, MIRROR)).toBe(
      'pods "p" is forbidden: a mirror pod may not reference service accounts',
    );
    expect(lab.tryPod({ ...container(), volumes: [{ name: 'v', secret: { secretName: 's' } }] }, MIRROR)).toBe(
      'pods "p" is forbidden: a mirror pod may not reference secrets',
    );
    const token = { projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } };
    expect(lab.tryPod({ ...container(), volumes: [{ name: 'v', ...token }] }, MIRROR)).toBe(
      'pods "p" is forbidden: a mirror pod may not use ServiceAccountToken volume projections',
    );
    const pod = lab.createPod({ ...container(), nodeName: 'n' }, MIRROR).body as Pod;
    expect([pod.spec.serviceAccountName, pod.spec.volumes]).toEqual([undefined, undefined]);
  });

  it('an account that enforces its list allows those secrets only', () => {
    const lab = admissionLab();
    const annotations = { 'kubernetes.io/enforce-mountable-secrets': 'true' };
    addAccount(lab, { name: 'strict', annotations }, { secrets: [{ name: 'mine' }], imagePullSecrets: [{ name: 'pull' }] });
    const tried = (more: object): string => lab.tryPod({ ...container(), serviceAccountName: 'strict', ...more });
    const env = (name: string): object => container({ env: [{ name: 'E', valueFrom: { secretKeyRef: { name, key: 'k' } } }] });
    const tail = 'is not allowed because service account strict does not reference that';
    expect(tried({ volumes: [{ name: 'v', secret: { secretName: 'other' } }] })).toBe(
      `pods "p" is forbidden: volume with secret.secretName="other" ${tail} secret`,
    );
    expect(tried(env('other'))).toBe(
      `pods "p" is forbidden: container c with envVar E referencing secret.secretName="other" ${tail} secret`,
    );
    expect(tried({ imagePullSecrets: [{ name: 'pull' }, { name: 'other' }] })).toBe(
      `pods "p" is forbidden: imagePullSecrets[1].name="other" ${tail} imagePullSecret`,
    );
    expect(tried({ ...env('mine'), volumes: [{ name: 'v', secret: { secretName: 'mine' } }] })).toBe('');
  });

  it('the token is mounted unless account or pod says no', () => {
    const lab = admissionLab();
    addAccount(lab, { name: 'quiet' }, { automountServiceAccountToken: false, imagePullSecrets: [{ name: 'pull' }] });
    const pod = lab.createPod({ ...container(), serviceAccountName: 'quiet' }).body as Pod;
    expect(pod.spec.volumes).toBeUndefined();
    expect(pod.spec.imagePullSecrets).toEqual([{ name: 'pull' }]);
    const loud = lab.createPod({ ...container(), serviceAccountName: 'quiet', automountServiceAccountToken: true }, { name: 'q' })
      .body as Pod;
    expect(loud.spec.containers[0]?.volumeMounts?.[0]?.mountPath).toBe('/var/run/secrets/kubernetes.io/serviceaccount');
  });
});
