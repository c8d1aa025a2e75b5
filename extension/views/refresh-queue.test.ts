// The tree keeps up with the cluster however slowly VS Code draws.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RefreshQueue } from './refresh-queue.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

function setup() {
  const told: (readonly string[])[] = [];
  const tell = (ids: readonly string[]): readonly string[] => {
    told.push(ids);
    return ids.filter((id) => id !== 'gone');
  };
  return { told, queue: new RefreshQueue(250, tell) };
}

test('rows that change often are told once per interval', () => {
  const { told, queue } = setup();
  for (let change = 0; change < 5; change += 1) queue.add('a');
  vi.advanceTimersByTime(1);
  queue.asked('a');
  queue.add('a');
  queue.add('b');
  vi.advanceTimersByTime(100);
  expect(told).toEqual([['a']]);
  vi.advanceTimersByTime(200);
  expect(told).toEqual([['a'], ['a', 'b']]);
});

test('nothing more is told before VS Code has come to what it was told, and then all of it at once', () => {
  const { told, queue } = setup();
  queue.add('a');
  vi.advanceTimersByTime(1);
  for (let change = 0; change < 4; change += 1) {
    queue.add(`row-${change}`);
    vi.advanceTimersByTime(500);
  }
  queue.asked('row-1');
  vi.advanceTimersByTime(500);
  expect(told).toEqual([['a']]);
  queue.asked('a');
  vi.advanceTimersByTime(250);
  expect(told).toEqual([['a'], ['row-0', 'row-1', 'row-2', 'row-3']]);
});

test('rows that VS Code never asks for hold nobody up for long', () => {
  const { told, queue } = setup();
  queue.add('unknown');
  vi.advanceTimersByTime(1);
  queue.add('a');
  vi.advanceTimersByTime(2900);
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(500);
  expect(told).toEqual([['unknown'], ['a']]);
});

test('nothing is waited for where every row has gone meanwhile', () => {
  const { told, queue } = setup();
  queue.add('gone');
  vi.advanceTimersByTime(1);
  queue.add('a');
  vi.advanceTimersByTime(250);
  expect(told).toEqual([['gone'], ['a']]);
});

test('what is drawn again as a whole needs no telling', () => {
  const { told, queue } = setup();
  queue.add('a');
  queue.clear();
  vi.advanceTimersByTime(5000);
  expect(told).toEqual([]);
});
