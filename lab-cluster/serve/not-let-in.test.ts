// Requests that never come to a handler are answered as kube-apiserver's filters answer them, and stand in the audit log.
import http2 from 'node:http2';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AnsweredEvent, answersTo } from '../testing/audit-answers.ts';
import { ServedLab } from '../testing/served-lab.ts';
import { createAuthority, createSigned } from './certificates.ts';
import { LIMITS } from './limits.ts';

const lab = new ServedLab();
let events: AnsweredEvent[] = [];
beforeAll(async () => {
  await lab.start();
  lab.cluster?.onAudit(answersTo((event) => events.push(event)));
});
afterAll(() => lab.stop());

const CORE = '/api/v1/namespaces/default';
const CONFIG_MAPS = `${CORE}/configmaps`;
/** What is told of whoever is outside the lab. */
const told = (): readonly unknown[] =>
  events
    .filter(({ user }) => !String(user['username']).startsWith('system:') || user['username'] === 'system:anonymous')
    .map(({ user, verb, stage, responseStatus }) => [user['username'], verb, stage, responseStatus.code]);

describe('a request that is not let in', () => {
  test('with a body beyond the limit hears so after it is known who asks, and whether he may', async () => {
    const body = JSON.stringify({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name: 'big' },
      data: { a: 'x'.repeat(LIMITS.bodyBytes) },
    });
    events = [];
    const nobody = await lab.request('POST', CONFIG_MAPS, { body, nobody: true });
    const somebody = await lab.request('POST', CONFIG_MAPS, { body });
    expect([nobody.code, somebody.code]).toEqual([403, 413]);
    expect(JSON.parse(somebody.text)).toMatchObject({ message: 'Request entity too large: limit is 3145728' });
    expect(told()).toEqual([
      ['system:anonymous', 'create', 'ResponseComplete', 403],
      ['kubernetes-admin', 'create', 'ResponseComplete', 413],
    ]);
    expect(JSON.stringify(events)).not.toContain('xxxx');
  });

  test('with a certificate of somebody else is nobody, unless it has a token', async () => {
    const now = Date.now();
    const { certificate: cert, key } = createSigned(
      createAuthority(now),
      { subject: { commonName: 'kubernetes-admin' }, use: 'client' },
      now,
    );
    const token = await lab.request('POST', `${CORE}/serviceaccounts/default/token`, { body: { spec: {} } });
    const authorization = `Bearer ${(JSON.parse(token.text) as { status: { token: string } }).status.token}`;
    events = [];
    const stranger = await lab.request('GET', '/version', {}, lab.agent({ cert, key }));
    const known = await lab.request('GET', '/version', { headers: { authorization } }, lab.agent({ cert, key }));
    expect([stranger.code, known.code]).toEqual([401, 200]);
    expect(events.map(({ stage, responseStatus: { code }, user }) => [stage, code, user['username']])).toContainEqual([
      'ResponseStarted',
      401,
      undefined,
    ]);
    expect(events.some(({ user }) => user['username'] === 'system:serviceaccount:default:default')).toBe(true);
  });

  test('because too much waits already is told to come again later, in the words of the filter', async () => {
    await lab.call('pause', null);
    events = [];
    const read = (name: string): Buffer => readFileSync(path.join(lab.dir, name));
    const session = http2.connect(lab.server, { ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key') });
    const codes: number[] = [];
    let text = '';
    let retryAfter: string | undefined;
    for (let sent = 0; sent <= LIMITS.requests; sent++) {
      const stream = session.request({ ':method': 'POST', ':path': CONFIG_MAPS, 'content-type': 'application/json' });
      stream.on('response', (headers) => {
        codes.push(headers[':status'] ?? 0);
        retryAfter = headers['retry-after'];
        stream.on('data', (part: Buffer) => (text += part.toString()));
      });
      stream.on('error', () => {});
      stream.end(JSON.stringify({ metadata: { generateName: 'wait-' } }));
    }
    await expect.poll(() => text).toBe('Too many requests, please try again later.\n');
    expect([codes, retryAfter]).toEqual([[429], '1']);
    expect(told()).toEqual([['kubernetes-admin', 'create', 'ResponseComplete', 429]]);
    expect(events[0]?.responseStatus).toEqual({ metadata: {}, code: 429 });
    expect(events[0]).not.toHaveProperty('requestObject');
    session.destroy();
  });
});
