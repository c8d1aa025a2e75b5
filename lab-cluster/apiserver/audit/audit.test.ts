// What one API server writes into its audit log: who, for whom, at which stages, and what it keeps to itself.
import { beforeEach, describe, expect, it } from 'vitest';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';
import type { AuditEvent } from './audit.ts';

const CORE = '/api/v1/namespaces/default';

let lab: ApiLab;
let events: AuditEvent[] = [];
beforeEach(() => {
  lab = createApiLab({ onAudit: (event) => events.push(event) });
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

  it('holds no keys and no tokens', () => {
    lab.post(`${CORE}/serviceaccounts`, { metadata: { name: 'robot' } });
    lab.post(`${CORE}/secrets`, { metadata: { name: 's' }, stringData: { password: 'hunter2' } });
    lab.patch(`${CORE}/secrets/s`, { stringData: { password: 'hunter3' } }, 'merge');
    lab.get(`${CORE}/secrets`);
    const { token } = (lab.post(`${CORE}/serviceaccounts/robot/token`, { spec: {} }).body as unknown as { status: { token: string } })
      .status;
    lab.post('/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token } });
    const text = JSON.stringify(events);
    for (const secret of ['hunter', Buffer.from('hunter2').toString('base64'), Buffer.from('hunter3').toString('base64'), token])
      expect(text).not.toContain(secret);
    expect(events.filter(({ level }) => level === 'Metadata').map(({ verb, objectRef }) => `${verb} ${objectRef?.resource}`)).toEqual([
      'create secrets',
      'patch secrets',
      'list secrets',
      'create serviceaccounts',
      'create tokenreviews',
    ]);
    const whole = events.find(({ level }) => level === 'RequestResponse');
    expect(whole).toMatchObject({ requestObject: { kind: 'ServiceAccount' }, responseObject: { kind: 'ServiceAccount' } });
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
});
