// What one API server writes into its audit log: who, for whom, at which stages, and what it keeps to itself.
import { beforeEach, describe, expect, it } from 'vitest';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';
import { type AnsweredEvent, answersTo } from '../../testing/audit-answers.ts';
import type { AuditEvent } from './audit.ts';

const CORE = '/api/v1/namespaces/default';

let lab: ApiLab;
let events: AnsweredEvent[] = [];
beforeEach(() => {
  lab = createApiLab({ onAudit: answersTo((event) => events.push(event)) });
  events = [];
});

describe('an audit event', () => {
  it('tells all that is known of who asked, and of whom he acted as', () => {
    const user = { name: 'alice', uid: 'u-1', groups: ['system:masters'], extra: { 'example.com/team': ['a', 'b'] } };
    const headers = {
      'impersonate-user': 'carol',
      'impersonate-uid': 'u-2',
      'impersonate-group': ['x', 'y'],
      'impersonate-extra-role': ['r'],
    };
    lab.ask({ method: 'GET', path: `${CORE}/configmaps`, user, headers });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      stage: 'ResponseComplete',
      user: {
        username: 'alice',
        uid: 'u-1',
        groups: ['system:masters', 'system:authenticated'],
        extra: { 'example.com/team': ['a', 'b'] },
      },
      impersonatedUser: { username: 'carol', uid: 'u-2', groups: ['x', 'y', 'system:authenticated'], extra: { role: ['r'] } },
    });
  });

  it('names nobody else where acting as somebody was refused', () => {
    const headers = { 'impersonate-user': 'carol' };
    lab.ask({ method: 'GET', path: `${CORE}/configmaps`, user: { name: 'bob', groups: [] }, headers });
    expect(events[0]).toMatchObject({ user: { username: 'bob' }, responseStatus: { code: 403 } });
    expect(events[0]).not.toHaveProperty('impersonatedUser');
    expect(events[0]).not.toHaveProperty('annotations');
  });

  it('of false credentials has one stage and no user', () => {
    lab.ask({ method: 'GET', path: `${CORE}/pods`, user: null, headers: { authorization: 'Bearer nonsense' } });
    expect(events.map(({ stage, user, responseStatus }) => [stage, user, responseStatus.code])).toEqual([['ResponseStarted', {}, 401]]);
    expect(JSON.stringify(events)).not.toContain('nonsense');
  });

  it('of what may last comes when it begins and when it ends, though it is refused', () => {
    lab.get(`${CORE}/pods/none/log`);
    lab.ask({ method: 'GET', path: `${CORE}/pods`, query: { watch: 'true' }, user: { name: 'bob', groups: [] } });
    expect(events.map(({ stage, verb, responseStatus }) => `${verb} ${stage} ${responseStatus.code}`)).toEqual([
      'get ResponseStarted 404',
      'get ResponseComplete 404',
      'watch ResponseStarted 403',
      'watch ResponseComplete 403',
    ]);
    expect(new Set(events.map(({ auditID }) => auditID)).size).toBe(2);
  });

  it('has the address as it was asked for, and a user agent of bearable length', () => {
    lab.ask({
      method: 'POST',
      path: `${CORE}/configmaps`,
      query: { dryRun: ['All', 'All'], fieldManager: 'me' },
      headers: { 'user-agent': 'x'.repeat(2000) },
      body: { metadata: { name: 'c' } },
    });
    expect(events[0]?.requestURI).toBe(`${CORE}/configmaps?dryRun=All&dryRun=All&fieldManager=me`);
    expect(events[0]?.userAgent).toBe(`${'x'.repeat(1024)}...TRUNCATED`);
  });

  it('has the id its sender chose, and who stands before him', () => {
    const headers = { 'audit-id': 'mine', 'x-forwarded-for': '10.1.1.1, nonsense, 2001:DB8::1', 'x-real-ip': '10.1.1.1' };
    const answer = lab.ask({ method: 'GET', path: `${CORE}/configmaps`, headers });
    expect(answer.headers?.['audit-id']).toBe('mine');
    expect(events[0]).toMatchObject({ auditID: 'mine', sourceIPs: ['10.1.1.1', '2001:db8::1', '10.0.0.2'] });
  });

  it('names the object by the path first, then by what was sent', () => {
    lab.post('/api/v1/namespaces', { metadata: { name: 'n' } });
    lab.put(`${CORE}/configmaps/c`, { metadata: { name: 'c', uid: 'u', resourceVersion: '7' } });
    lab.patch(`${CORE}/configmaps/c`, { metadata: { uid: 'u' } }, 'merge');
    lab.get('/api/v1/namespaces/n');
    lab.get(`${CORE}/configmaps`, { fieldSelector: 'metadata.name=c' });
    lab.get('/apis/example.com/v2/namespaces/x/things/y/status');
    lab.get('/api/v1/nonsense');
    lab.get('/version');
    expect(events.map(({ objectRef }) => objectRef)).toEqual([
      { resource: 'namespaces', name: 'n', apiVersion: 'v1' },
      { resource: 'configmaps', namespace: 'default', name: 'c', uid: 'u', apiVersion: 'v1', resourceVersion: '7' },
      { resource: 'configmaps', namespace: 'default', name: 'c', apiVersion: 'v1' },
      { resource: 'namespaces', namespace: 'n', name: 'n', apiVersion: 'v1' },
      { resource: 'configmaps', namespace: 'default', name: 'c', apiVersion: 'v1' },
      { resource: 'things', namespace: 'x', name: 'y', apiGroup: 'example.com', apiVersion: 'v2', subresource: 'status' },
      { resource: 'nonsense', apiVersion: 'v1' },
      undefined,
    ]);
  });

  it('has of a request what the server made of it, of a patch the patch, and nothing of what nobody read', () => {
    lab.post(`${CORE}/services`, { metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } });
    lab.post(`${CORE}/configmaps`, { metadata: { name: 'c', namespace: 'other' } });
    const apply = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' } };
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    const path = `${CORE}/configmaps/applied`;
    lab.ask({ method: 'PATCH', path, query: { fieldManager: 'me' }, headers, body: `kind: ConfigMap\n${JSON.stringify(apply)}` });
    lab.ask({
      method: 'PATCH',
      path,
      query: { fieldManager: 'me' },
      headers,
      body: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: applied}\n',
    });
    lab.post(`${CORE}/configmaps`, { kind: 'Pod', apiVersion: 'v1' });
    lab.ask({ method: 'PATCH', path, headers, body: '{}', user: { name: 'bob', groups: [] } });
    const [service, elsewhere, broken, applied, other, forbidden] = events;
    expect(service?.requestObject).toMatchObject({ spec: { type: 'ClusterIP', ports: [{ port: 80, protocol: 'TCP' }] } });
    expect(elsewhere).toMatchObject({ requestObject: { metadata: { namespace: 'other' } }, responseStatus: { code: 400 } });
    expect(applied).toMatchObject({ requestObject: apply, responseStatus: { code: 201 } });
    expect([broken?.responseStatus.code, other?.responseStatus.code, forbidden?.responseStatus.code]).toEqual([400, 400, 403]);
    for (const event of [broken, other, forbidden]) expect(event).not.toHaveProperty('requestObject');
  });

  it('has what a status update and a delete were sent with', () => {
    lab.post(`${CORE}/services`, { metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } });
    const service = lab.get(`${CORE}/services/s`).body;
    lab.put(`${CORE}/services/s/status`, service);
    lab.delete(`${CORE}/services/s`, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 3, nonsense: true });
    const [, , updated, deleted] = events;
    expect(updated?.requestObject).toEqual(service);
    expect(updated?.objectRef).toMatchObject({
      subresource: 'status',
      name: 's',
      uid: (service as { metadata: { uid: string } }).metadata.uid,
    });
    expect(deleted?.requestObject).toEqual({ kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 3 });
  });

  it('says what is on its way out, and has no object where a line of text was the answer', () => {
    lab.get(`${CORE}/endpoints`);
    lab.get('/nothing/here');
    lab.get('/version');
    const [endpoints, nothing, version] = events;
    expect(endpoints?.annotations).toMatchObject({ 'k8s.io/deprecated': 'true', 'authorization.k8s.io/decision': 'allow' });
    expect(nothing?.responseStatus).toEqual({ metadata: {}, code: 404 });
    for (const event of [nothing, version]) expect(event).not.toHaveProperty('responseObject');
  });

  it('of a time nobody can read comes once, before it is known who asks', () => {
    lab.get(`${CORE}/pods`, { timeout: 'soon' });
    expect(events.map(({ stage, user, responseStatus }) => [stage, user, responseStatus.code])).toEqual([['ResponseStarted', {}, 400]]);
  });

  it('of a patch that nests without end can be written down', () => {
    const headers = { 'content-type': 'application/merge-patch+json' };
    const deep = `{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const { code } = lab.ask({ method: 'PATCH', path: `${CORE}/configmaps/c`, headers, body: deep });
    expect([code, events.length]).toEqual([404, 1]);
    expect(JSON.stringify(events)).toContain('configmaps');
  });
});

describe('the stage RequestReceived', () => {
  const heard = (): { readonly lab: ApiLab; readonly told: AuditEvent[] } => {
    const told: AuditEvent[] = [];
    return { lab: createApiLab({ onAudit: (event) => told.push(event) }), told };
  };

  it('comes first, as long as nothing is read, judged or answered, in the moment of the coming', () => {
    const { lab: own, told } = heard();
    told.length = 0;
    const headers = { 'impersonate-user': 'carol', 'user-agent': 'me' };
    const user = { name: 'alice', groups: ['system:masters'] };
    own.ask({ method: 'POST', path: `${CORE}/configmaps`, user, headers, body: { metadata: { name: 'c' }, data: { k: 'v' } } });
    const [received, complete] = told;
    expect(told.map(({ stage }) => stage)).toEqual(['RequestReceived', 'ResponseComplete']);
    expect(received).toEqual({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'RequestResponse',
      auditID: complete?.auditID,
      stage: 'RequestReceived',
      requestURI: `${CORE}/configmaps`,
      verb: 'create',
      user: { username: 'alice', groups: ['system:masters', 'system:authenticated'] },
      sourceIPs: complete?.sourceIPs,
      userAgent: 'me',
      objectRef: { resource: 'configmaps', namespace: 'default', apiVersion: 'v1' },
      requestReceivedTimestamp: complete?.requestReceivedTimestamp,
      stageTimestamp: complete?.requestReceivedTimestamp,
    });
    expect(complete?.impersonatedUser?.username).toBe('carol');
  });

  it('is there of whoever is refused, and not of whoever is nobody', () => {
    const { lab: own, told } = heard();
    told.length = 0;
    own.ask({ method: 'GET', path: `${CORE}/pods`, user: { name: 'bob', groups: [] } });
    own.ask({ method: 'GET', path: `${CORE}/pods`, user: null, headers: { authorization: 'Bearer nonsense' } });
    expect(told.map(({ stage, responseStatus }) => `${stage} ${responseStatus?.code}`)).toEqual([
      'RequestReceived undefined',
      'ResponseComplete 403',
      'ResponseStarted 401',
    ]);
  });
});

describe('tokens in the audit log', () => {
  const ISSUED = 'authentication.kubernetes.io/issued-credential-id';

  it('are called by the id by which whoever shows them is known', () => {
    lab.post(`${CORE}/serviceaccounts`, { metadata: { name: 'robot' } });
    const { body } = lab.post(`${CORE}/serviceaccounts/robot/token`, { spec: {} });
    const { token } = (body as unknown as { readonly status: { readonly token: string } }).status;
    const issued = events.at(-1)?.annotations?.[ISSUED];
    expect(issued).toMatch(/^JTI=[0-9a-f-]{36}$/);
    lab.ask({ method: 'GET', path: `${CORE}/pods`, user: null, headers: { authorization: `Bearer ${token}` } });
    expect(events.at(-1)?.user).toMatchObject({ extra: { 'authentication.kubernetes.io/credential-id': [issued] } });
    expect(Object.keys(events.at(-1)?.annotations ?? {}).filter((key) => key.startsWith('authentication.'))).toEqual([]);
  });

  it('that a kubelet should have exchanged are told as stale, with how long', () => {
    lab.post(`${CORE}/serviceaccounts`, { metadata: { name: 'robot' } });
    const pod = { metadata: { name: 'p' }, spec: { serviceAccountName: 'robot', containers: [{ name: 'c', image: 'i' }] } };
    const { uid } = (lab.post(`${CORE}/pods`, pod).body as { readonly metadata: { readonly uid: string } }).metadata;
    const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'p', uid };
    const { body } = lab.post(`${CORE}/serviceaccounts/robot/token`, { spec: { expirationSeconds: 3607, boundObjectRef } });
    const { token } = (body as unknown as { readonly status: { readonly token: string } }).status;
    const look = (): AnsweredEvent | undefined => {
      lab.ask({ method: 'GET', path: '/version', user: null, headers: { authorization: `Bearer ${token}` } });
      return events.at(-1);
    };
    expect(look()?.annotations).not.toHaveProperty(['authentication.k8s.io/stale-token']);
    lab.run(3_700_000);
    expect(look()?.annotations?.['authentication.k8s.io/stale-token']).toMatch(
      /^subject: system:serviceaccount:default:robot, seconds after warning threshold: 9\d$/,
    );
    expect(look()?.responseStatus.code).toBe(200);
  });
});
