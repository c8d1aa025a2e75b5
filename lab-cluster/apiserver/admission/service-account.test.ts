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

  it('a name that is still to be drawn is not in the refusal of who is asked before it is', () => {
    const lab = admissionLab();
    const unnamed = { name: undefined, generateName: 'web-7d9-' };
    expect(lab.tryPod({ ...container(), serviceAccountName: 'ghost' }, unnamed)).toBe(
      'pods "web-7d9-" is forbidden: error looking up service account shop/ghost: serviceaccount "ghost" not found',
    );
    expect(lab.tryPod({ ...container(), serviceAccountName: 'ghost' }, { name: undefined })).toMatch(/^pods "Unknown" is forbidden: /);
    const account = { hard: { pods: '0' } };
    lab.post('/api/v1/namespaces/shop/resourcequotas', { metadata: { name: 'none' }, spec: account, status: account });
    lab.put('/api/v1/namespaces/shop/resourcequotas/none/status', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'none', namespace: 'shop' },
      status: { ...account, used: { pods: '0' } },
    });
    expect(lab.tryPod(container(), unnamed)).toMatch(/^pods "web-7d9-[a-z0-9]{5}" is forbidden: exceeded quota: none, /);
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
    // It is asked before those who look for a priority.
    expect(tried({ ...env('other'), priorityClassName: 'none' })).toContain(`referencing secret.secretName="other" ${tail} secret`);
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

  it('a copied pod keeps the volume it came with', () => {
    const volumes = [{ name: 'kube-api-access-abcde', emptyDir: {} }];
    const { spec } = admissionLab().createPod({ ...container(), volumes }).body as Pod;
    expect(spec.volumes?.map(({ name }) => name)).toEqual(['kube-api-access-abcde']);
    expect(spec.containers[0]?.volumeMounts?.[0]?.name).toBe('kube-api-access-abcde');
  });
});
