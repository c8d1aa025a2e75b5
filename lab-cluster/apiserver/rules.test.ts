// Rules of many kinds that no recorded request broke, each by the sentence that upstream would say.
import { describe, expect, it } from 'vitest';
import type { Status } from '../api/status.ts';
import { container, refusalOf } from '../testing/admission-lab.ts';
import { createApiLab } from '../testing/api-lab.ts';

const CORE = '/api/v1/namespaces/default';
const APPS = '/apis/apps/v1/namespaces/default';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';

const lab = createApiLab();
const refusal = (path: string, object: object): string => refusalOf(lab.post(path, object));
const causesOf = (answer: { readonly body?: unknown }): readonly string[] =>
  ((answer.body as Status).details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
const base64 = (text: string): string => btoa(text);

describe('Endpoints and EndpointSlices', () => {
  const subset = (ip: string): object => ({ metadata: { name: 'e' }, subsets: [{ addresses: [{ ip }], ports: [{ port: 80 }] }] });
  const slice = (addressType: string, address: string): object => ({
    metadata: { name: 's' },
    addressType,
    endpoints: [{ addresses: [address] }],
  });

  it.each([
    ['0.0.0.0', 'may not be unspecified (0.0.0.0)'],
    ['::', 'may not be unspecified (::)'],
    ['127.1.2.3', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ['fe80::1', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
    ['ff02::1', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
  ])('hold no address that means the asker: %s', (ip, rule) => {
    const value = JSON.stringify(ip);
    expect(refusal(`${CORE}/endpoints`, subset(ip))).toBe(
      `Endpoints "e" is invalid: subsets[0].addresses[0].ip: Invalid value: ${value}: ${rule}`,
    );
    expect(refusal(SLICES, slice(ip.includes(':') ? 'IPv6' : 'IPv4', ip))).toBe(
      `EndpointSlice.discovery.k8s.io "s" is invalid: endpoints[0].addresses[0]: Invalid value: ${value}: ${rule}`,
    );
  });

  it('take addresses that are written as they once were', () => {
    const answer = lab.post(`${CORE}/endpoints`, subset('010.001.1.1'));
    expect([answer.code, answer.warnings?.[1]]).toEqual([
      201,
      'subsets[0].addresses[0].ip: non-standard IP address "010.001.1.1" is invalid: use "10.1.1.1"',
    ]);
  });

  it('hold addresses of their family', () => {
    expect(refusal(SLICES, slice('IPv6', '10.0.0.1'))).toContain('Invalid value: "10.0.0.1": must be an IPv6 address');
    expect(refusal(SLICES, slice('IPv4', '10.0.0'))).toMatch(
      /is invalid: endpoints\[0\]\.addresses\[0\]: Invalid value: "10\.0\.0": must be a valid IP address, \(e\.g\. 10\.9\.8\.7 or 2001:db8::ffff\)$/,
    );
  });
});

describe('a Secret with passwords for registries', () => {
  const secret = (text: string | undefined): object => ({
    metadata: { name: 's' },
    type: 'kubernetes.io/dockerconfigjson',
    data: text === undefined ? { other: '' } : { '.dockerconfigjson': base64(text) },
  });

  it.each([
    [undefined, 'Required value'],
    ['', 'Invalid value: "<secret contents redacted>": unexpected end of JSON input'],
    ['user:pass', 'Invalid value: "<secret contents redacted>": invalid character \'u\' looking for beginning of value'],
    ['[]', 'Invalid value: "<secret contents redacted>": json: cannot unmarshal array into Go value of type map[string]interface {}'],
  ])('holds JSON: %j', (text, rule) => {
    expect(refusal(`${CORE}/secrets`, secret(text))).toBe(`Secret "s" is invalid: data[.dockerconfigjson]: ${rule}`);
  });

  it('may hold nothing in it', () => {
    expect(lab.post(`${CORE}/secrets`, secret('{}'), { dryRun: 'All' }).code).toBe(201);
  });
});

describe('a ConfigMap', () => {
  const map = (letter: string, count: number): object => ({ metadata: { name: 'm' }, data: { a: letter.repeat(count) } });
  const MIB = 1024 * 1024;

  it('is measured in bytes', () => {
    expect(lab.post(`${CORE}/configmaps`, map('a', MIB), { dryRun: 'All' }).code).toBe(201);
    for (const [letter, bytes] of [
      ['é', 2],
      ['語', 3],
      ['😀', 4],
    ] as const) {
      expect(lab.post(`${CORE}/configmaps`, map(letter, Math.floor(MIB / bytes)), { dryRun: 'All' }).code).toBe(201);
      const over = map(letter, Math.floor(MIB / bytes) + 1);
      expect(refusal(`${CORE}/configmaps`, over)).toContain('Too long: may not be more than 1048576 bytes');
    }
  });

  it('says three times what is wrong with its labels when it changes, as upstream looks three times', () => {
    lab.post(`${CORE}/configmaps`, { metadata: { name: 'l' } });
    const answer = lab.patch(`${CORE}/configmaps/l`, { metadata: { labels: { a: '-' } } }, 'merge');
    const [first, ...others] = causesOf(answer);
    expect(first).toMatch(/^metadata\.labels: Invalid value: "-": a valid label must be/);
    expect(others).toEqual([first, first]);
  });
});

describe('a Namespace', () => {
  it('is in the phase that its deletion says', () => {
    lab.post('/api/v1/namespaces', { metadata: { name: 'n' } });
    expect(refusalOf(lab.patch('/api/v1/namespaces/n/status', { status: { phase: 'Terminating' } }, 'merge'))).toBe(
      'Namespace "n" is invalid: status.Phase: Invalid value: "Terminating": may only be \'Active\' if `deletionTimestamp` is empty',
    );
  });

  it('is finalized by names that carry a domain, each at its place', () => {
    lab.post('/api/v1/namespaces', { metadata: { name: 'f' } });
    const finalized = lab.put('/api/v1/namespaces/f/finalize', { metadata: { name: 'f' }, spec: { finalizers: ['kubernetes', 'mine'] } });
    expect(refusalOf(finalized)).toBe(
      'Namespace "f" is invalid: spec.finalizers[1]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    );
  });
});

describe('a Node', () => {
  it('keeps its external id, and forgets where its configuration once came from', () => {
    const configSource = { configMap: { namespace: 'a', name: 'b', kubeletConfigKey: 'c' } };
    const created = lab.post('/api/v1/nodes', { metadata: { name: 'n' }, spec: { configSource } });
    expect([created.code, (created.body as { spec?: object }).spec]).toEqual([
      201,
      expect.not.objectContaining({ configSource }) as object,
    ]);
    expect(refusalOf(lab.patch('/api/v1/nodes/n', { spec: { externalID: 'x' } }, 'merge'))).toBe(
      'Node "n" is invalid: spec.externalID: Forbidden: may not be updated',
    );
  });

  it('is looked at twice when it changes', () => {
    lab.post('/api/v1/nodes', { metadata: { name: 't' } });
    const taints = [{ key: 'k', effect: 'Never' }];
    const rule = 'metadata.taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"';
    expect(causesOf(lab.patch('/api/v1/nodes/t', { spec: { taints } }, 'merge'))).toEqual([rule, rule]);
  });
});

describe('a ResourceQuota', () => {
  it('selects by scopes that are there or not', () => {
    const scopeSelector = { matchExpressions: [{ scopeName: 'Terminating', operator: 'In', values: ['a'] }] };
    expect(refusal(`${CORE}/resourcequotas`, { metadata: { name: 'q' }, spec: { scopeSelector } })).toBe(
      'ResourceQuota "q" is invalid: spec.scopeSelector.matchExpressions.operator: Invalid value: "In": must be \'Exists\' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity',
    );
  });
});

describe('a StatefulSet', () => {
  const set = (more: object): object => ({
    metadata: { name: 's' },
    spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: container() }, ...more },
  });

  it('names a service that could be, and says what is wrong with its claims before its counts', () => {
    const claims = [{ metadata: { name: 'd' }, spec: { resources: { requests: { storage: '1Gi' } } } }];
    const answer = lab.post(`${APPS}/statefulsets`, set({ serviceName: 'a.b', replicas: -1, volumeClaimTemplates: claims }));
    expect(causesOf(answer)).toEqual([
      'spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required',
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.serviceName: Invalid value: "a.b": must not contain dots',
    ]);
  });

  it('that changes what it may not is told that, and nothing of what it would be', () => {
    lab.post(`${APPS}/statefulsets`, set({ serviceName: 'ok' }));
    expect(causesOf(lab.patch(`${APPS}/statefulsets/s`, { spec: { serviceName: 'a.b' } }, 'merge'))).toEqual([
      expect.stringMatching(/^spec: Forbidden: updates to statefulset spec for fields other than/) as string,
    ]);
  });
});

describe('storage that changes', () => {
  it('is looked at twice: a volume by its rules, a class by those of new ones too', () => {
    const volume = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } };
    lab.post('/api/v1/persistentvolumes', { metadata: { name: 'v' }, spec: volume });
    const mode =
      'spec.accessModes: Unsupported value: "Never": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"';
    expect(causesOf(lab.patch('/api/v1/persistentvolumes/v', { spec: { accessModes: ['Never'] } }, 'merge'))).toEqual([mode, mode]);
    const classes = '/apis/storage.k8s.io/v1/storageclasses';
    lab.post(classes, { metadata: { name: 'c' }, provisioner: 'x.y/z' });
    expect(causesOf(lab.patch(`${classes}/c`, { provisioner: '' }, 'merge'))).toEqual([
      'provisioner: Required value',
      'provisioner: Forbidden: updates to provisioner are forbidden.',
    ]);
  });
});
