// Differences of objects are short, readable and in their place.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLines, diffObjects } from './diff.ts';
import { yamlLines } from './yaml-lines.ts';

const text = (before: unknown, after: unknown): string =>
  diffObjects(before, after)
    .map(({ mark, text: line }) => `${mark}${line}`)
    .join('\n');

const web = {
  kind: 'Deployment',
  apiVersion: 'apps/v1',
  status: { readyReplicas: 3, observedGeneration: 1 },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: { spec: { containers: [{ name: 'c', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] } },
  },
  metadata: { name: 'web', uid: 'x', resourceVersion: '7', managedFields: [{}], labels: { app: 'web' }, annotations: {} },
};

test('objects are written in the order people write them, without what only machines read', () => {
  expect(yamlLines(web).join('\n')).toBe(`apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
  annotations: {}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    spec:
      containers:
      - name: c
        image: nginx:1.27
        ports:
        - containerPort: 80
status:
  readyReplicas: 3`);
});

test('text that YAML would read as something else is quoted', () => {
  expect(yamlLines({ a: 'true', b: '80', c: 'key: value', d: '', e: 'plain text', f: true })).toEqual([
    'a: "true"',
    'b: "80"',
    'c: "key: value"',
    'd: ""',
    'e: plain text',
    'f: true',
  ]);
});

test('a changed line stands under the keys it belongs to', () => {
  expect(text(web, { ...web, spec: { ...web.spec, replicas: 4 }, metadata: { ...web.metadata, resourceVersion: '8' } })).toBe(` …
   annotations: {}
 spec:
-  replicas: 3
+  replicas: 4
   selector:
     matchLabels:
 …`);
  const deeper = structuredClone(web);
  (deeper.spec.template.spec.containers[0] as { image: string }).image = 'nginx:1.28';
  expect(text(web, deeper)).toContain(
    '   template:\n     spec:\n       containers:\n       - name: c\n-        image: nginx:1.27\n+        image: nginx:1.28',
  );
});

test('a new object is all new, a deleted one all gone, an unchanged one nothing', () => {
  expect(diffObjects(undefined, web).every(({ mark }) => mark === '+')).toBe(true);
  expect(diffObjects(web, undefined).every(({ mark }) => mark === '-')).toBe(true);
  expect(diffObjects(web, structuredClone(web))).toEqual([]);
});

test('either side can be read back from the lines of both', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
  fc.assert(
    fc.property(lines, lines, (old, now) => {
      const all = diffLines(old, now);
      expect(all.filter(({ mark }) => mark !== '+').map((line) => line.text)).toEqual(old);
      expect(all.filter(({ mark }) => mark !== '-').map((line) => line.text)).toEqual(now);
    }),
  );
});
