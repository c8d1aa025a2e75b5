// What stands on the wire is what Go's encoder writes, whatever order an object has its fields in.
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { isPlainObject } from '../../api/plain-object.ts';
import { pathOf } from '../../api/kind.ts';
import { typeFields } from '../../api/generated/schemas.ts';
import { kinds } from '../../api/registry.ts';
import { structOf } from '../../api/schema/schema-types.ts';
import type { KubeObject } from '../../api/object.ts';
import { createApiLab } from '../../testing/api-lab.ts';
import { comparableText } from '../../testing/comparable-body.ts';
import { leastObject } from '../../testing/least-objects.ts';
import { orderDifferences } from '../../testing/key-order.ts';
import golden from '../../testing/testdata/golden.json' with { type: 'json' };
import { fieldOrder } from './field-order.ts';
import { indentedText, isTypedList, objectText } from './wire-json.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const DRY = { dryRun: 'All' };

/** Every object within with its fields the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, reversed(part)] as const);
  return Object.fromEntries(entries.toReversed());
}

function textOf(answer: { readonly body: object | undefined }): string {
  return comparableText(objectText(answer.body ?? {}));
}

describe('the order of keys', () => {
  test('is known of every field of every type', () => {
    const types = Object.keys(typeFields).filter((type) => typeFields[type] !== '');
    expect(types.length).toBeGreaterThan(400);
    const missing = types.flatMap((type) =>
      Object.keys(structOf(type)?.fields ?? {}).flatMap((field) => (fieldOrder(type).includes(field) ? [] : [`${type}.${field}`])),
    );
    expect(missing).toEqual([]);
  });

  const lab = createApiLab();
  lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });

  test('is that of Go’s fields, labels and data by their letters', () => {
    const sent = { data: { b: '1', a: '2' }, metadata: { labels: { z: '', y: '' }, name: 'ordered' }, kind: 'ConfigMap', apiVersion: 'v1' };
    expect(textOf(lab.post(MAPS, sent)).replace(/,"managedFields".*?\}\]/, '')).toBe(
      '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"ordered","namespace":"default","uid":"<uid>",' +
        '"resourceVersion":"<version>","creationTimestamp":"<time>","labels":{"y":"","z":""}},"data":{"a":"2","b":"1"}}',
    );
  });

  test('is by letters where keys are numbers, too', () => {
    const { body } = lab.post(MAPS, { metadata: { name: 'numbers' }, data: { a: '', '10': '', '9': '' } }, DRY);
    expect(objectText(body ?? {})).toContain('"data":{"10":"","9":"","a":""}');
  });

  test('of a kind’s least object does not depend on who sent it', () => {
    const stored = kinds.filter(({ computed }) => computed !== true);
    for (const kind of stored) {
      const least = leastObject(kind.group, kind.version, kind.kind);
      const path = pathOf(kind, kind.namespaced ? 'default' : undefined);
      const [one, other] = [lab.post(path, least, DRY), lab.post(path, reversed(least), DRY)];
      expect(other.code, kind.kind).toBe(one.code);
      expect(textOf(other)).toBe(textOf(one));
      expect(textOf(one)).toMatch(/^\{"kind":"\w+","apiVersion":"[\w./]+","metadata":\{/);
    }
    expect(stored.length).toBeGreaterThan(45);
  });

  test('of recorded manifests is what was recorded, sent the other way round', () => {
    const created = golden.cases.filter(({ status, method }) => status === 201 && method === 'POST');
    const answered = created.flatMap(({ id, path, body, response }) => {
      const [place = ''] = path.replace('/namespaces/golden/', '/namespaces/default/').split('?');
      const answer = lab.post(place, reversed(parse(body ?? '', { version: '1.1' })), DRY);
      // Some rest on what was created before them.
      return answer.code === 201 ? [{ id, differences: orderDifferences(response, JSON.parse(textOf(answer)), '') }] : [];
    });
    expect(answered.filter(({ differences }) => differences.length > 0)).toEqual([]);
    expect(answered.length).toBeGreaterThan(20);
  });

  test('of what a revision holds is the sender’s', () => {
    const revision = { metadata: { name: 'r' }, revision: 1, data: { spec: { b: 1, a: 2 } } };
    expect(textOf(lab.post('/apis/apps/v1/namespaces/default/controllerrevisions', revision, DRY))).toContain(
      '"data":{"spec":{"b":1,"a":2}}',
    );
  });

  test('of rows is that of the objects they bring along', () => {
    lab.post(MAPS, { metadata: { labels: { b: '', a: '' }, name: 'row' } });
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const table = textOf(lab.ask({ method: 'GET', path: `${MAPS}/row`, headers: { accept } }));
    expect(table).toContain(
      '"rows":[{"cells":["row",0,"0s"],"object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1",' +
        '"metadata":{"name":"row","namespace":"default","uid":"<uid>","resourceVersion":"<version>","creationTimestamp":"<time>",' +
        '"labels":{"a":"","b":""}',
    );
  });
});

test('a line of the audit log has its keys in order, and those of what was sent and answered', () => {
  const events: object[] = [];
  const lab = createApiLab({ onAudit: (event) => events.push(event) });
  lab.post(MAPS, { data: { b: '', a: '' }, metadata: { name: 'audited' } });
  const lines = events.map((event) => objectText(event));
  expect(lines.find((line) => line.includes('"audited"'))).toMatch(
    /^\{"kind":"Event","apiVersion":"audit.k8s.io\/v1","level":.*"requestObject":\{"kind":"ConfigMap",.*"data":\{"a":"","b":""\}\},"responseObject":\{"kind":"ConfigMap",.*"stageTimestamp":/,
  );
});

describe('text', () => {
  const lab = createApiLab();
  const dataOf = (value: string): string => {
    const { body } = lab.post(MAPS, `{"metadata":{"name":"text"},"data":{"k":"${value}"}}`, DRY);
    return /"data":\{"k":"(.*?)"\}/.exec(objectText(body ?? {}))?.[1] ?? '';
  };

  it('has nothing that HTML or JavaScript would take for its own', () => {
    expect(dataOf('a<b>&\u2028\u2029')).toBe('a\\u003cb\\u003e\\u0026\\u2028\\u2029');
  });

  it('has the sign for no character where half of one was sent', () => {
    expect(dataOf('\\ud83d\\ude00 \\ud83d \\ude00 \\\\ud83d \\u00e4')).toBe('😀 \ufffd \ufffd \\\\ud83d ä');
  });

  it('has control characters as Go writes them', () => {
    expect(dataOf('\\b\\f\\n\\u0000\\u007f/\\u0022')).toBe('\\b\\f\\n\\u0000\u007f/\\"');
  });
});

describe('a list', () => {
  it('says for all its items what they are, as JSON for machines and for people, and as YAML', () => {
    const lab = createApiLab();
    lab.post(MAPS, { metadata: { name: 'a' } });
    const list = lab.get(MAPS).body;
    expect(textOf({ body: list })).toMatch(/^\{"kind":"ConfigMapList","apiVersion":"v1",.*"items":\[\{"metadata":\{"name":"a",/);
    expect(isTypedList(list as NonNullable<typeof list>)).toBe(true);
    for (const accept of ['application/yaml', 'application/json;pretty=1']) {
      const { items } = parse(lab.ask({ method: 'GET', path: MAPS, headers: { accept } }).raw?.text ?? '') as { items: KubeObject[] };
      expect(Object.keys(items[0] ?? {})).toEqual(['metadata']);
    }
  });

  it('of what no schema knows stands as it is', () => {
    const body = { kind: 'ThingList', apiVersion: 'example.com/v1', items: [{ b: '', a: '' }] };
    expect(objectText(body)).toBe(JSON.stringify(body));
  });
});

it('for people is what it is for machines, with everything on a line of its own', () => {
  const body = {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { name: 'a', labels: {} },
    data: { k: '{[",:\\"]}', l: '' },
    list: [1, []],
  };
  expect(indentedText(body)).toBe(JSON.stringify(body, null, 2));
});
