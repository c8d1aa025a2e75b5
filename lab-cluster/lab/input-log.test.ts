// What is kept of a history's inputs: the first ones, up to a limit of number or size.
import { describe, expect, test } from 'vitest';
import { InputLog } from './input-log.ts';
import type { Input, LoggedInput } from './cluster-types.ts';

const write = (body: unknown): Input => ({ type: 'api', request: { method: 'POST', path: '/api/v1/namespaces', body } });
const at = (atUs: number, input: Input = write('{}')): LoggedInput => ({ eventCount: atUs, atUs, input });

describe('the input log', () => {
  test('keeps all where nothing else was asked for', () => {
    const log = new InputLog();
    for (let i = 0; i < 5000; i++) log.add(at(i));
    expect([log.kept.length, log.endUs]).toEqual([5000, undefined]);
  });

  test('keeps the first so many, and knows when it stopped', () => {
    const log = new InputLog({ count: 3, bytes: 1e9 });
    for (let i = 1; i <= 10; i++) log.add(at(i * 10));
    expect(log.kept.map(({ atUs }) => atUs)).toEqual([10, 20, 30]);
    expect(log.endUs).toBe(40);
  });

  test('keeps no more than so many bytes of bodies, whatever they are, and nothing after a gap', () => {
    for (const body of ['x'.repeat(10_000), new Uint8Array(10_000), { data: { a: 'x'.repeat(10_000) } }]) {
      const log = new InputLog({ count: 1000, bytes: 25_000 });
      for (let i = 1; i <= 3; i++) log.add(at(i, write(body)));
      log.add(at(4));
      expect([log.kept.length, log.endUs]).toEqual([2, 3]);
    }
  });

  test('is not held up by a body without an end', () => {
    const body: { again?: unknown } = {};
    body.again = body;
    const log = new InputLog({ count: 10, bytes: 1e9 });
    log.add(at(1, write(body)));
    expect(log.kept).toHaveLength(1);
  });
});
