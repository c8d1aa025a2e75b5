// How a patched object is quoted: what the patch reached into is sorted, the rest is as Go prints it or as it was sent.
import { describe, expect, it } from 'vitest';
import { pods } from '../../api/kinds/pod.ts';
import { erased } from '../../api/registry.ts';
import { createApiLab } from '../../testing/api-lab.ts';
import { jsonPatchedText, mergePatchedText, type PatchOperation } from './lazy-document.ts';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'n', labels: { b: '1', a: '<2>' } },
  spec: {
    containers: [{ image: 'i', name: 'c', env: [{ value: '1', name: 'E' }], ports: [{ protocol: 'TCP', containerPort: 80, name: 'w' }] }],
    restartPolicy: 'Always',
    nodeName: 'n',
  },
};

const METADATA = '"metadata":{"name":"p","namespace":"n","labels":{"a":"\\u003c2\\u003e","b":"1"}}';
const PORT = '"ports":[{"name":"w","containerPort":80,"protocol":"TCP"}]';
const CONTAINER = `{"name":"c","image":"i",${PORT},"env":[{"name":"E","value":"1"}]}`;
const podWith = (spec: string, metadata = METADATA): string => `{"apiVersion":"v1","kind":"Pod",${metadata},"spec":${spec}}`;
const merge = (patch: object): string => mergePatchedText(erased(pods), POD, patch);
const apply = (...operations: PatchOperation[]): string => jsonPatchedText(erased(pods), POD, operations);

describe('a merge patch', () => {
  it('sorts what it reaches into, and leaves the rest as Go prints it', () => {
    expect(merge({ spec: { zone: 'z' } })).toBe(
      podWith(`{"containers":[${CONTAINER}],"nodeName":"n","restartPolicy":"Always","zone":"z"}`),
    );
    expect(merge({ metadata: { labels: { b: null } } })).toBe(
      podWith(
        `{"containers":[${CONTAINER}],"restartPolicy":"Always","nodeName":"n"}`,
        '"metadata":{"labels":{"a":"\\u003c2\\u003e"},"name":"p","namespace":"n"}',
      ),
    );
  });

  it('sorts what takes the place of no object and drops its nulls, and shows as it was sent what takes the place of one', () => {
    const nodeName = { y: null, x: [{ b: 1, a: null }] };
    expect(merge({ spec: { containers: [{ z: null, b: 1, a: 1 }], nodeName } })).toBe(
      podWith('{"containers":[{"a":1,"b":1}],"nodeName":{"x":[{"b":1}]},"restartPolicy":"Always"}'),
    );
    expect(merge({ metadata: { labels: [{ z: null, b: 1, a: 1 }] } })).toContain('"labels":[{"z":null,"b":1,"a":1}]');
  });
});

describe('a JSON patch', () => {
  it('opens everything on its way, and nothing beside it', () => {
    expect(apply({ op: 'add', path: '/spec/containers/0/ports/-', value: { b: 1, a: 2 } })).toBe(
      podWith(
        '{"containers":[{"env":[{"name":"E","value":"1"}],"image":"i","name":"c","ports":[{"name":"w","containerPort":80,"protocol":"TCP"},{"b":1,"a":2}]}],"nodeName":"n","restartPolicy":"Always"}',
      ),
    );
  });

  it('opens what it tests throughout, copies as text and moves as it is', () => {
    expect(apply({ op: 'test', path: '/spec/containers/0/ports', value: POD.spec.containers[0]?.ports })).toContain(
      '"ports":[{"containerPort":80,"name":"w","protocol":"TCP"}]',
    );
    const copied = apply({ op: 'copy', from: '/spec/containers/0', path: '/spec/containers/1' });
    expect(copied).toContain(`"containers":[${CONTAINER},${CONTAINER}]`);
    const moved = apply({ op: 'move', from: '/metadata/labels', path: '/spec/x' }, { op: 'remove', path: '/spec/nodeName' });
    expect(moved).toContain('"restartPolicy":"Always","x":{"a":"\\u003c2\\u003e","b":"1"}}');
  });
});

describe('a patch of an object that is there', () => {
  const lab = createApiLab();
  const path = '/api/v1/namespaces/default/configmaps';
  const strict = { fieldValidation: 'Strict' };
  lab.post(path, { metadata: { name: 'm' }, data: { b: '1', a: '2' } });
  const message = (patch: unknown, type: 'json' | 'merge' | 'strategic'): string => {
    const { code, body } = lab.patch(`${path}/m`, patch, type, strict);
    expect(code).toBe(422);
    return (body as { message?: string }).message ?? '';
  };

  it('is quoted with what is wrong with it, of all three sorts', () => {
    expect(message({ date: {} }, 'merge')).toMatch(
      /^ "" is invalid: patch: Invalid value: "\{.*\\"date\\":\{\},.*": strict decoding error: unknown field "date"$/,
    );
    expect(message([{ op: 'add', path: '/date', value: 1 }], 'json')).toMatch(
      /\\"date\\":1,.*: strict decoding error: unknown field "date"$/,
    );
    expect(message({ date: {} }, 'strategic')).toBe(
      ' "" is invalid: patch: Invalid value: "map[date:map[]]": strict decoding error: unknown field "date"',
    );
  });

  it('of a wrong type is the patch’s fault as well', () => {
    expect(message({ data: { a: 1 } }, 'merge')).toMatch(
      /\\"data\\":\{\\"a\\":1,\\"b\\":\\"1\\"\},.*": json: cannot unmarshal number into Go struct field ConfigMap.data of type string$/,
    );
  });

  it('that says a thing twice is refused where the caller is strict, and warned of where not', () => {
    const twice = '{"data":{"a":"2","a":"2"}}';
    expect(message(twice, 'merge')).toMatch(/: strict decoding error: duplicate field "data.a"$/);
    expect(lab.patch(`${path}/m`, twice, 'merge', { fieldValidation: 'Warn' }).warnings).toEqual(['duplicate field "data.a"']);
  });
});
