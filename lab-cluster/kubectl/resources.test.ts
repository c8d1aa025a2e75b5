// The light table of kinds says what the registry says, of every kind that is served.
import { expect, test } from 'vitest';
import { kinds } from '../api/registry.ts';
import { resourceByKind, resourceByPlural, usualApiVersion } from './resources.ts';

/** Nobody writes metrics, and their plurals are those of what is measured. */
const written = kinds.filter(({ group }) => group !== 'metrics.k8s.io');

test.each(written.map((kind) => [`${kind.apiVersion}/${kind.kind}`, kind] as const))('%s is known before anybody asks', (_, kind) => {
  const { group, version, plural, namespaced } = kind;
  expect(resourceByKind(kind.apiVersion, kind.kind)).toEqual({ group, version, kind: kind.kind, plural, namespaced });
  expect(resourceByPlural(plural)?.kind).toBe(kind.kind);
});

test('a name that several versions have means the one people use', () => {
  expect(kinds.length).toBeGreaterThan(50);
  expect(usualApiVersion('Event')).toBe('v1');
  expect(resourceByPlural('events')?.group).toBe('');
  expect(usualApiVersion('HorizontalPodAutoscaler')).toBe('autoscaling/v2');
  expect(resourceByPlural('horizontalpodautoscalers')?.version).toBe('v2');
});
