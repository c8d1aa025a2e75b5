// Values at the edges of what a field takes, sent to a whole server: what becomes of them, and what is said of those it does not take.
import { beforeEach, describe, expect, test } from 'vitest';
import type { ApiResponse } from '../../api/request.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';

const NS = '/api/v1/namespaces/default';
const PODS = `${NS}/pods`;
const MAPS = `${NS}/configmaps`;
const SETS = '/apis/apps/v1/namespaces/default/daemonsets';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
const SHA = `sha256:${'a'.repeat(64)}`;

let lab: ApiLab;

beforeEach(() => {
  lab = createApiLab();
  lab.post(`${NS}/serviceaccounts`, { metadata: { name: 'default' } });
});

/** A part of an answer's object, by a path with dots. */
function at(answer: ApiResponse, path: string): unknown {
  return path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], answer.body);
}

function messageOf(answer: ApiResponse): string {
  return String(at(answer, 'message'));
}

function pod(spec: object, container: object = {}): object {
  return { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx', ...container }], ...spec } };
}

function template(spec: object = {}, container: object = {}): object {
  return { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'c', image: 'nginx', ...container }], ...spec } };
}

describe('instants', () => {
  test('are stored in UTC, in whole seconds', () => {
    const event = { metadata: { name: 'e' }, involvedObject: { namespace: 'default' }, firstTimestamp: '2024-01-01T01:00:00.9+02:00' };
    expect(at(lab.post(`${NS}/events`, event), 'firstTimestamp')).toBe('2023-12-31T23:00:00Z');
  });

  test('that are in no calendar are refused', () => {
    const event = { metadata: { name: 'e' }, involvedObject: { namespace: 'default' }, firstTimestamp: '2023-02-29T01:00:00Z' };
    const refused = lab.post(`${NS}/events`, event);
    expect(refused.code).toBe(400);
    expect(messageOf(refused)).toContain('handled as a Event: parsing time "2023-02-29T01:00:00Z": day out of range');
  });

  test('of leases have six digits behind the second, neither more nor fewer', () => {
    const lease = (renewTime: unknown): ApiResponse => lab.post(LEASES, { metadata: { name: 'l' }, spec: { renewTime } });
    expect(messageOf(lease('2024-01-01T01:00:00Z'))).toContain('cannot parse "Z" as ".000000"');
    expect(messageOf(lease(5))).toContain('json: cannot unmarshal number into Go value of type string');
    expect(at(lease('2024-01-01T01:00:00.500000+01:00'), 'spec.renewTime')).toBe('2024-01-01T00:00:00.500000Z');
  });
});

describe('amounts of resources', () => {
  test.each([
    ['0.0001', '1m'],
    ['1.0000000001', '1001m'],
    ['1n', '1m'],
    ['1e-10', '1e-3'],
    ['100e-4', '10e-3'],
    ['1e21', '1e21'],
    ['1e100', '10e99'],
    ['99999Ei', '9223372036854775807'],
    [' 1', '1'],
    [1.5, '1500m'],
  ])('%j are stored as %s: no finer than thousandths, and no larger than Go counts', (cpu, stored) => {
    expect(at(lab.post(PODS, pod({}, { resources: { limits: { cpu } } })), 'spec.containers.0.resources')).toEqual({
      limits: { cpu: stored },
      requests: { cpu: stored },
    });
  });
});

describe('pods', () => {
  test.each([
    ['nginx', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['registry.example.com/Team/nginx', 'IfNotPresent'],
    ['Nginx', 'IfNotPresent'],
    ['nginx:latest:1', 'IfNotPresent'],
    [`nginx@${SHA}`, 'IfNotPresent'],
    [`nginx:latest@${SHA}`, 'Always'],
    ['a'.repeat(64), 'IfNotPresent'],
  ])('pull %s by the policy %s where they name none', (image, policy) => {
    expect(at(lab.post(PODS, pod({}, { image })), 'spec.containers.0.imagePullPolicy')).toBe(policy);
  });

  test('have one account, whichever of two names it is given under', () => {
    const spec = { selector: { matchLabels: { app: 'a' } }, template: template({ serviceAccount: 'old', serviceAccountName: 'new' }) };
    const made = lab.post('/apis/apps/v1/namespaces/default/deployments', { metadata: { name: 'd' }, spec });
    expect(at(made, 'spec.template.spec')).toMatchObject({ serviceAccount: 'new', serviceAccountName: 'new' });
  });

  test('say what becomes of them where they cannot be spread: nobody says it for them', () => {
    const refused = lab.post(PODS, pod({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', labelSelector: {} }] }));
    expect(messageOf(refused)).toContain(
      'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "": supported values: "DoNotSchedule", "ScheduleAnyway"',
    );
  });

  test.each([
    [{ apiVersion: 'v2', fieldPath: 'metadata.name' }, 'error converting fieldPath: unsupported pod version: v2'],
    [{ fieldPath: "spec.nodeName['x']" }, "error converting fieldPath: field label does not support subscript: spec.nodeName['x']"],
    [{ fieldPath: 'spec.hostname' }, 'error converting fieldPath: field label not supported: spec.hostname'],
    [{ fieldPath: "metadata.labels['a['b']" }, `Invalid value: "a['b": name part must consist of`],
  ])('have no variable from %j', (fieldRef, why) => {
    expect(messageOf(lab.post(PODS, pod({}, { env: [{ name: 'a', valueFrom: { fieldRef } }] })))).toContain(why);
  });

  test('have a variable for the node by its old name', () => {
    const env = [{ name: 'a', valueFrom: { fieldRef: { fieldPath: 'spec.host' } } }];
    expect(lab.post(PODS, pod({}, { env })).code).toBe(201);
  });
});

describe('owners', () => {
  test.each([
    ['a/b/c', 'Thing', 'metadata.ownerReferences.apiVersion: Invalid value: "a/b/c": version must not be empty'],
    ['/v1', 'Event', '/v1, Kind=Event is disallowed from being an owner'],
  ])('of version %s and kind %s are none', (apiVersion, kind, why) => {
    const ownerReferences = [{ apiVersion, kind, name: 'x', uid: 'u' }];
    expect(messageOf(lab.post(MAPS, { metadata: { name: 'm', ownerReferences } }))).toContain(why);
  });
});

describe('texts are measured in bytes', () => {
  test('the certificate of a local API service before it was encoded', () => {
    const spec = { group: 'x.y', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1, caBundle: 'YWJj' };
    const refused = lab.post('/apis/apiregistration.k8s.io/v1/apiservices', { metadata: { name: 'v1.x.y' }, spec });
    expect(messageOf(refused)).toContain('spec.caBundle: Invalid value: "3 bytes"');
  });

  test('the reason of an event', () => {
    const said = { reportingController: 'a/b', reportingInstance: 'x', action: 'a', type: 'Normal', regarding: { namespace: 'default' } };
    const event = { metadata: { name: 'e' }, eventTime: '2024-01-01T10:00:00.000000Z', ...said };
    const events = '/apis/events.k8s.io/v1/namespaces/default/events';
    expect(messageOf(lab.post(events, { ...event, reason: 'é'.repeat(65) }))).toContain('reason: Invalid value: "": can have at most 128');
    expect(lab.post(events, { ...event, reason: 'é'.repeat(64) }).code).toBe(201);
  });
});

describe('tolerations of a runtime class', () => {
  test('are told apart by all but their seconds', () => {
    const tolerations = [10, 20].map((tolerationSeconds) => ({ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds }));
    const refused = lab.post('/apis/node.k8s.io/v1/runtimeclasses', { metadata: { name: 'r' }, handler: 'h', scheduling: { tolerations } });
    const value = '{"Key":"a","Operator":"Exists","Value":"","Effect":"NoExecute","TolerationSeconds":20}';
    expect(messageOf(refused)).toContain(`scheduling.tolerations[1]: Duplicate value: ${value}`);
  });
});

describe('an endpoint slice', () => {
  const endpoint = { addresses: ['10.0.0.1'], deprecatedTopology: { zone: 'a' } };
  const slice = { metadata: { name: 's' }, addressType: 'IPv4', endpoints: [endpoint] };

  test('takes no labels of topology, neither new nor later', () => {
    expect(at(lab.post(SLICES, slice), 'endpoints')).toEqual([{ addresses: ['10.0.0.1'], conditions: {} }]);
    const changed = lab.put(`${SLICES}/s`, { ...slice, endpoints: [{ ...endpoint, addresses: ['10.0.0.2'] }] });
    expect(at(changed, 'endpoints')).toEqual([{ addresses: ['10.0.0.2'], conditions: {} }]);
    expect(at(changed, 'metadata.generation')).toBe(2);
  });
});

describe('what Go prints of nothing', () => {
  test.each([
    [SLICES, { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }] }, 'ports', null],
    [SLICES, { addressType: 'IPv4', ports: [] }, 'ports', null],
    [`${NS}/limitranges`, {}, 'spec', { limits: null }],
    ['/apis/storage.k8s.io/v1/csinodes', {}, 'spec', { drivers: null }],
    [
      '/apis/storage.k8s.io/v1/csinodes',
      { spec: { drivers: [{ name: 'a.b', nodeID: 'n' }] } },
      'spec',
      { drivers: [{ name: 'a.b', nodeID: 'n', topologyKeys: null }] },
    ],
    ['/api/v1/nodes', {}, 'status.daemonEndpoints', { kubeletEndpoint: { Port: 0 } }],
    ['/api/v1/nodes', {}, 'status.nodeInfo.kubeletVersion', ''],
    ['/apis/storage.k8s.io/v1/csidrivers', { spec: { tokenRequests: [{}] } }, 'spec.tokenRequests', [{ audience: '' }]],
  ])('at %s, of %j, is seen under %s', (path, sent, field, printed) => {
    const made = lab.post(path, { metadata: { name: 'x' }, ...sent });
    expect(made.code).toBe(201);
    expect(at(made, field)).toEqual(printed);
    // What was read can be written again, and is no change.
    const again = lab.put(`${path}/x`, made.body);
    expect(again.code).toBe(200);
    expect(at(again, 'metadata.resourceVersion')).toBe(at(made, 'metadata.resourceVersion'));
  });
});

describe('a daemon set', () => {
  test('keeps the count of its templates, whatever who reports of it says', () => {
    const spec = { selector: { matchLabels: { app: 'a' } }, template: template() };
    lab.post(SETS, { metadata: { name: 'd' }, spec });
    const annotations = { 'deprecated.daemonset.template.generation': '7' };
    const reported = lab.patch(`${SETS}/d/status`, { metadata: { annotations }, status: { numberReady: 1 } }, 'merge');
    expect(at(reported, 'metadata.annotations')).toEqual({ 'deprecated.daemonset.template.generation': '1' });
  });
});

describe('a namespace that is finalized', () => {
  const path = '/api/v1/namespaces/room/finalize';
  const room = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'room', labels: { a: 'b' } },
    spec: { finalizers: ['kubernetes'] },
  };

  test('takes labels with it, as any update does, and warns of what it does not know', () => {
    lab.post('/api/v1/namespaces', { metadata: { name: 'room' } });
    const answer = lab.put(path, { ...room, extra: 1 }, { fieldValidation: 'Warn' });
    expect(answer).toMatchObject({ code: 200, warnings: ['unknown field "extra"'] });
    expect(at(answer, 'metadata.labels')).toMatchObject({ a: 'b' });
  });

  test('is the one of the path', () => {
    lab.post('/api/v1/namespaces', { metadata: { name: 'room' } });
    expect(lab.put(path, { ...room, metadata: { name: 'other' } }).code).toBe(400);
  });
});

test('what a user has of nothing is a list of nothing', () => {
  const spec = { user: 'a', extra: { a: null }, resourceAttributes: { verb: 'get', resource: 'pods' } };
  expect(at(lab.post('/apis/authorization.k8s.io/v1/subjectaccessreviews', { spec }), 'spec.extra')).toEqual({ a: [] });
});

test('an API service is called after its version and group, and by no other rule', () => {
  const path = '/apis/apiregistration.k8s.io/v1/apiservices';
  const spec = { group: 'x.y', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 };
  const refused = lab.post(path, { metadata: { name: 'V1_x' }, spec });
  expect(messageOf(refused)).toBe(
    'APIService.apiregistration.k8s.io "V1_x" is invalid: metadata.name: Invalid value: "V1_x": must be `spec.version+"."+spec.group`: "v1.x.y"',
  );
  expect(messageOf(lab.post(path, { metadata: { name: 'a%b' }, spec }))).toMatch(
    /metadata.name: Invalid value: "a%b": may not contain '%'$/,
  );
});

describe('metadata in updates', () => {
  const causesOf = (answer: ApiResponse): readonly string[] =>
    ((at(answer, 'details.causes') ?? []) as readonly { readonly field: string }[]).map(({ field }) => field);

  test.each([
    [{ labels: { a: '-' } }, ['metadata.labels', 'metadata.labels', 'metadata.labels']],
    [{ finalizers: ['mine'] }, ['metadata.finalizers[0]']],
  ])('%j is looked at as often as upstream does', (metadata, causes) => {
    lab.post('/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles', { metadata: { name: 'r' } });
    const refused = lab.patch('/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/r', { metadata }, 'merge');
    expect(refused.code).toBe(422);
    expect(causesOf(refused)).toEqual(causes);
  });

  test.each([
    ['/apis/apiregistration.k8s.io/v1/apiservices/v1.apps', { status: { conditions: [{ type: 'Available', status: 'False' }] } }],
    ['/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/p', { status: { observedGeneration: 3 } }],
    ['/apis/storage.k8s.io/v1/volumeattachments/v', { status: { attached: true } }],
  ])('of %s are none of who reports its status', (path, status) => {
    const matchConstraints = { resourceRules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }] };
    const policy = { matchConstraints, validations: [{ expression: 'true' }] };
    lab.post('/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies', { metadata: { name: 'p' }, spec: policy });
    const attachment = { attacher: 'a.b', nodeName: 'n', source: { persistentVolumeName: 'v' } };
    lab.post('/apis/storage.k8s.io/v1/volumeattachments', { metadata: { name: 'v', finalizers: ['a.b/c'] }, spec: attachment });
    const before = lab.get(path);
    const metadata = { labels: { a: 'b' }, annotations: { a: 'b' }, finalizers: ['d.e/f'] };
    const after = lab.patch(`${path}/status`, { metadata, ...status }, 'merge');
    expect(after.code).toBe(200);
    for (const field of ['labels', 'annotations', 'finalizers'])
      expect(at(after, `metadata.${field}`)).toEqual(at(before, `metadata.${field}`));
    expect(after.body).toMatchObject(status);
  });

  test('what is reported of a policy is checked', () => {
    const matchConstraints = { resourceRules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }] };
    const spec = { matchConstraints, validations: [{ expression: 'true' }] };
    lab.post('/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies', { metadata: { name: 'p' }, spec });
    const status = { typeChecking: { expressionWarnings: [{}] }, conditions: [{ type: 'Ready', status: 'True' }] };
    const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/p/status';
    expect(causesOf(lab.patch(path, { status }, 'merge'))).toEqual([
      'status.typeChecking.expressionWarnings[0].warning',
      'status.typeChecking.expressionWarnings[0].fieldRef',
      'status.conditions[0].lastTransitionTime',
      'status.conditions[0].reason',
    ]);
  });

  test('a network policy is held against its rules twice', () => {
    const policies = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';
    lab.post(policies, { metadata: { name: 'n' }, spec: { podSelector: {} } });
    const refused = lab.patch(`${policies}/n`, { spec: { policyTypes: ['Both'] } }, 'merge');
    expect(causesOf(refused)).toEqual(['spec.policyTypes[0]', 'spec.policyTypes[0]']);
  });
});
