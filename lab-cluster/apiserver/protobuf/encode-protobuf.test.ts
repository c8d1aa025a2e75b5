// Answers as protobuf, read back by the decoder, and held against bodies that kubectl itself wrote.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { structOfKind } from '../../api/schema/schema-types.ts';
import { createApiLab } from '../../testing/api-lab.ts';
import { decodeProtobuf } from './decode-protobuf.ts';
import { encodeProtobuf } from './encode-protobuf.ts';

interface Recorded {
  readonly command: string;
  readonly protobuf: string;
  readonly json: { readonly apiVersion: string; readonly kind: string };
}

const { bodies } = JSON.parse(readFileSync(join(import.meta.dirname, 'testdata/kubectl-bodies.json'), 'utf8')) as {
  readonly bodies: readonly Recorded[];
};
const readable = bodies.filter(({ json }) => structOfKind(json) !== undefined);

describe('an object as protobuf', () => {
  it.each(readable)('is what kubectl wrote for "$command"', ({ json, protobuf }) => {
    const ours = encodeProtobuf(json) ?? new Uint8Array();
    const theirs = new Uint8Array(Buffer.from(protobuf, 'base64'));
    expect(Buffer.from(ours).toString('base64')).toBe(Buffer.from(theirs).toString('base64'));
  });

  it('is what a client gets that takes nothing else, and holds what the JSON holds', () => {
    const lab = createApiLab();
    const spec = { containers: [{ name: 'c', image: 'nginx', resources: { limits: { cpu: '1' } }, ports: [{ containerPort: 80 }] }] };
    lab.post('/api/v1/namespaces', { metadata: { name: 'n', labels: { b: '2', a: '1' } } });
    const path = '/apis/apps/v1/namespaces/n/deployments/d';
    const labels = { app: 'd' };
    lab.post('/apis/apps/v1/namespaces/n/deployments', {
      metadata: { name: 'd' },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    });
    const { body } = lab.get(path);
    const only = { accept: 'application/vnd.kubernetes.protobuf' };
    const { code, raw } = lab.ask({ method: 'GET', path, headers: only });
    expect({ code, contentType: raw?.contentType }).toEqual({ code: 200, contentType: only.accept });
    expect(withoutNulls(decodeProtobuf(raw?.bytes ?? new Uint8Array()))).toEqual({ ok: true, value: withoutNulls(body) });
    const both = lab.ask({ method: 'GET', path, headers: { accept: `${only.accept},application/json` } });
    expect(both.raw).toBeUndefined();
  });

  it('says no in protobuf too', () => {
    const lab = createApiLab();
    const headers = { accept: 'application/vnd.kubernetes.protobuf' };
    const path = '/api/v1/namespaces/default/configmaps';
    const refused = lab.ask({ method: 'GET', path: `${path}/nope`, headers });
    expect(refused.code).toBe(404);
    const status = decodeProtobuf(refused.raw?.bytes ?? new Uint8Array());
    expect(status).toMatchObject({ ok: true, value: { kind: 'Status', reason: 'NotFound', code: 404 } });
    expect(lab.ask({ method: 'GET', path, headers }).raw?.bytes?.length).toBeGreaterThan(20);
  });
});

/** Protobuf knows no null. */
function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, part: unknown) => part ?? undefined)) as unknown;
}
