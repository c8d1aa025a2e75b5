// What the server makes of a pod before it stores it: on creation, on updates, and of what kubelets report.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Pod, PodStatus } from './pod.ts';
import type { ApiResponse } from '../request.ts';
import { type AdmissionLab, admissionLab, container, path, refusalOf } from '../../testing/admission-lab.ts';

function created(lab: AdmissionLab, spec: object, metadata?: object): Pod {
  const answer = lab.createPod(spec, metadata);
  expect(refusalOf(answer)).toBe('');
  return answer.body as Pod;
}

const spec = (more: object): object => ({ ...container(), ...more });

describe('a new pod', () => {
  it('waits at its gates, and says so', () => {
    const { status } = created(admissionLab(), spec({ schedulingGates: [{ name: 'a.b/c' }] }));
    expect(status.conditions).toEqual([
      {
        type: 'PodScheduled',
        status: 'False',
        lastProbeTime: null,
        lastTransitionTime: expect.stringMatching(/Z$/) as string,
        reason: 'SchedulingGated',
        message: 'Scheduling is blocked due to non-empty scheduling gates',
      },
    ]);
  });

  it('completes its selectors by its own labels', () => {
    const labelSelector = { matchLabels: { app: 'a' } };
    const term = { topologyKey: 'k', labelSelector, matchLabelKeys: ['v', 'absent'], mismatchLabelKeys: ['tenant'] };
    const spread = { maxSkew: 1, topologyKey: 'k', whenUnsatisfiable: 'DoNotSchedule', matchLabelKeys: ['v'] };
    const pod = created(
      admissionLab(),
      spec({
        affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
        topologySpreadConstraints: [{ ...spread, labelSelector }],
      }),
      { labels: { app: 'a', v: '1', tenant: 't' } },
    );
    const byVersion = { key: 'v', operator: 'In', values: ['1'] };
    expect(pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector).toEqual({
      matchLabels: { app: 'a' },
      matchExpressions: [byVersion, { key: 'tenant', operator: 'NotIn', values: ['t'] }],
    });
    expect(pod.spec.topologySpreadConstraints?.map((one) => one.labelSelector?.matchExpressions)).toEqual([[byVersion]]);
  });

  it('is of the class that its resources give it, once the namespace has filled them in', () => {
    const lab = admissionLab();
    const limits = [{ type: 'Container', default: { cpu: '1', memory: '1Gi' }, defaultRequest: { cpu: '1', memory: '1Gi' } }];
    lab.post(path('limitranges'), { metadata: { name: 'l' }, spec: { limits } });
    expect(created(lab, container()).status.qosClass).toBe('Guaranteed');
  });

  it('that asks as a whole is judged as a whole, and asks for what it may have', () => {
    const limits = { cpu: '1', memory: '1Gi' };
    const pod = created(admissionLab(), { ...container({ resources: { requests: { cpu: '250m' } } }), resources: { limits } });
    expect(pod.spec.resources).toEqual({ limits, requests: { cpu: '250m', memory: '1Gi' } });
    expect(pod.status.qosClass).toBe('Burstable');
  });

  it('loses fields whose feature is off', () => {
    const pod = created(admissionLab(), {
      hostnameOverride: 'h',
      containers: [
        {
          name: 'c',
          image: 'i',
          restartPolicy: 'OnFailure',
          restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }],
          lifecycle: { stopSignal: 'SIGUSR1' },
          volumeMounts: [{ name: 'code', mountPath: '/code' }],
        },
      ],
      initContainers: [{ name: 'side', image: 'i', restartPolicy: 'Always' }],
      volumes: [{ name: 'code', image: { reference: 'r' } }],
      os: { name: 'linux' },
    });
    const [first] = pod.spec.containers;
    expect(pod.spec.hostnameOverride).toBeUndefined();
    expect([first?.restartPolicy, first?.lifecycle]).toEqual([undefined, undefined]);
    expect(first).not.toHaveProperty('restartPolicyRules');
    expect(first?.volumeMounts?.map(({ name }) => name)).not.toContain('code');
    expect(pod.spec.volumes?.map(({ name }) => name)).not.toContain('code');
    expect(pod.spec.initContainers?.[0]?.restartPolicy).toBe('Always');
  });

  it('loses them as a template as well, and lists of which nothing is left', () => {
    const lab = admissionLab();
    const template = {
      spec: { ...container({ volumeMounts: [{ name: 'v', mountPath: '/v' }] }), volumes: [{ name: 'v', image: { reference: 'r' } }] },
    };
    const answer = lab.post(path('podtemplates'), { metadata: { name: 't' }, template });
    expect(refusalOf(answer)).toBe('');
    const stored = (answer.body as unknown as { template: { spec: Pod['spec'] } }).template.spec;
    expect([Object.keys(stored).includes('volumes'), Object.keys(stored.containers[0] ?? {}).includes('volumeMounts')]).toEqual([
      false,
      false,
    ]);
  });
});

describe('what is reported of a pod', () => {
  const report = (lab: AdmissionLab, status: object): ApiResponse => lab.patch(`${path('pods', 'p')}/status`, { status }, 'merge');
  const statusOf = ({ body }: ApiResponse): PodStatus => (body as Pod).status;

  it('keeps the generations that old kubelets do not know of', () => {
    const lab = admissionLab();
    lab.createPod(container());
    const seen = { type: 'Ready', status: 'True', observedGeneration: 3 };
    report(lab, { observedGeneration: 3, conditions: [seen, { type: 'a.b/c', status: 'True' }] });
    const { observedGeneration, conditions } = statusOf(
      report(lab, { observedGeneration: null, qosClass: null, conditions: [{ type: 'Ready', status: 'False' }] }),
    );
    expect(observedGeneration).toBe(3);
    expect(conditions?.map((one) => [one.status, one.observedGeneration])).toEqual([['False', 3]]);
    expect(statusOf(lab.get(path('pods', 'p'))).qosClass).toBe('BestEffort');
  });
});

describe('what is reported of a pod beyond what is taken', () => {
  it('is dropped', () => {
    const lab = admissionLab();
    lab.createPod(container());
    const health = { allocatedResourcesStatus: [{ name: 'r', resources: [] }] };
    const reported = { name: 'c', ready: true, restartCount: 0, image: 'i', imageID: 'i' };
    const status = {
      containerStatuses: [{ ...reported, ...health }],
      extendedResourceClaimStatus: { resourceClaimName: 'c', requestMappings: [] },
    };
    const stored = (lab.patch(`${path('pods', 'p')}/status`, { status }, 'merge').body as Pod).status;
    expect(stored).not.toHaveProperty('extendedResourceClaimStatus');
    expect(stored.containerStatuses).toEqual([reported]);
  });
});

describe('what is reported of a pod wrongly', () => {
  const lab = admissionLab();
  lab.createPod(container());
  const refusal = (status: object): string => refusalOf(lab.patch(`${path('pods', 'p')}/status`, { status }, 'merge'));

  it.each([
    [
      { resourceClaimStatuses: [{ name: 'c' }] },
      'status.resourceClaimStatuses[0].name: Invalid value: "c": must match the name of an entry in `spec.resourceClaims`',
    ],
    [
      {
        containerStatuses: [
          {
            name: 'c',
            ready: true,
            restartCount: 0,
            image: 'i',
            imageID: 'i',
            user: { linux: { uid: -1, gid: 0, supplementalGroups: [0] } },
          },
        ],
      },
      'status.containerStatuses[0].linux.uid: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    ],
    [
      { conditions: [{ type: 'a b', status: 'True' }] },
      /^Pod "p" is invalid: metadata\.conditions\[0\]\.Type: Invalid value: "a b": name part must/,
    ],
  ])('is refused: %j', (status, rule) => {
    if (typeof rule === 'string') expect(refusal(status)).toBe(`Pod "p" is invalid: ${rule}`);
    else expect(refusal(status)).toMatch(rule);
  });
});

describe('a resize', () => {
  const lab = admissionLab();
  const two = [
    { name: 'a', image: 'i', resources: { requests: { cpu: '1' } } },
    { name: 'b', image: 'i' },
  ];
  lab.createPod({ containers: two });
  const resize = (containers: readonly object[]): string =>
    refusalOf(lab.patch(`${path('pods', 'p')}/resize`, { spec: { containers } }, 'merge'));

  it('changes resources and nothing else', () => {
    const [a, b] = two;
    expect(resize([{ ...a, image: 'other', resources: { requests: { cpu: '2' } } }, { ...b }])).toBe('');
    const [first] = (lab.get(path('pods', 'p')).body as Pod).spec.containers;
    expect([first?.image, first?.resources?.requests]).toEqual(['i', { cpu: '2' }]);
  });

  it('knows containers by their places', () => {
    const [a, b] = two;
    const rule = 'Forbidden: containers may not be renamed or reordered on resize';
    expect(resize([{ ...b }, { ...a }])).toBe(`Pod "p" is invalid: [spec.containers[0].name: ${rule}, spec.containers[1].name: ${rule}]`);
    expect(resize([{ ...a }])).toBe('Pod "p" is invalid: spec.containers: Forbidden: containers may not be added or removed on resize');
  });
});

describe('a running pod', () => {
  let lab: AdmissionLab;

  beforeEach(() => {
    lab = admissionLab();
    const resources = { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } };
    lab.createPod(container({ resources }));
  });

  it('is resized through its own subresource, and nothing else changes there', () => {
    const resized = { name: 'c', image: 'other', resources: { requests: { cpu: '150m' } } };
    const answer = lab.patch(`${path('pods', 'p')}/resize`, { spec: { containers: [resized] } }, 'strategic');
    const { spec, metadata } = answer.body as unknown as Pod;
    expect([answer.code, spec.containers[0]?.resources?.requests?.['cpu'], spec.containers[0]?.image]).toEqual([200, '150m', 'nginx']);
    expect(metadata.generation).toBe(2);
    const gone = lab.patch(`${path('pods', 'p')}/resize`, [{ op: 'remove', path: '/spec/containers/0/resources/limits' }], 'json');
    expect(refusalOf(gone)).toBe('Pod "p" is invalid: spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed');
  });

  it('gets containers to look around, which then stay as they are', () => {
    const debug = { spec: { ephemeralContainers: [{ name: 'debug', image: 'busybox' }] } };
    const answer = lab.patch(`${path('pods', 'p')}/ephemeralcontainers`, debug, 'strategic');
    expect([answer.code, (answer.body as unknown as Pod).spec.ephemeralContainers?.[0]?.terminationMessagePolicy]).toEqual([200, 'File']);
    const gone = lab.patch(`${path('pods', 'p')}/ephemeralcontainers`, [{ op: 'remove', path: '/spec/ephemeralContainers' }], 'json');
    expect(refusalOf(gone)).toContain('existing ephemeral containers "debug" may not be removed');
  });

  it('shows what nobody may change as Go prints it', () => {
    const answer = lab.patch(path('pods', 'p'), { spec: { restartPolicy: 'Never' } }, 'strategic');
    expect(refusalOf(answer)).toContain('"RestartPolicy": "Never"');
  });
});
