// Strategic merge patches: where new items go, what directives do, and how what makes no sense is refused.
import { describe, expect, it } from 'vitest';
import { deployments } from '../../api/kinds/deployment.ts';
import { erased } from '../../api/registry.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';

type Json = Readonly<Record<string, unknown>>;

function withContainers(containers: readonly Json[]): Json {
  return { spec: { template: { spec: { containers } } } };
}

function patched(containers: readonly Json[], patch: Json): unknown {
  const result = strategicMergePatch(erased(deployments), withContainers(containers), { spec: { template: { spec: patch } } });
  if (!result.ok) return [result.status.code, result.status.message];
  return (result.value as { spec: { template: { spec: { containers: unknown } } } }).spec.template.spec.containers;
}

const A = { name: 'a', image: 'x' };
const B = { name: 'b', image: 'x' };
const C = { name: 'c', image: 'x' };

describe('a list with a merge key', () => {
  it('gets new items in front, as nobody said where they belong', () => {
    expect(patched([A, B], { containers: [C] })).toEqual([C, A, B]);
  });

  it('is put into the order the patch asks for', () => {
    expect(patched([A, B], { containers: [C], '$setElementOrder/containers': [{ name: 'b' }, { name: 'c' }, { name: 'a' }] })).toEqual([
      B,
      C,
      A,
    ]);
  });

  it('keeps what only the server has among its neighbours', () => {
    expect(patched([A, B, C], { '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }] })).toEqual([A, C, B]);
  });

  it('loses an item that is to be deleted, and all when it is to be replaced', () => {
    expect(patched([A, B], { containers: [{ name: 'a', $patch: 'delete' }] })).toEqual([B]);
    expect(patched([A, B], { containers: [C, { $patch: 'replace' }] })).toEqual([C]);
  });

  it('is the same value when nothing changes', () => {
    const before = [A, B];
    expect(patched(before, { containers: [{ name: 'a', image: 'x' }] })).toBe(before);
  });

  it.each<[string, Json, number, string]>([
    ['an item without its key', { containers: [{ image: 'y' }] }, 500, 'map: map[image:y] does not contain declared merge key: name'],
    [
      'an unknown directive',
      { containers: [{ name: 'a', $patch: 'burn' }] },
      500,
      'unknown patch type: burn in map: map[$patch:burn name:a]',
    ],
    ['merging by directive', { containers: [{ name: 'a', $patch: 'merge' }] }, 500, 'merging lists cannot yet be specified in the patch'],
    ['retained keys that are no list', { $retainKeys: 'x' }, 400, 'invalid patch format of retainKeys'],
    ['a key that is set and not retained', { $retainKeys: ['volumes'], containers: [] }, 400, 'invalid patch format of retainKeys'],
    ['an order that is no list', { '$setElementOrder/containers': 'a' }, 500, 'expected a []interface {}, but received a string'],
  ])('refuses %s', (_, patch, code, message) => {
    expect(patched([A], patch)).toEqual([code, message]);
  });
});

it('a map is replaced or emptied by its directive, and a set loses the named values', () => {
  const target = { metadata: { labels: { a: '1' }, annotations: { a: '1' }, finalizers: ['f/1', 'f/2'] } };
  const patch = {
    metadata: { labels: { b: '2', $patch: 'replace' }, annotations: { $patch: 'delete' }, '$deleteFromPrimitiveList/finalizers': ['f/1'] },
  };
  expect(strategicMergePatch(erased(deployments), target, patch)).toEqual({
    ok: true,
    value: { metadata: { labels: { b: '2' }, annotations: {}, finalizers: ['f/2'] } },
  });
});
