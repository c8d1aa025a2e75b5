// Protobuf bodies as kubectl sends them, held against the JSON it sent for the same commands before it learnt protobuf.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../api/registry.ts';
import { structOf, structOfKind } from '../../api/schema/schema-types.ts';
import { createApiLab } from '../../testing/api-lab.ts';
import { decodeProtobuf } from './decode-protobuf.ts';
import { fieldNumbers } from './field-numbers.ts';

interface Recorded {
  readonly command: string;
  readonly protobuf: string;
  readonly json: Readonly<Record<string, unknown>> & { readonly apiVersion: string; readonly kind: string };
}

const file = join(import.meta.dirname, 'testdata/kubectl-bodies.json');
const { bodies } = JSON.parse(readFileSync(file, 'utf8')) as { readonly bodies: readonly Recorded[] };
const bytesOf = (encoded: string) => new Uint8Array(Buffer.from(encoded, 'base64'));
const PROTOBUF = { 'content-type': 'application/vnd.kubernetes.protobuf' };
// Kinds that are not served yet have no schema to read them by.
const readable = bodies.filter(({ json }) => structOfKind(json) !== undefined || structOf(`authentication.${json.kind}`) !== undefined);

describe('a protobuf body', () => {
  it('is recorded for many kinds', () => expect(readable.length).toBeGreaterThan(12));

  it.each(readable)('of "$command" is the value of its JSON', ({ protobuf, json }) => {
    const decoded = decodeProtobuf(bytesOf(protobuf));
    expect(withoutNulls(decoded)).toEqual({ ok: true, value: withoutNulls(json) });
  });

  it('creates what the JSON creates', () => {
    const { protobuf } = bodies.find(({ command }) => command.startsWith('kubectl create deployment')) as Recorded;
    const lab = createApiLab();
    const path = '/apis/apps/v1/namespaces/default/deployments';
    const created = lab.ask({ method: 'POST', path, headers: PROTOBUF, body: bytesOf(protobuf), query: { fieldValidation: 'Strict' } });
    expect(created).toMatchObject({
      code: 201,
      body: { kind: 'Deployment', spec: { replicas: 2, template: { spec: { dnsPolicy: 'ClusterFirst' } } } },
    });
  });

  it('says so when it is none, or of another kind', () => {
    const lab = createApiLab();
    const path = '/api/v1/namespaces/default/configmaps';
    const send = (body: Uint8Array) => lab.ask({ method: 'POST', path, headers: PROTOBUF, body });
    expect(send(new Uint8Array([123, 125]))).toMatchObject({
      code: 400,
      body: { message: expect.stringContaining('expected prefix [107 56 115 0]') as string },
    });
    const { protobuf } = bodies.find(({ command }) => command.startsWith('kubectl create namespace')) as Recorded;
    expect(send(bytesOf(protobuf)).code).toBe(400);
  });

  it('may be damaged anywhere, and is then decoded or refused, never more', () => {
    const damaged = fc.tuple(
      fc.constantFrom(...bodies),
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      fc.nat(400),
    );
    const seen = { decoded: 0, refused: 0 };
    fc.assert(
      fc.property(damaged, ([{ protobuf }, changes, length]) => {
        const bytes = bytesOf(protobuf);
        for (const [at, byte] of changes) if (at > 3 && at < bytes.length) bytes[at] = byte;
        const result = decodeProtobuf(bytes.subarray(0, Math.max(4, length)));
        seen[result?.ok === true ? 'decoded' : 'refused']++;
        expect(result).toHaveProperty('ok');
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(Math.min(seen.decoded, seen.refused)).toBeGreaterThan(100);
  });
});

describe('field numbers', () => {
  it('name every field of every type that a kind is made of', () => {
    const seen = new Set<string>();
    const missing: string[] = [];
    const visit = (type: string): void => {
      if (seen.has(type)) return;
      seen.add(type);
      const names = namesOf(type);
      for (const [name, { value }] of Object.entries(structOf(type)?.fields ?? {})) {
        if (!['apiVersion', 'kind'].includes(name) && !names.has(name)) missing.push(`${type}.${name}`);
        let inner = value;
        while (inner.form === 'list' || inner.form === 'map') inner = inner.item;
        if (inner.form === 'struct') visit(inner.struct.name);
      }
    };
    for (const kind of kinds) {
      const struct = structOfKind(kind);
      // Metrics are spoken in JSON only.
      if (struct !== undefined && kind.group !== 'metrics.k8s.io') visit(struct.name);
    }
    expect(seen.size).toBeGreaterThan(150);
    // These two say in a field what protobuf says in the envelope, or have no place in it.
    expect(missing.filter((name) => !/\.(apiVersion|kind)$/.test(name))).toEqual([]);
  });
});

/** Protobuf knows no null. */
function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, part: unknown) => part ?? undefined)) as unknown;
}

function namesOf(type: string): Set<string> {
  const names = new Set<string>();
  for (const field of fieldNumbers(type).values()) {
    if ('name' in field) names.add(field.name);
    else for (const inner of namesOf(field.inlined)) names.add(inner);
  }
  return names;
}
