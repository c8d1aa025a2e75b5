// The trace gives back what was put in, however it keeps it.
import { expect, test } from 'vitest';
import { TraceStore } from './trace-store.ts';

const CAUSE = { span: 0, background: false };
const LANE = { component: 'kubelet/node-1', host: 'node-1' };

test('steps read back as they were told, after the ring has grown and after it has begun to forget', () => {
  const trace = new TraceStore(10_000, 4096);
  const begun = Array.from({ length: 12_000 }, (_, number) => {
    const span = trace.start(number, LANE, 'sync', CAUSE, { verb: 'sync', object: `pods/default/web-${number % 5000}` });
    if (number % 3 === 0) trace.end(number + 1, span, { code: 200, revision: number });
    else if (number % 3 === 1) trace.end(number + 1, span, { saw: `pass ${number}`, code: 7 });
    return span.span;
  });
  expect(trace.get(begun[0] as number)).toBeUndefined();
  for (const number of [2_001, 9_999, 11_997]) {
    const figures = trace.get(begun[number] as number);
    expect(figures).toMatchObject({
      ...LANE,
      kind: 'sync',
      object: `pods/default/web-${number % 5000}`,
      startUs: number,
      endUs: number + 1,
    });
    expect(figures?.end).toEqual({ code: 200, revision: number });
    expect(trace.get(begun[number + 1] as number)?.end).toEqual({ saw: `pass ${number + 1}`, code: 7 });
    expect(trace.get(begun[number + 2] as number)).toMatchObject({ endUs: -1, end: {} });
  }
});

test('the hash covers what was forgotten', () => {
  const run = (object: string): string => {
    const trace = new TraceStore(4096, 4096);
    trace.start(0, LANE, 'sync', CAUSE, { verb: 'sync', object });
    for (let number = 1; number < 9000; number++) trace.start(number, LANE, 'sync', CAUSE, { verb: 'sync', object: 'same' });
    return trace.hash;
  };
  expect(run('one')).toBe(run('one'));
  expect(run('one')).not.toBe(run('other'));
});
