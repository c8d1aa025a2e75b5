// What is accepted with a warning, in upstream's words, order and places.
import { describe, expect, it } from 'vitest';
import type { ApiResponse } from '../request.ts';
import { admissionLab, container, path, refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const APPS = '/apis/apps/v1/namespaces/default';
const BATCH = '/apis/batch/v1/namespaces/default';
const CORE = '/api/v1/namespaces/default';

const spec = (more: object): object => ({ ...container(), ...more });
const inContainer = (more: object): object => container(more);
const twice = (volume: object): object => spec({ volumes: [{ name: 'v', ...volume }] });

const OF_PODS: readonly (readonly [string, object, readonly string[], object?])[] = [
  ['a sound pod', spec({}), []],
  [
    'old labels of nodes',
    spec({ nodeSelector: { 'beta.kubernetes.io/os': 'linux', 'failure-domain.beta.kubernetes.io/zone': 'a' } }),
    [
      'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
      'spec.nodeSelector[failure-domain.beta.kubernetes.io/zone]: deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    ],
  ],
  [
    'old labels in an affinity to nodes',
    spec({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'beta.kubernetes.io/arch', operator: 'Exists' }] }],
          },
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, preference: { matchExpressions: [{ key: 'beta.kubernetes.io/instance-type', operator: 'Exists' }] } },
          ],
        },
      },
    }),
    [
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/arch is deprecated since v1.14; use "kubernetes.io/arch" instead',
      'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].key: beta.kubernetes.io/instance-type is deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
    ],
  ],
  [
    'spreading by an old label, over pods that nobody selects',
    spec({
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'failure-domain.beta.kubernetes.io/region', whenUnsatisfiable: 'ScheduleAnyway' },
      ],
    }),
    [
      'spec.topologySpreadConstraints[0].topologyKey: failure-domain.beta.kubernetes.io/region is deprecated since v1.17; use "topology.kubernetes.io/region" instead',
      'spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod',
    ],
  ],
  [
    'affinities to nobody',
    spec({
      affinity: {
        podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'k' }] },
        podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'k' } }] },
      },
    }),
    [
      'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod',
      'spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod',
    ],
  ],
  [
    'annotations that once did something',
    spec({}),
    [
      'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
      'metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead',
      'metadata.annotations[container.seccomp.security.alpha.kubernetes.io/c]: non-functional in v1.27+; use the "seccompProfile" field instead',
    ],
    {
      annotations: {
        'scheduler.alpha.kubernetes.io/critical-pod': '',
        'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default',
        'container.seccomp.security.alpha.kubernetes.io/c': 'runtime/default',
      },
    },
  ],
  [
    'AppArmor by annotation',
    spec({}),
    [
      'metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the "appArmorProfile" field instead',
    ],
    { annotations: { 'container.apparmor.security.beta.kubernetes.io/c': 'runtime/default' } },
  ],
  [
    'AppArmor by annotation and field alike',
    inContainer({ securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }),
    [],
    { annotations: { 'container.apparmor.security.beta.kubernetes.io/c': 'runtime/default' } },
  ],
  [
    'a name with dots',
    spec({}),
    [expect.stringMatching(/^metadata\.name: this is used in the Pod's hostname, .* recommended: \[must not/) as string],
    { name: 'a.b' },
  ],
  [
    'drivers that are gone',
    spec({
      volumes: [
        { name: 'a', gitRepo: { repository: 'r' } },
        { name: 'b', glusterfs: { endpoints: 'e', path: 'p' } },
        { name: 'c', storageos: { volumeName: 'v' } },
        { name: 'd', rbd: { monitors: ['m'], image: 'i' } },
        { name: 'e', cephfs: { monitors: ['m'] } },
      ],
    }),
    [
      'spec.volumes[0].gitRepo: deprecated in v1.11',
      'spec.volumes[1].glusterfs: deprecated in v1.25, non-functional in v1.26+',
      'spec.volumes[2].storageOS: deprecated in v1.22, non-functional in v1.25+',
      'spec.volumes[3].rbd: deprecated in v1.28, non-functional in v1.31+',
      'spec.volumes[4].cephfs: deprecated in v1.28, non-functional in v1.31+',
    ],
  ],
  [
    'a claim of parts of bytes',
    twice({
      ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1500m' } } } } },
    }),
    [
      'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer',
    ],
  ],
  [
    'files in one place',
    twice({
      configMap: {
        name: 'm',
        items: [
          { key: 'a', path: 'x/y' },
          { key: 'b', path: 'x' },
          { key: 'c', path: 'x/y' },
        ],
      },
    }),
    [
      'volume "v" (ConfigMap "m"): overlapping paths: "x" with "x/y"',
      'volume "v" (ConfigMap "m"): overlapping paths: "x/y" with "x/y"',
      'volume "v" (ConfigMap "m"): overlapping paths: "x/y" with "x"',
    ],
  ],
  [
    'files of several sources in one place, and a source of nothing',
    twice({
      projected: {
        sources: [
          { downwardAPI: { items: [{ path: 'n', fieldRef: { fieldPath: 'metadata.name' } }] } },
          { secret: { name: 's', items: [{ key: 'k', path: 'n/k' }] } },
        ],
      },
    }),
    ['volume "v" (Projected): overlapping paths: "n/k" (Secret "s") with "n" (DownwardAPI)'],
  ],
  [
    'the same twice',
    spec({
      hostAliases: [
        { ip: '10.0.0.1', hostnames: ['a'] },
        { ip: '10.0.0.1', hostnames: ['b'] },
      ],
      imagePullSecrets: [{ name: 's' }, { name: 's' }, {}],
    }),
    [
      'spec.hostAliases[1].ip: duplicate ip "10.0.0.1"',
      'spec.imagePullSecrets[1].name: duplicate name "s"',
      'spec.imagePullSecrets[2].name: invalid empty name ""',
    ],
  ],
  [
    'parts of bytes',
    inContainer({ resources: { requests: { memory: '500m', 'ephemeral-storage': '100m' }, limits: { memory: '1500m' } } }),
    [
      'spec.containers[0].resources.limits[memory]: fractional byte value "1500m" is invalid, must be an integer',
      'spec.containers[0].resources.requests[memory]: fractional byte value "500m" is invalid, must be an integer',
      'spec.containers[0].resources.requests[ephemeral-storage]: fractional byte value "100m" is invalid, must be an integer',
    ],
  ],
  [
    'a variable that hides another',
    inContainer({
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '$(A)2' },
        { name: 'A', value: '3' },
        { name: 'A', value: '$(A)' },
      ],
    }),
    [
      'spec.containers[0].env[2]: hides previous definition of "A", which may be dropped when using apply',
      'spec.containers[0].env[3]: hides previous definition of "A", which may be dropped when using apply',
    ],
  ],
  [
    'ports that get in each other’s way',
    spec({
      containers: [
        {
          name: 'c',
          image: 'i',
          ports: [
            { name: 'web', containerPort: 80 },
            { containerPort: 81, hostPort: 81 },
          ],
        },
        {
          name: 'd',
          image: 'i',
          ports: [
            { name: 'web', containerPort: 80 },
            { containerPort: 80, hostPort: 8080 },
            { containerPort: 81, hostPort: 81, hostIP: '10.0.0.1' },
            { containerPort: 90, hostIP: '10.0.0.1' },
          ],
        },
      ],
    }),
    [
      'spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]',
      'spec.containers[1].ports[1]: overlapping port definition with spec.containers[0].ports[0]',
      'spec.containers[1].ports[1]: overlapping port definition with spec.containers[1].ports[0]',
      'spec.containers[1].ports[2]: dangerously ambiguous port definition with spec.containers[0].ports[1]',
      'spec.containers[1].ports[3]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:90 Protocol:TCP HostIP:10.0.0.1}',
      'spec.containers[1].ports[0]: duplicate port name "web" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]',
    ],
  ],
  [
    'addresses in forms of old',
    spec({ dnsPolicy: 'None', dnsConfig: { nameservers: ['010.0.0.1'] }, hostAliases: [{ ip: '2001:DB8::1', hostnames: ['h'] }] }),
    [
      'spec.dnsConfig.nameservers[0]: non-standard IP address "010.0.0.1" is invalid: use "10.0.0.1"',
      'spec.hostAliases[0].ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
    ],
  ],
];

describe('a new pod', () => {
  const lab = admissionLab();

  it.each(OF_PODS)('%s', (_, podSpec, warnings, metadata = {}) => {
    const answer = lab.post(path('pods'), { metadata: Object.assign({ name: 'p' }, metadata), spec: podSpec }, { dryRun: 'All' });
    expect(refusalOf(answer)).toBe('');
    expect(answer.warnings ?? []).toEqual(warnings);
  });

  it('says of updates nothing, and of reported addresses how they should be written', () => {
    lab.createPod(spec({ imagePullSecrets: [{}] }), { name: 'kept' });
    expect(lab.patch(path('pods', 'kept'), { metadata: { labels: { a: 'b' } } }, 'merge').warnings).toBeUndefined();
    const status = { podIP: '010.1.1.1', podIPs: [{ ip: '010.1.1.1' }] };
    expect(lab.patch(`${path('pods', 'kept')}/status`, { status }, 'merge').warnings).toEqual([
      'status.podIPs[0].ip: non-standard IP address "010.1.1.1" is invalid: use "10.1.1.1"',
    ]);
  });
});

describe('workloads', () => {
  const lab = createApiLab();
  const selector = { matchLabels: { a: 'b' } };
  const templateWith = (more: object): object => ({ metadata: { labels: { a: 'b' } }, spec: spec({ imagePullSecrets: [{}], ...more }) });
  const template = templateWith({});
  const onceOnly = templateWith({ restartPolicy: 'Never' });
  const claims = [{ metadata: { name: 'd' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '100m' } } } }];
  const secret = (at: string): string => `${at}.spec.imagePullSecrets[0].name: invalid empty name ""`;
  const bytes = (inside: string): string =>
    `spec.volumeClaimTemplates[0]${inside}.resources.requests[storage]: fractional byte value "100m" is invalid, must be an integer`;
  const CASES: readonly (readonly [string, object, readonly string[], readonly string[]])[] = [
    [`${APPS}/deployments`, { spec: { selector, template } }, [secret('spec.template')], [secret('spec.template')]],
    [`${APPS}/replicasets`, { spec: { selector, template } }, [secret('spec.template')], [secret('spec.template')]],
    [`${APPS}/daemonsets`, { spec: { selector, template } }, [secret('spec.template')], []],
    [
      `${APPS}/statefulsets`,
      { spec: { selector, serviceName: 's', template, volumeClaimTemplates: claims } },
      [secret('spec.template'), bytes('')],
      [secret('spec.template'), bytes('.Spec')],
    ],
    [`${CORE}/replicationcontrollers`, { spec: { selector: { a: 'b' }, template } }, [secret('spec.template')], [secret('spec.template')]],
    [`${BATCH}/jobs`, { spec: { template: onceOnly } }, [secret('spec.template')], [secret('spec.template')]],
    [
      `${BATCH}/cronjobs`,
      { spec: { schedule: '* * * * *', jobTemplate: { spec: { template: onceOnly } } } },
      [secret('spec.jobTemplate.spec.template')],
      [secret('spec.jobTemplate.spec.template')],
    ],
  ];

  it.each(CASES)('%s: at birth, and again when the wish changes', (place, object, atBirth, later) => {
    const warningsOf = ({ warnings = [] }: ApiResponse): readonly string[] => warnings;
    const change = (patch: object): readonly string[] => warningsOf(lab.patch(`${place}/w`, patch, 'merge'));
    expect(warningsOf(lab.post(place, { metadata: { name: 'w' }, ...object }))).toEqual(atBirth);
    expect(change({ metadata: { labels: { a: 'b' } } })).toEqual(later.filter((text) => text.includes('volumeClaim')));
    const wish = { parallelism: 2, suspend: true, revisionHistoryLimit: 3, minReadySeconds: 3, replicas: 3 };
    const known = place.includes('jobs') ? { suspend: wish.suspend } : { minReadySeconds: wish.minReadySeconds };
    expect(change({ spec: known })).toEqual(later);
  });

  it('a scale is a wish too', () => {
    lab.post(`${APPS}/deployments`, { metadata: { name: 'scaled' }, spec: { selector, template } });
    expect(lab.patch(`${APPS}/deployments/scaled/scale`, { spec: { replicas: 4 } }, 'merge').warnings).toEqual([secret('spec.template')]);
  });

  it('PodTemplates have theirs at another place', () => {
    expect(lab.post(`${CORE}/podtemplates`, { metadata: { name: 't' }, template }).warnings).toEqual([secret('template')]);
  });
});

describe('other kinds', () => {
  const lab = createApiLab();
  const post = (place: string, body: object): readonly string[] => {
    const answer = lab.post(place, body);
    expect(refusalOf(answer)).toBe('');
    return answer.warnings ?? [];
  };

  it('a Service says what it ignores', () => {
    const headless = { clusterIP: 'None', sessionAffinity: 'ClientIP', externalIPs: ['2001:DB8::1'], ports: [{ port: 80 }] };
    expect(post(`${CORE}/services`, { metadata: { name: 'h' }, spec: headless })).toEqual([
      'spec.externalIPs is ignored for headless services',
      'spec.SessionAffinity is ignored for headless services',
      'spec.externalIPs[0]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
    ]);
    const named = { externalName: 'example.org', ports: [{ port: 80 }] };
    expect(post(`${CORE}/services`, { metadata: { name: 'n' }, spec: named })).toEqual([
      'spec.externalName is ignored when spec.type is not "ExternalName"',
    ]);
    const balanced = { type: 'LoadBalancer', loadBalancerIP: '10.9.9.9', ports: [{ port: 80 }], loadBalancerSourceRanges: ['10.0.0.1/8'] };
    expect(post(`${CORE}/services`, { metadata: { name: 'l' }, spec: balanced })).toEqual([
      'spec.loadBalancerSourceRanges[0]: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)',
    ]);
  });

  it('every answer about Endpoints says that they are old', () => {
    const old = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';
    const subsets = [{ addresses: [{ ip: '2001:DB8::1' }], ports: [{ port: 80 }] }];
    expect(post(`${CORE}/endpoints`, { metadata: { name: 'e' }, subsets })).toEqual([
      old,
      'subsets[0].addresses[0].ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
    ]);
    expect(lab.get(`${CORE}/endpoints/e`).warnings).toEqual([old]);
    expect(lab.get(`${CORE}/endpoints`).warnings).toEqual([old]);
  });

  it('an EndpointSlice should not hold names', () => {
    const slices = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
    const slice = { metadata: { name: 'f' }, addressType: 'FQDN', endpoints: [{ addresses: ['a.example.org'] }] };
    expect(post(slices, slice)).toEqual(['spec.addressType: FQDN endpoints are deprecated']);
  });

  it('a ServiceAccount, a Node, a RuntimeClass and a capacity', () => {
    const annotations = { 'kubernetes.io/enforce-mountable-secrets': 'true' };
    expect(post(`${CORE}/serviceaccounts`, { metadata: { name: 'a', annotations } })).toEqual([
      'metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets',
    ]);
    expect(lab.patch(`${CORE}/serviceaccounts/a`, { metadata: { labels: { a: 'b' } } }, 'merge').warnings).toBeUndefined();
    expect(post('/api/v1/nodes', { metadata: { name: 'n' }, spec: { externalID: 'x' } })).toEqual([
      'spec.externalID: this field is deprecated, and is unused by Kubernetes',
    ]);
    const nodeSelector = { 'beta.kubernetes.io/os': 'linux' };
    expect(post('/apis/node.k8s.io/v1/runtimeclasses', { metadata: { name: 'r' }, handler: 'h', scheduling: { nodeSelector } })).toEqual([
      'scheduling.nodeSelector: deprecated since v1.14; use "kubernetes.io/os" instead',
    ]);
    const capacities = '/apis/storage.k8s.io/v1/namespaces/default/csistoragecapacities';
    expect(post(capacities, { metadata: { name: 'c' }, storageClassName: 's', nodeTopology: { matchLabels: nodeSelector } })).toEqual([
      'nodeTopology.matchLabels.beta.kubernetes.io/os: deprecated since v1.14; use "kubernetes.io/os" instead',
    ]);
  });

  it('a certificate and a key that do not belong together', () => {
    const type = 'kubernetes.io/tls';
    const secret = (name: string, crt: string, key: string): readonly string[] =>
      post(`${CORE}/secrets`, { metadata: { name }, type, stringData: { 'tls.crt': crt, 'tls.key': key } });
    const pem = (what: string): string => `-----BEGIN ${what}-----\nMAA=\n-----END ${what}-----\n`;
    expect(secret('a', 'x', 'y')).toEqual(['tls: failed to find any PEM data in certificate input']);
    expect(secret('b', pem('CERTIFICATE'), 'y')).toEqual(['tls: failed to find any PEM data in key input']);
    expect(secret('c', pem('CERTIFICATE'), pem('CERTIFICATE'))).toEqual([
      'tls: found a certificate rather than a key in the PEM for the private key',
    ]);
    expect(secret('d', pem('RSA PRIVATE KEY'), pem('RSA PRIVATE KEY'))).toEqual([
      'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
    ]);
  });
});
