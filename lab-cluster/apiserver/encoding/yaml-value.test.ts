// References, merges and keys in YAML bodies, as goyaml.v2 makes values of them.
import { expect, test } from 'vitest';
import { parseBody } from './body-text.ts';

const read = (text: string): unknown => {
  const parsed = parseBody(text, 'application/yaml', { kind: 'ConfigMap' });
  return parsed.ok ? parsed.value.value : /: yaml: (.*) \([0-9a-f.]*(?: \.\.\.)?\)$/s.exec(parsed.status.message ?? '')?.[1];
};

test('a name stands for the last part that was called so', () => {
  expect(read('a: &x 1\nb: *x\nc: &x {d: 2}\ne: [*x, *x]')).toEqual({ a: 1, b: 1, c: { d: 2 }, e: [{ d: 2 }, { d: 2 }] });
  expect(read('a: *x')).toBe("unknown anchor 'x' referenced");
  expect(read('a: &x [1, *x]')).toBe("anchor 'x' value contains itself");
  expect(read('a: &x {b: *x}')).toBe("anchor 'x' value contains itself");
});

test('a merge puts the fields of another map in its place, of several the first', () => {
  expect(read('a: &x {k: 1, l: 2}\nb: {<<: *x, l: 3}')).toEqual({ a: { k: 1, l: 2 }, b: { k: 1, l: 3 } });
  expect(read('a: &x {k: 1}\nb: &y {k: 2, l: 3}\nc: {<<: [*x, *y]}')).toMatchObject({ c: { k: 1, l: 3 } });
  expect(read('b: {<<: {k: 1}}\n"<<": 2')).toEqual({ b: { k: 1 }, '<<': 2 });
  expect(read('b: {<<: 1}')).toBe('map merge requires map or sequence of maps as the value');
});

test('keys are texts, and what cannot be one is refused as Go prints it', () => {
  expect(read('1: a\ntrue: b\n1.5: c')).toEqual({ 1: 'a', true: 'b', 1.5: 'c' });
  expect(read('a: {{ b }}')).toBe('invalid map key: map[interface {}]interface {}{"b":interface {}(nil)}');
  expect(read('? [1, x]\n: a')).toBe('invalid map key: []interface {}{1, "x"}');
});

test('numbers with colons, times and sets are texts, and one document is all there is', () => {
  expect(read('a: 1:30\nb: 2020-01-01\nc: 0x10\nd: 010')).toEqual({ a: '1:30', b: '2020-01-01', c: 16, d: 8 });
  expect(read('---\na: b\n---\nc: d')).toContain('expected a single document in the stream');
});
