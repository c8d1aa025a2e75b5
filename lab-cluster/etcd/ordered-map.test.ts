// The ordered map answers every range as a sorted array would.
import { describe, expect, test } from 'vitest';
import { OrderedMap } from './ordered-map.ts';

function keysIn(map: OrderedMap<string>, start = '', end = '\uffff'): string[] {
  const found: string[] = [];
  map.forRange(start, end, (value) => found.push(value));
  return found;
}

describe('an ordered map', () => {
  test('reads ranges in order, whatever came and went between two of them', () => {
    const map = new OrderedMap<string>();
    for (const key of ['/b', '/d', '/a', '/c']) map.set(key, key);
    expect(keysIn(map)).toEqual(['/a', '/b', '/c', '/d']);
    map.delete('/b');
    map.set('/0', '/0');
    map.set('/gone', '/gone');
    map.delete('/gone');
    expect(keysIn(map)).toEqual(['/0', '/a', '/c', '/d']);
    expect(keysIn(map, '/a', '/d')).toEqual(['/a', '/c']);
  });

  test('a key that goes before a range is read and comes back is there once, with its last value', () => {
    const map = new OrderedMap<string>();
    map.set('/a', 'first');
    map.delete('/a');
    map.set('/a', 'second');
    expect(keysIn(map)).toEqual(['second']);
    expect(map.size).toBe(1);
  });
});
