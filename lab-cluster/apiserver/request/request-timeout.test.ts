// Who says how long he waits is not kept waiting longer, by the lab's own clock; what he asked for goes on.
import { beforeEach, describe, expect, test } from 'vitest';
import type { ApiResponse } from '../../api/request.ts';
import { ADMIN, type ApiLab, createApiLab } from '../../testing/api-lab.ts';
import { type AnsweredEvent, answersTo } from '../../testing/audit-answers.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';

let lab: ApiLab;
let events: AnsweredEvent[] = [];
beforeEach(() => {
  lab = createApiLab({ onAudit: answersTo((event) => events.push(event)) });
  events = [];
});

interface Waited {
  readonly answer: ApiResponse | undefined;
  readonly ms: number;
}

/** What comes of a request while etcd is away, and after how many virtual milliseconds. */
function ask(method: 'GET' | 'POST', timeout: string | undefined, query: Record<string, string> = {}): Waited {
  let answer: ApiResponse | undefined;
  const begunUs = lab.kernel.nowUs;
  const body = method === 'POST' ? { body: { metadata: { name: 'c' } } } : {};
  const asked = { ...query, ...(timeout === undefined ? {} : { timeout }) };
  lab.send({ method, path: MAPS, query: asked, user: ADMIN, ...body }, (response) => (answer = response));
  while (answer === undefined && lab.kernel.nowUs < begunUs + 120_000_000) lab.kernel.step();
  return { answer, ms: (lab.kernel.nowUs - begunUs) / 1000 };
}

const WRITE = 'Timeout: request did not complete within requested timeout - context deadline exceeded';

describe('a request', () => {
  test.each(['200ms', '0.2s', '1ms199ms', '+200000us'])('that writes and waits %s is told so then', (timeout) => {
    lab.kernel.kill('etcd-0');
    const { answer, ms } = ask('POST', timeout);
    expect(answer).toMatchObject({ code: 504, body: { message: WRITE, reason: 'Timeout', code: 504 } });
    expect(ms).toBeGreaterThanOrEqual(200);
    expect(ms).toBeLessThan(210);
    expect(events.filter(({ verb }) => verb === 'create').map(({ responseStatus }) => responseStatus.code)).toEqual([504]);
  });

  test('that reads what is yet to come is told so, too', () => {
    const { answer, ms } = ask('GET', '1s', { resourceVersion: '1000000' });
    expect(answer?.body).toMatchObject({ message: 'Timeout: request did not complete within the allotted timeout', code: 504 });
    expect(ms).toBeLessThan(1010);
  });

  test.each([undefined, '0', '0s', '-1s', '2m', '60s'])('with timeout %s waits as long as the server does', (timeout) => {
    lab.kernel.kill('etcd-0');
    expect(ask('POST', timeout).answer).toMatchObject({ code: 500 });
  });

  test('in time is answered as ever', () => {
    const { answer } = ask('POST', '1s');
    expect(answer).toMatchObject({ code: 201, body: { metadata: { name: 'c' } } });
    lab.run(2000);
    expect(events.filter(({ verb }) => verb === 'create')).toHaveLength(1);
  });

  test('that nobody waits for any longer is done all the same, and told of once', () => {
    lab.kernel.kill('etcd-0');
    const { answer } = ask('POST', '20ms');
    expect(answer?.code).toBe(504);
    lab.kernel.restart('etcd-0');
    lab.run(5000);
    expect(lab.get(`${MAPS}/c`).code).toBe(200);
    expect(events.filter(({ verb }) => verb === 'create')).toHaveLength(1);
  });
});
