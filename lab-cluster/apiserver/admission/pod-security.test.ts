// The Pod Security Standards at work: refusals, warnings and versions, in the words upstream's own tests expect.
import { describe, expect, it } from 'vitest';
import { type AdmissionLab, admissionLab, container, path, refusalOf } from '../../testing/admission-lab.ts';

const enforce = (level: string, more: object = {}): AdmissionLab =>
  admissionLab({ 'pod-security.kubernetes.io/enforce': level, ...more } as Record<string, string>);
const HARDENED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

describe('PodSecurity', () => {
  it('a plain pod is fine in baseline, and told all that restricted misses', () => {
    expect(enforce('baseline').tryPod(container())).toBe('');
    expect(enforce('restricted').tryPod(container())).toBe(
      'pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    );
    expect(enforce('restricted').tryPod(container({ securityContext: HARDENED }))).toBe('');
  });

  const two = (securityContext: object): object => ({ containers: ['a', 'b'].map((name) => ({ name, image: 'nginx', securityContext })) });
  it.each<[string, object, string]>([
    [
      'hostNamespaces',
      { ...container(), hostNetwork: true, hostPID: true, hostIPC: true },
      'host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)',
    ],
    ['hostPathVolumes', { ...container(), volumes: [{ name: 'v', hostPath: { path: '/' } }] }, 'hostPath volumes (volume "v")'],
    [
      'hostPorts',
      container({
        ports: [
          { containerPort: 80, hostPort: 80 },
          { containerPort: 81, hostPort: 8080 },
        ],
      }),
      'hostPort (container "c" uses hostPorts 80, 8080)',
    ],
    ['privileged', two({ privileged: true }), 'privileged (containers "a", "b" must not set securityContext.privileged=true)'],
    [
      'capabilities',
      two({ capabilities: { add: ['SYS_ADMIN', 'CHOWN', 'NET_RAW'] } }),
      'non-default capabilities (containers "a", "b" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add)',
    ],
    [
      'seLinuxOptions',
      { ...container(), securityContext: { seLinuxOptions: { type: 'foo', user: 'u', role: 'r' } } },
      'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "foo"; user may not be set; role may not be set)',
    ],
    [
      'seccomp',
      { ...two({ seccompProfile: { type: 'Unconfined' } }), securityContext: { seccompProfile: { type: 'Unconfined' } } },
      'seccompProfile (pod and containers "a", "b" must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      'appArmor',
      container({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
      'forbidden AppArmor profile (container "c" must not set AppArmor profile type to "Unconfined")',
    ],
    ['sysctls', { ...container(), securityContext: { sysctls: [{ name: 'a.b', value: '1' }] } }, 'forbidden sysctls (a.b)'],
    [
      'probe hosts',
      container({ livenessProbe: { httpGet: { port: 80, host: '10.0.0.1' } } }),
      'probe or lifecycle host (container "c" uses probe or lifecycle host "10.0.0.1")',
    ],
  ])('baseline refuses %s', (_, spec, finding) => {
    expect(enforce('baseline').tryPod(spec)).toBe(`pods "p" is forbidden: violates PodSecurity "baseline:latest": ${finding}`);
  });

  it('restricted lists volumes of other kinds, roots by number and by word', () => {
    const spec = {
      ...container({ securityContext: { ...HARDENED, runAsNonRoot: false, runAsUser: 0 } }),
      volumes: [
        { name: 'v', hostPath: { path: '/' } },
        { name: 'w', nfs: { server: 's', path: '/' } },
      ],
    };
    expect(enforce('restricted').tryPod(spec)).toBe(
      'pods "p" is forbidden: violates PodSecurity "restricted:latest": restricted volume types (volumes "v", "w" use restricted volume types "hostPath", "nfs"), runAsNonRoot != true (container "c" must not set securityContext.runAsNonRoot=false), runAsUser=0 (container "c" must not set runAsUser=0)',
    );
  });

  it('older versions keep their older rules', () => {
    const sysctl = { ...container(), securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem', value: '1' }] } };
    expect(enforce('baseline').tryPod(sysctl)).toBe('');
    expect(enforce('baseline', { 'pod-security.kubernetes.io/enforce-version': 'v1.31' }).tryPod(sysctl)).toBe(
      'pods "p" is forbidden: violates PodSecurity "baseline:v1.31": forbidden sysctls (net.ipv4.tcp_rmem)',
    );
  });

  it('workloads are stored with a warning, and so are pods where it only warns', () => {
    const lab = enforce('baseline');
    const template = { metadata: { labels: { app: 'w' } }, spec: { ...container(), hostNetwork: true } };
    const spec = { selector: { matchLabels: { app: 'w' } }, template };
    const answer = lab.post('/apis/apps/v1/namespaces/shop/deployments', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'w' },
      spec,
    });
    expect(answer.code).toBe(201);
    expect(answer.warnings).toContain('would violate PodSecurity "baseline:latest": host namespaces (hostNetwork=true)');
    const warning = admissionLab({ 'pod-security.kubernetes.io/warn': 'baseline' }).createPod({ ...container(), hostPID: true });
    expect([warning.code, warning.warnings]).toEqual([
      201,
      ['would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)'],
    ]);
  });

  it('wrong labels are refused, and a namespace that becomes stricter names its pods', () => {
    const lab = admissionLab();
    for (const name of ['a', 'b', 'c']) lab.createPod(container(name === 'c' ? { securityContext: { privileged: true } } : {}), { name });
    const label = (value: string): ReturnType<AdmissionLab['patch']> =>
      lab.patch('/api/v1/namespaces/shop', { metadata: { labels: { 'pod-security.kubernetes.io/enforce': value } } }, 'merge');
    expect(refusalOf(label('strict'))).toBe(
      'Namespace "shop" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted',
    );
    expect(label('restricted').warnings).toEqual([
      'existing pods in namespace "shop" violate the new PodSecurity enforce level "restricted:latest"',
      'a (and 1 other pod): allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile',
      'c: privileged, allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile',
    ]);
    // Labels of a running pod may still change, its image may not.
    expect(lab.patch(path('pods', 'a'), { metadata: { labels: { x: 'y' } } }, 'merge').code).toBe(200);
    expect(lab.patch(path('pods', 'a'), { spec: { containers: [{ name: 'c', image: 'other' }] } }, 'strategic').code).toBe(403);
  });
});
