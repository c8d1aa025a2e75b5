// No secret lands in the audit log, whichever way it comes or goes, and what is kept of an object is all the rest.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiRequest, ApiResponse } from '../../api/request.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';
import { type AnsweredEvent, answersTo } from '../../testing/audit-answers.ts';
import { REDACTED } from './audit-redaction.ts';
import { encodeProtobuf } from '../protobuf/encode-protobuf.ts';

const CORE = '/api/v1/namespaces/default';
const SECRETS = `${CORE}/secrets`;
const SECRET = `${SECRETS}/held`;
const POLICIES = '/apis/admissionregistration.k8s.io/v1';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const RUNS = 6;
const PATCHES = ['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml'] as const;
type PatchType = (typeof PATCHES)[number];

const base64 = (text: string): string => Buffer.from(text).toString('base64');

let lab: ApiLab;
let events: AnsweredEvent[] = [];

beforeAll(() => {
  lab = createApiLab({ onAudit: answersTo((event) => events.push(event)) });
  lab.post(`${CORE}/serviceaccounts`, { metadata: { name: 'robot' } });
  // One that says everything it sees.
  const made = lab.post(`${POLICIES}/validatingadmissionpolicies`, {
    metadata: { name: 'chatty' },
    spec: {
      matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['secrets'] }] },
      matchConditions: [{ name: 'named', expression: "request.operation != 'DELETE' && object.metadata.name == 'quoted'" }],
      validations: [{ expression: "object.type == 'quote/me'", messageExpression: QUOTE }],
      auditAnnotations: [{ key: 'said', valueExpression: QUOTE }],
    },
  });
  const spec = { policyName: 'chatty', validationActions: ['Deny', 'Audit'] };
  const bound = lab.post(`${POLICIES}/validatingadmissionpolicybindings`, { metadata: { name: 'chatty' }, spec });
  expect([made.code, bound.code]).toEqual([201, 201]);
});
const QUOTE =
  "'is ' + ('a' in object.data ? string(object.data.a) : '-') + ' was ' + (oldObject != null && 'a' in oldObject.data ? string(oldObject.data.a) : '-')";

function ask(method: ApiRequest['method'], path: string, body?: unknown, contentType = 'application/json', accept?: string): ApiResponse {
  const headers = { 'content-type': contentType, ...(accept === undefined ? {} : { accept }) };
  return lab.ask({ method, path, headers, ...(body === undefined ? {} : { body }) });
}

const secret = (part: object, name = 'held'): object => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...part });

/** Every way a secret may come in, go out or be spoken of; each must leave events about it. */
const WAYS: Readonly<Record<string, (mark: string) => ApiResponse | readonly ApiResponse[]>> = {
  'create, as JSON': (mark) => ask('POST', SECRETS, JSON.stringify(secret({ stringData: { a: mark } }))),
  'create, as a value': (mark) => ask('POST', SECRETS, secret({ data: { a: base64(mark) } }, 'second')),
  'create, as YAML': (mark) =>
    ask('POST', SECRETS, `apiVersion: v1\nkind: Secret\nmetadata: {name: third}\nstringData:\n  a: ${mark}\n`, 'application/yaml'),
  'create, as protobuf': (mark) =>
    ask('POST', SECRETS, encodeProtobuf(secret({ data: { a: base64(mark) } }, 'fourth') as never), 'application/vnd.kubernetes.protobuf'),
  'create, as a dry run': (mark) => lab.post(SECRETS, secret({ stringData: { a: mark } }, 'dry'), { dryRun: 'All' }),
  'create, with the annotation of apply': (mark) =>
    ask('POST', SECRETS, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'fifth', annotations: { [LAST_APPLIED]: JSON.stringify(secret({ stringData: { a: mark } })) } },
    }),
  update: (mark) => ask('PUT', SECRET, JSON.stringify(secret({ data: { a: base64(mark) }, stringData: { b: `${mark}\n${mark}` } }))),
  'JSON patch of a value': (mark) => patch('json-patch+json', [{ op: 'add', path: '/data/c', value: base64(mark) }]),
  'JSON patch of all data': (mark) => patch('json-patch+json', [{ op: 'add', path: '/stringData', value: { c: mark } }]),
  'JSON patch of the whole': (mark) => patch('json-patch+json', [{ op: 'replace', path: '', value: secret({ stringData: { a: mark } }) }]),
  'JSON patch that copies into an annotation': (mark) => [
    patch('merge-patch+json', { stringData: { a: mark } }),
    patch('json-patch+json', [
      { op: 'add', path: '/metadata/annotations', value: { x: 'y' } },
      { op: 'copy', from: '/data/a', path: '/metadata/annotations/copied' },
      { op: 'test', path: '/data/a', value: base64(mark) },
    ]),
    patch('merge-patch+json', { metadata: { annotations: { copied: null } } }),
  ],
  'merge patch': (mark) => patch('merge-patch+json', { data: { gone: null }, stringData: { d: mark } }),
  'merge patch of the annotation of apply': (mark) =>
    patch('merge-patch+json', { metadata: { annotations: { [LAST_APPLIED]: `{"stringData":{"a":"${mark}"}}` } } }),
  'merge patch, misspelt': (mark) => patch('merge-patch+json', { stringdata: { d: mark }, metadata: { stringData: { d: mark } } }),
  'strategic merge patch': (mark) => patch('strategic-merge-patch+json', { stringData: { $patch: 'merge', e: mark } }),
  'server-side apply, as JSON': (mark) => patch('apply-patch+yaml', secret({ stringData: { f: mark } })),
  'server-side apply, as YAML': (mark) =>
    patch('apply-patch+yaml', `apiVersion: v1\nkind: Secret\nmetadata: {name: held}\nstringData:\n  f: ${mark}\n`),
  'a patch of something else': (mark) =>
    ask('PATCH', `${CORE}/configmaps/none`, secret({ data: { a: mark } }), 'application/merge-patch+json'),
  get: () => ask('GET', SECRET),
  list: () => ask('GET', SECRETS),
  'list, as YAML': () => ask('GET', SECRETS, undefined, '', 'application/yaml'),
  'list, as a Table of objects': () =>
    lab.ask({ method: 'GET', path: SECRETS, query: { includeObject: 'Object' }, headers: { accept: TABLE } }),
  'list of metadata': () => ask('GET', SECRETS, undefined, '', 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'),
  'a token': () => ask('POST', `${CORE}/serviceaccounts/robot/token`, { spec: {} }),
  'a review of a token': (mark) => ask('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: mark } }),
  'bad base64': (mark) => ask('POST', SECRETS, secret({ data: { a: `${mark}!` } }, 'bad')),
  'data that is a text': (mark) => ask('POST', SECRETS, JSON.stringify(secret({ data: mark }, 'bad'))),
  'apply of data that is a text': (mark) => patch('apply-patch+yaml', secret({ data: mark })),
  'broken JSON': (mark) => ask('POST', SECRETS, `{"data":{"a":"${mark}`),
  'broken YAML': (mark) => ask('POST', SECRETS, `${mark}: {]\nkind: Secret`, 'application/yaml'),
  'a text for an object': (mark) => ask('POST', SECRETS, JSON.stringify(mark)),
  'a broken patch': (mark) => patch('merge-patch+json', `{"a":"${mark}`),
  'a patch that is a text': (mark) => patch('merge-patch+json', JSON.stringify(mark)),
  'an unknown type of body': (mark) => ask('POST', SECRETS, mark, 'text/plain'),
  'the wrong place': (mark) => ask('POST', `${CORE}/configmaps`, secret({ stringData: { a: mark } })),
  'a Secret as options of a delete': (mark) => ask('DELETE', `${SECRETS}/none`, secret({ stringData: { a: mark } })),
  'a policy that quotes what comes': (mark) =>
    ask('POST', SECRETS, secret({ stringData: { a: mark }, data: { a: base64(mark) } }, 'quoted')),
  'a policy that quotes what was': (mark) => [
    ask('POST', SECRETS, secret({ type: 'quote/me', data: { a: base64(mark) } }, 'quoted')),
    ask('PATCH', `${SECRETS}/quoted`, { data: { a: null }, metadata: { labels: { x: 'y' } } }, 'application/merge-patch+json'),
    ask('DELETE', `${SECRETS}/quoted`),
  ],
  'one after the other': () => lab.delete(SECRETS),
};
const TABLE = 'application/json;as=Table;g=meta.k8s.io;v=v1';

function patch(type: PatchType, body: unknown): ApiResponse {
  return lab.ask({
    method: 'PATCH',
    path: SECRET,
    query: { fieldManager: 'me', ...(type === 'apply-patch+yaml' ? { force: 'true' } : {}) },
    headers: { 'content-type': `application/${type}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

describe('the audit log', () => {
  it('holds no secret, whichever way it comes or goes', () => {
    let told = 0;
    let seen = 0;
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{9,40}$/), (word) => {
        const mark = `Zq${word}`;
        for (const [way, go] of Object.entries(WAYS)) {
          events = [];
          const answers = [go(mark)].flat();
          expect(
            answers.every(({ code }) => code > 0),
            way,
          ).toBe(true);
          expect(events.length, way).toBe(answers.length);
          expect(
            events.every(({ level }) => level === 'RequestResponse'),
            way,
          ).toBe(true);
          told += events.length;
          const sent = JSON.stringify(answers.map(({ body }) => body));
          if (sent.includes(mark) || sent.includes(base64(mark)) || sent.includes('eyJ')) seen++;
          const log = JSON.stringify(events);
          for (const trace of [mark, mark.slice(0, 8), mark.slice(-8), base64(mark), base64(mark).slice(0, 8), 'eyJ'])
            expect(log.includes(trace), `${way}: ${trace} in ${log}`).toBe(false);
        }
      }),
      { numRuns: RUNS, seed: 3 },
    );
    expect(told).toBe(RUNS * (Object.keys(WAYS).length + 4));
    // Answers did hold what the log does not.
    expect(seen).toBeGreaterThan(RUNS * 20);
  });

  it('has all else of a Secret, and of its patches', () => {
    const labels = { app: 'x', copy: 'hunter2' };
    const applied = { [LAST_APPLIED]: '{"stringData":{"password":"hunter2"}}', note: 'said hunter2 aloud', other: 'kept' };
    const metadata = { name: 'whole', labels, annotations: applied };
    events = [];
    ask('POST', SECRETS, { metadata, type: 'a/b', stringData: { password: 'hunter2', empty: '' }, immutable: false });
    ask(
      'PATCH',
      `${SECRETS}/whole`,
      '{"data":{"password":null,"pin":"MTIzNA=="},"metadata":{"labels":{"app":null}}}',
      'application/merge-patch+json',
    );
    ask('DELETE', `${SECRETS}/whole`, { propagationPolicy: 'Background' });
    const told = { [LAST_APPLIED]: REDACTED, note: REDACTED, other: 'kept' };
    const kept = { type: 'a/b', immutable: false, metadata: { name: 'whole', labels: { app: 'x', copy: REDACTED }, annotations: told } };
    const [created, patched, deleted] = events;
    expect(created?.requestObject).toEqual({ kind: 'Secret', apiVersion: 'v1', ...kept, data: { password: REDACTED, empty: '' } });
    expect(created?.responseObject).toMatchObject({ ...kept, data: { password: REDACTED, empty: '' } });
    expect(patched?.requestObject).toEqual({ data: { password: null, pin: REDACTED }, metadata: { labels: { app: null } } });
    expect(patched?.responseObject).toMatchObject({ data: { empty: '', pin: REDACTED }, type: 'a/b' });
    expect(deleted?.requestObject).toEqual({ kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/v1', propagationPolicy: 'Background' });
  });

  it('has all else of tokens, lists and refusals', () => {
    ask('POST', SECRETS, secret({ data: { a: 'aHVudGVyMg==' } }, 'listed'));
    events = [];
    ask('POST', `${CORE}/serviceaccounts/robot/token`, { spec: { expirationSeconds: 700 } });
    ask('GET', SECRETS);
    const denied = ask('POST', SECRETS, secret({ data: { a: 'aHVudGVyMg==' } }, 'quoted'));
    const bad = ask('POST', SECRETS, secret({ data: { a: 'hunter2!' }, type: 'kubernetes.io/tls' }, 'bad'));
    const [token, list, quoted, refused] = events;
    expect(token).toMatchObject({ responseObject: { spec: { expirationSeconds: 700 }, status: { token: REDACTED } } });
    expect(token?.responseObject).toHaveProperty('status.expirationTimestamp');
    const { items } = (list as AnsweredEvent).responseObject as {
      readonly items: readonly { readonly metadata: { readonly name: string } }[];
    };
    expect(items.find(({ metadata }) => metadata.name === 'listed')).toMatchObject({ data: { a: REDACTED } });
    expect(JSON.stringify(denied.body)).toContain('is aHVudGVyMg== was -');
    expect(quoted?.responseStatus.message).toMatch(/denied request: is REDACTED was -$/);
    expect(Object.keys(quoted?.annotations ?? {})).toContain('chatty/said');
    expect(quoted?.annotations?.['chatty/said']).toBe('is REDACTED was -');
    expect(refused?.responseStatus.message).toBe(bad.body?.kind === 'Status' && 'message' in bad.body ? bad.body.message : '');
    expect(refused?.responseStatus.message).toMatch(/illegal base64 data/);
  });
});
