// What the server says of writes that meet something they did not expect, in the words of a 1.34 server.
import { beforeEach, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../api/object.ts';
import type { ApiResponse } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/default/leases';

const DEPLOYMENT = {
  metadata: { name: 'web' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
  },
};

let lab: ApiLab;

beforeEach(() => {
  lab = createApiLab();
});

const said = ({ code, body }: ApiResponse): readonly [number, string | undefined] => [code, (body as Status).message];
const metadataOf = ({ body }: ApiResponse): KubeObject['metadata'] => (body as KubeObject).metadata;
const send = (
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body: string,
  type?: string,
  query?: Record<string, string>,
): ApiResponse =>
  lab.ask({ method, path, body, headers: type === undefined ? {} : { 'content-type': type }, ...(query === undefined ? {} : { query }) });

describe('what is to be created', () => {
  test('has no version yet, except in a dry run, which never gets so far', () => {
    const body = { metadata: { name: 'a', resourceVersion: '7' } };
    expect(said(lab.post(MAPS, body))).toEqual([500, 'resourceVersion should not be set on objects to be created']);
    expect(lab.post(MAPS, body, { dryRun: 'All' }).code).toBe(201);
    expect(lab.get(`${MAPS}/a`).code).toBe(404);
    expect(lab.post(MAPS, { metadata: { name: 'a', resourceVersion: '0' } }).code).toBe(201);
  });

  test('cannot leave its dependants alone and wait for them at once', () => {
    const finalizers = ['orphan', 'foregroundDeletion'];
    expect(said(lab.post(MAPS, { metadata: { name: 'a', finalizers } }))).toEqual([
      422,
      'ConfigMap "a" is invalid: metadata.finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    ]);
  });

  test('is told of a name that is about to be free', () => {
    lab.post(MAPS, { metadata: { name: 'a', finalizers: ['example.com/hold'] } });
    lab.delete(`${MAPS}/a`);
    expect(said(lab.post(MAPS, { metadata: { name: 'a' } }))).toEqual([409, 'object is being deleted: configmaps "a" already exists']);
  });

  test('is told that the server found no name where a prefix says that it was to', () => {
    const pod = { metadata: { name: 'web-x7k2p', generateName: 'web-' } };
    lab.post(MAPS, pod);
    expect(said(lab.post(MAPS, pod))).toEqual([
      409,
      'configmaps "web-x7k2p" already exists, the server was not able to generate a unique name for the object',
    ]);
  });

  test('has to be of the kind of its path', () => {
    const post = (apiVersion: unknown, kind: unknown, path = MAPS): string | undefined => said(lab.post(path, { apiVersion, kind }))[1];
    expect(post('v1', 'Pod')).toBe(
      'Pod in version "v1" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion',
    );
    expect(post('autoscaling/v2', 'HorizontalPodAutoscaler', DEPLOYMENTS)).toBe(
      'HorizontalPodAutoscaler in version "v2" cannot be handled as a Deployment: converting (v2.HorizontalPodAutoscaler) to (apps.Deployment): unknown conversion',
    );
    expect(post('autoscaling/v1', 'HorizontalPodAutoscaler', '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers')).toBe(
      'the API version in the data (autoscaling/v1) does not match the expected API version (autoscaling/v2)',
    );
    expect(post('apps/v1', 'Thing')).toBe(
      'Thing in version "v1" cannot be handled as a ConfigMap: no kind "Thing" is registered for version "apps/v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
    );
    expect(post('v1', 7)).toBe(
      'the object provided is unrecognized (must be of type ConfigMap): couldn\'t get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string ({"apiVersion":"v1","kind":7})',
    );
  });

  test('needs a body, of a type that is known', () => {
    const json = "couldn't get version/kind; json parse error:";
    expect(said(lab.ask({ method: 'POST', path: MAPS }))).toEqual([
      400,
      `the object provided is unrecognized (must be of type ConfigMap): ${json} unexpected end of JSON input (<empty>)`,
    ]);
    const form = send('POST', MAPS, 'metadata: {name: a}', 'application/x-www-form-urlencoded');
    const unknown = 'the body of the request was in an unknown format - accepted media types include:';
    const types = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
    expect(said(form)).toEqual([415, `${unknown} ${types}`]);
    expect(said(send('POST', MAPS, '{"metadata":{"name":"a"}}', 'application/merge-patch+json'))).toEqual([415, `${unknown} ${types}`]);
    expect(said(send('POST', MAPS, 'metadata: {name: a}'))).toEqual([
      400,
      `the object provided is unrecognized (must be of type ConfigMap): ${json} invalid character 'm' looking for beginning of value (6d657461646174613a207b6e616d653a20617d)`,
    ]);
    expect(send('POST', MAPS, '{"metadata":{"name":"a"}}', 'Application/JSON; charset=utf-8').code).toBe(201);
  });
});

describe('owners', () => {
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'o', uid: 'u-1' };
  const warning = (when: string): string =>
    `.metadata.ownerReferences contains duplicate entries${when}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: u-1`;

  test('that stand there twice are stored once, with a warning', () => {
    const created = lab.post(MAPS, { metadata: { name: 'a', ownerReferences: [owner, { ...owner }] } });
    expect([created.warnings, metadataOf(created).ownerReferences]).toEqual([[warning('')], [owner]]);
    const replaced = lab.put(`${MAPS}/a`, { metadata: { name: 'a', ownerReferences: [owner, { ...owner, controller: true }, owner] } });
    expect([replaced.warnings, metadataOf(replaced).ownerReferences?.length]).toEqual([[warning('')], 2]);
  });

  test('cannot be events', () => {
    const event = { apiVersion: 'v1', kind: 'Event', name: 'e', uid: 'u-2' };
    expect(said(lab.post(MAPS, { metadata: { name: 'a', ownerReferences: [event] } }))).toEqual([
      422,
      `ConfigMap "a" is invalid: metadata.ownerReferences: Invalid value: ${JSON.stringify(event)}: /v1, Kind=Event is disallowed from being an owner`,
    ]);
  });

  test('that stand there twice after a patch are found later', () => {
    lab.post(MAPS, { metadata: { name: 'a' } });
    const patched = lab.patch(`${MAPS}/a`, { metadata: { ownerReferences: [owner, owner] } }, 'merge');
    expect([patched.warnings, metadataOf(patched).ownerReferences]).toEqual([[warning(' after mutating admission happens')], [owner]]);
  });
});

describe('a change', () => {
  test('has to name its object, in a PUT and after a patch', () => {
    lab.post(MAPS, { metadata: { name: 'a' } });
    const nameless = [400, 'the name of the object (a based on URL) was undeterminable: name must be provided'];
    expect(said(lab.put(`${MAPS}/a`, { data: { k: 'v' } }))).toEqual(nameless);
    expect(said(lab.patch(`${MAPS}/a`, { metadata: { name: null } }, 'merge'))).toEqual(nameless);
    expect(said(lab.patch(`${MAPS}/a`, [{ op: 'replace', path: '/metadata/name', value: 'b' }], 'json'))).toEqual([
      400,
      'the name of the object (b) does not match the name on the URL (a)',
    ]);
  });

  test('of no version, or of version 0, overwrites; of a version that is no number it fails', () => {
    const { resourceVersion } = metadataOf(lab.post(MAPS, { metadata: { name: 'a' } }));
    const put = (version: string): ApiResponse =>
      lab.put(`${MAPS}/a`, { metadata: { name: 'a', resourceVersion: version }, data: { version } });
    expect(put('0').code).toBe(200);
    expect(put(resourceVersion).code).toBe(409);
    expect(said(put('new'))).toEqual([500, 'strconv.ParseUint: parsing "new": invalid syntax']);
    expect(lab.patch(`${MAPS}/a`, { metadata: { resourceVersion: null } }, 'merge').code).toBe(200);
  });

  test('of kinds that are never overwritten blindly has to name a version', () => {
    lab.post(LEASES, { metadata: { name: 'a' }, spec: {} });
    const refused = lab.put(`${LEASES}/a`, { metadata: { name: 'a' }, spec: {} });
    expect(said(refused)).toEqual([
      422,
      'leases.coordination.k8s.io "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
    ]);
    expect((refused.body as Status).details).toMatchObject({ name: 'a', group: 'coordination.k8s.io', kind: 'leases' });
  });
});

describe('a patch', () => {
  beforeEach(() => {
    lab.post(DEPLOYMENTS, DEPLOYMENT);
  });

  const merge = 'application/merge-patch+json';
  const json = 'application/json-patch+json';
  const strategic = 'application/strategic-merge-patch+json';

  test.each<readonly [string, string, string]>([
    [merge, '{"spec":', 'error decoding patch: unexpected end of JSON input'],
    [merge, '[1]', 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}'],
    [merge, '', 'error decoding patch: unexpected end of JSON input'],
    [strategic, 'spec: {}', "invalid character 's' looking for beginning of value"],
    [strategic, '"x"', 'json: cannot unmarshal string into Go value of type map[string]interface {}'],
    [json, '{"op":"add"}', 'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp'],
    [json, '["add"]', 'error decoding patch: json: cannot unmarshal string into Go value of type handlers.jsonPatchOp'],
    [json, '[{"op":1}]', 'error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string'],
  ])('of type %s that is %j is refused', (type, body, message) => {
    expect(said(send('PATCH', `${DEPLOYMENTS}/web`, body, type))).toEqual([400, message]);
  });

  test('of what is not there is not looked at', () => {
    expect(said(send('PATCH', `${DEPLOYMENTS}/none`, '{', merge))).toEqual([404, 'deployments.apps "none" not found']);
  });

  test.each<readonly [object, string, string]>([
    [{ metadata: { labels: { a: 1 } } }, 'map[metadata:map[labels:map[a:1]]]', 'cannot convert int64 to string'],
    [{ metadata: { annotations: 'x' } }, 'map[metadata:map[annotations:x]]', 'cannot restore map from string'],
    [
      { spec: { template: { spec: { containers: {} } } } },
      'map[spec:map[template:map[spec:map[containers:map[]]]]]',
      'cannot restore slice from map',
    ],
    [{ spec: { template: 7 } }, 'map[spec:map[template:7]]', 'cannot restore struct from: int64'],
    [{ spec: { paused: 'yes' } }, 'map[spec:map[paused:yes]]', 'unrecognized type: bool'],
    [{ spec: { replicas: 1.5 } }, 'map[spec:map[replicas:1.5]]', 'cannot convert float64 to int32'],
  ])('that merges %j strategically is refused by the converter', (patch, shown, why) => {
    expect(said(lab.patch(`${DEPLOYMENTS}/web`, patch, 'strategic'))).toEqual([
      422,
      ` "" is invalid: patch: Invalid value: ${JSON.stringify(shown)}: ${why}`,
    ]);
  });

  test('that merges a value of another type is shown by what it leads to', () => {
    lab.post(MAPS, { metadata: { name: 'a' }, data: { z: '1', b: '<' } });
    const { name, namespace, uid, resourceVersion, creationTimestamp, managedFields } = metadataOf(lab.get(`${MAPS}/a`));
    const metadata = { name, namespace, uid, resourceVersion, creationTimestamp, managedFields };
    const [code, message] = said(lab.patch(`${MAPS}/a`, { data: { k: 5 } }, 'merge'));
    const document = `{"apiVersion":"v1","data":{"b":"\\u003c","k":5,"z":"1"},"kind":"ConfigMap","metadata":${JSON.stringify(metadata)}}`;
    expect(code).toBe(422);
    expect(message).toBe(
      ` "" is invalid: patch: Invalid value: ${JSON.stringify(document)}: json: cannot unmarshal number into Go struct field ConfigMap.data of type string`,
    );
  });

  test('warns of keys that stand there twice or are unknown, and is refused for them if it is to be strict', () => {
    const body = '{"spec":{"replicas":1,"replicas":2},"foo":1}';
    const warnings = ['duplicate field "spec.replicas"', 'unknown field "foo"'];
    expect(send('PATCH', `${DEPLOYMENTS}/web`, body, merge).warnings).toEqual(warnings);
    expect(send('PATCH', `${DEPLOYMENTS}/web`, body, merge, { fieldValidation: 'Ignore' }).warnings).toBeUndefined();
    const [code, message] = said(send('PATCH', `${DEPLOYMENTS}/web`, body, strategic, { fieldValidation: 'Strict' }));
    const why = `strict decoding error: ${warnings.join(', ')}`;
    expect([code, message]).toEqual([422, ` "" is invalid: patch: Invalid value: "map[foo:1 spec:map[replicas:2]]": ${why}`]);
    const operation = '[{"op":"add","path":"/metadata/labels","value":{},"note":"x"}]';
    expect(send('PATCH', `${DEPLOYMENTS}/web`, operation, json).warnings).toEqual(['json patch unknown field "[0].note"']);
  });

  test('of an unknown type is refused before its options are', () => {
    expect(said(send('PATCH', `${DEPLOYMENTS}/web`, '{}', 'application/json', { dryRun: 'Some' }))).toEqual([
      415,
      '415: Unsupported Media Type',
    ]);
    expect(said(send('PATCH', `${DEPLOYMENTS}/web/scale`, '{}', 'application/json'))).toEqual([415, '415: Unsupported Media Type']);
  });

  test('of operations counts from the end of a list, and tests that something is not there', () => {
    const add = (path: string, name: string): object => ({ op: 'add', path, value: { name, image: 'nginx' } });
    const containers = '/spec/template/spec/containers';
    const patched = lab.patch(
      `${DEPLOYMENTS}/web`,
      [add(`${containers}/-1`, 'last'), add(`${containers}/-3`, 'first'), { op: 'remove', path: `${containers}/-2` }],
      'json',
    );
    const { spec } = patched.body as unknown as { spec: { template: { spec: { containers: { name: string }[] } } } };
    expect(spec.template.spec.containers.map(({ name }) => name)).toEqual(['first', 'last']);
    const test = (path: string, value: unknown): number => lab.patch(`${DEPLOYMENTS}/web`, [{ op: 'test', path, value }], 'json').code;
    expect([test('/metadata/annotations', null), test('/metadata/name', null), test('/metadata/no/thing', null)]).toEqual([200, 422, 422]);
  });

  test('to another kind is lost in a strategic merge', () => {
    expect(lab.patch(`${DEPLOYMENTS}/web`, { kind: 'Pod', spec: { replicas: 2 } }, 'strategic').body).toMatchObject({
      kind: 'Deployment',
      spec: { replicas: 2 },
    });
  });
});

describe('an apply', () => {
  const apply = (path: string, body: string, query: Record<string, string> = {}): ApiResponse =>
    send('PATCH', path, body, 'application/apply-patch+yaml', { fieldManager: 'me', ...query });

  test.each<readonly [string, string]>([
    ['a: b\nc: "d', 'error decoding YAML: error converting YAML to JSON: yaml: line 2: found unexpected end of stream'],
    [
      '- a',
      'error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
    ['', 'invalid object type: /, Kind='],
    ['apiVersion: v1\nkind: ConfigMap\ndata: {}\n', 'the name of the object (a based on URL) was undeterminable: name must be provided'],
  ])('of %j is refused', (body, message) => {
    expect(said(apply(`${MAPS}/a`, body))).toEqual([400, message]);
  });

  test('with a key that comes twice warns of its line, or is refused with what YAML says', () => {
    const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  k: "1"\n  k: "2"\n';
    const line = 'line 6: key "k" already set in map';
    expect(said(apply(`${MAPS}/a`, body, { fieldValidation: 'Strict' }))).toEqual([
      400,
      `error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  ${line}`,
    ]);
    expect(apply(`${MAPS}/a`, body).warnings).toEqual([line]);
    expect(send('POST', MAPS, body.replace('name: a', 'name: b'), 'application/yaml').warnings).toEqual([line]);
  });
});

describe('a delete', () => {
  test('whose options cannot be read fails as a 1.34 server does', () => {
    lab.post(MAPS, { metadata: { name: 'a' } });
    const scheme = 'pkg/apis/meta/internalversion/scheme/register.go:27';
    expect(said(send('DELETE', `${MAPS}/a`, '{'))).toEqual([
      500,
      "couldn't get version/kind; json parse error: unexpected end of JSON input",
    ]);
    expect(said(lab.delete(`${MAPS}/a`, { kind: 'Pod', apiVersion: 'v1' }))).toEqual([
      500,
      `no kind "Pod" is registered for version "v1" in scheme "${scheme}"`,
    ]);
    expect(said(lab.delete(`${MAPS}/a`, { gracePeriodSeconds: 'soon' }))).toEqual([
      500,
      'json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
    ]);
    // Typed clients name the version of the group they speak.
    expect(lab.delete(`${MAPS}/a`, { kind: 'DeleteOptions', apiVersion: 'apps/v1' }).code).toBe(200);
  });

  test('of a namespace that is another one is refused in words of its own', () => {
    lab.post('/api/v1/namespaces', { metadata: { name: 'team' } });
    const { uid, resourceVersion } = metadataOf(lab.get('/api/v1/namespaces/team'));
    const refused = (preconditions: object): readonly unknown[] => said(lab.delete('/api/v1/namespaces/team', { preconditions }));
    const head = 'Operation cannot be fulfilled on namespaces "team": Precondition failed:';
    expect(refused({ uid: 'x' })).toEqual([409, `${head} UID in precondition: x, UID in object meta: ${uid}`]);
    expect(refused({ resourceVersion: '1' })).toEqual([
      409,
      `${head} ResourceVersion in precondition: 1, ResourceVersion in object meta: ${resourceVersion}`,
    ]);
  });
});

describe('a scale', () => {
  beforeEach(() => {
    lab.post(DEPLOYMENTS, DEPLOYMENT);
  });

  const scale = { kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { name: 'web', namespace: 'default' }, spec: { replicas: 1 } };

  test('has to be one, of this object', () => {
    const put = (body: object): readonly unknown[] => said(lab.put(`${DEPLOYMENTS}/web/scale`, body));
    expect(put({ ...scale, metadata: {} })[1]).toBe('the name of the object (web based on URL) was undeterminable: name must be provided');
    expect(put({ ...scale, metadata: { name: 'web', namespace: 'other' } })[0]).toBe(400);
    expect(put({ ...scale, spec: { replicas: 'one' } })).toEqual([
      400,
      'Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal string into Go struct field ScaleSpec.spec.replicas of type int32',
    ]);
    expect(lab.put(`${DEPLOYMENTS}/web/scale`, scale).body).toMatchObject({ kind: 'Scale', spec: { replicas: 1 } });
  });

  test('is patched in every way, and warned of what is unknown', () => {
    for (const [type, patch, replicas] of [
      ['merge', { spec: { replicas: 4 } }, 4],
      ['strategic', { spec: { replicas: 5 } }, 5],
      ['json', [{ op: 'replace', path: '/spec/replicas', value: 6 }], 6],
    ] as const) {
      expect(lab.patch(`${DEPLOYMENTS}/web/scale`, patch, type).body).toMatchObject({ kind: 'Scale', spec: { replicas } });
    }
    expect(lab.patch(`${DEPLOYMENTS}/web/scale`, { spec: { replicas: 6, min: 1 } }, 'merge').warnings).toEqual([
      'unknown field "spec.min"',
    ]);
    expect(said(lab.patch(`${DEPLOYMENTS}/web/scale`, { spec: { replicas: -1 } }, 'merge'))).toEqual([
      422,
      'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ]);
  });
});

describe('a path', () => {
  test.each([
    [`${MAPS}/a%25b`, 400, 'Name parameter invalid: "a%b": may not contain \'%\''],
    [`${MAPS}/..`, 400, 'Name parameter invalid: "..": may not be \'..\''],
    [`${MAPS}/.`, 400, 'Name parameter invalid: ".": may not be \'.\''],
    // An encoded slash is one: this asks for a subresource.
    [`${MAPS}/a%2Fb`, 404, 'the server could not find the requested resource'],
    [`${MAPS}/a%zz`, 404, '404 page not found'],
  ])('%s is answered with %i', (path, code, message) => {
    expect(said(lab.get(path))).toEqual([code, message]);
    expect(said(lab.delete(path))).toEqual([code, message]);
  });

  test('with an option of old says that it is gone', () => {
    lab.post(MAPS, { metadata: { name: 'a' } });
    expect(said(lab.get(`${MAPS}/a`, { export: 'true' }))).toEqual([
      400,
      'the export parameter, deprecated since v1.14, is no longer supported',
    ]);
    expect(lab.get(`${MAPS}/a`, { export: 'false' }).code).toBe(200);
  });

  test.each([
    ['/version', 405],
    ['/api/v1', 405],
    ['/apis/apps/v1', 405],
    ['/apis/apps', 200],
    ['/healthz', 200],
    ['/api/v9', 404],
  ])('that names no resource, %s, answers a POST with %i', (path, code) => {
    expect(lab.post(path, {}).code).toBe(code);
    expect(lab.get(path).code).toBe(code === 404 ? 404 : 200);
  });

  test.each([
    ['5', 'time: missing unit in duration "5"'],
    ['5x', 'time: unknown unit "x" in duration "5x"'],
    ['soon', 'time: invalid duration "soon"'],
    ['-', 'time: invalid duration "-"'],
  ])('with a timeout of %s is refused', (timeout, why) => {
    expect(said(lab.get(MAPS, { timeout }))).toEqual([400, `invalid timeout specified in the request URL - ${why}`]);
    expect(lab.get(MAPS, { timeout: '1m30.5s' }).code).toBe(200);
    // A watch takes as long as it takes.
    expect(lab.get(MAPS, { timeout, watch: '1' }).code).toBe(200);
  });

  test('takes force as a switch that is on when it is named', () => {
    lab.post(MAPS, { metadata: { name: 'a' } });
    const [code, message] = said(lab.patch(`${MAPS}/a`, {}, 'merge', { force: '' }));
    expect([code, message]).toEqual([
      422,
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    ]);
  });
});
