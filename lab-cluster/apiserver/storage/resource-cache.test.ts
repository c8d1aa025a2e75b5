// What the cache looks at: who asks for one object, or for the pods of one node, does not wake the rest.
import { expect, test } from 'vitest';
import { configMaps } from '../../api/kinds/config-map.ts';
import { pods } from '../../api/kinds/pod.ts';
import type { KubeObject } from '../../api/object.ts';
import type { WatchEvent } from '../../api/request.ts';
import type { Context } from '../../sim/sim.ts';
import { bucketOf } from './matcher.ts';
import { registryKey } from './registry-key.ts';
import { ResourceCache } from './resource-cache.ts';

const ctx = {} as Context;

function filled(kind: typeof configMaps | typeof pods, objects: readonly object[]): ResourceCache {
  const cache = new ResourceCache(kind as never, 1);
  for (const [index, object] of objects.entries()) put(cache, index + 2, object);
  return cache;
}

function put(cache: ResourceCache, revision: number, object: object): void {
  const { metadata } = object as KubeObject;
  const key = registryKey(cache.kind, metadata.namespace, metadata.name);
  cache.apply({ key, value: object, createRevision: revision, modRevision: revision, version: 1, lease: 0, commit: ctx } as never, 0);
}

function named(name: string, spec: object = {}): object {
  return { metadata: { name, namespace: 'default' }, spec };
}

/** What a watch of these fields was sent and which objects it was asked about. */
function watch(cache: ResourceCache, field: string, value: string): { readonly sent: string[]; readonly asked: string[] } {
  const selection = { namespace: 'default', labels: [], fields: [{ field, negated: false, value }] };
  const [sent, asked]: [string[], string[]] = [[], []];
  const matches = ({ metadata }: KubeObject): boolean => asked.push(metadata.name) > 0;
  const options = { bucket: bucketOf(cache.kind, selection), matches, after: undefined, bookmarks: false, announceInitialEnd: false };
  const send = (frame: unknown): void => {
    const { type, object } = frame as WatchEvent;
    sent.push(`${type} ${(object as KubeObject).metadata.name}`);
  };
  cache.watch(options, { send, end: () => {} }, 9, ctx);
  return { sent, asked };
}

test('a watch of one name looks at no other object', () => {
  const cache = filled(
    configMaps,
    ['a', 'b', 'c'].map((name) => named(name)),
  );
  const { sent, asked } = watch(cache, 'metadata.name', 'b');
  put(cache, 10, named('c'));
  put(cache, 11, named('b'));
  expect(sent).toEqual(['ADDED b', 'MODIFIED b']);
  expect(new Set(asked)).toEqual(new Set(['b']));
});

test('a watch of one node is asked only about changes of its pods, and of those that leave it', () => {
  const cache = filled(pods, []);
  const { asked } = watch(cache, 'spec.nodeName', 'oak');
  put(cache, 10, named('here', { nodeName: 'oak' }));
  put(cache, 11, named('there', { nodeName: 'elm' }));
  put(cache, 12, named('waiting'));
  put(cache, 13, named('here', { nodeName: 'elm' }));
  put(cache, 14, named('here', { nodeName: 'elm' }));
  expect(new Set(asked)).toEqual(new Set(['here']));
  expect(asked).toHaveLength(3);
});
