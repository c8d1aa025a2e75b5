// What is said again of an object is counted, and no more of it is remembered than its limits allow.
import { describe, expect, test } from 'vitest';
import { createKernel } from '../sim/kernel.ts';
import type { Sim } from '../sim/sim.ts';
import { createEventCorrelator, type EventCorrelator } from './event-correlator.ts';

/** A correlator at instant 0, and a way to let time pass. */
function correlator(): {
  observe: (uid: string, message: string, reason?: string) => ReturnType<EventCorrelator['observe']>;
  wait: (ms: number) => void;
} {
  const kernel = createKernel({ seed: 1 });
  let made: EventCorrelator | undefined;
  kernel.start(kernel.machine('m', '10.0.0.1'), { name: 'teller', run: (sim: Sim) => (made = createEventCorrelator(sim)) });
  let names = 0;
  return {
    wait: (ms) => kernel.advanceTo(kernel.nowUs + ms * 1000),
    observe: (uid, message, reason = 'Told') => {
      const involvedObject = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: uid, uid };
      return made?.observe({ involvedObject, type: 'Normal', reason, message }, 'now', `${uid}.${names++}`);
    },
  };
}

describe('an event correlator', () => {
  test('counts repeats under the first name, object by object and message by message', () => {
    const { observe } = correlator();
    expect(observe('a', 'x')).toMatchObject({ name: 'a.0', count: 1 });
    expect(observe('b', 'x')).toMatchObject({ name: 'b.1', count: 1 });
    expect(observe('a', 'y')).toMatchObject({ name: 'a.2', count: 1 });
    expect(observe('a', 'x')).toMatchObject({ name: 'a.0', count: 2, messageChanged: false });
  });

  test('combines the tenth message for one reason, until ten minutes were quiet', () => {
    const { observe, wait } = correlator();
    for (let number = 1; number <= 9; number++) expect(observe('a', `message ${number}`)?.facts.message).toBe(`message ${number}`);
    expect(observe('a', 'message 10')).toMatchObject({ count: 1, facts: { message: '(combined from similar events): message 10' } });
    expect(observe('a', 'message 11')).toMatchObject({ count: 2, messageChanged: true });
    expect(observe('a', 'message 10', 'Other')?.facts.message).toBe('message 10');
    wait(601_000);
    expect(observe('a', 'message 12')?.facts.message).toBe('message 12');
  });

  test('lets an object say 25 things at once, and one more every five minutes', () => {
    const { observe, wait } = correlator();
    const said = Array.from({ length: 30 }, () => observe('a', 'again')).filter((each) => each !== undefined);
    expect(said.length).toBe(25);
    expect(observe('b', 'again')).toBeDefined();
    wait(300_000);
    expect([observe('a', 'again')?.count, observe('a', 'again')]).toEqual([31, undefined]);
  });

  test('forgets the object it heard of least recently, so that it never holds more than 4096', () => {
    const { observe } = correlator();
    observe('first', 'x');
    observe('second', 'x');
    for (let number = 0; number < 4094; number++) observe(`pod-${number}`, 'x');
    observe('first', 'x');
    observe('one more', 'x');
    expect(observe('first', 'x')?.count).toBe(3);
    expect(observe('second', 'x')?.count).toBe(1);
  });
});
