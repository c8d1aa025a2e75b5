// Watches as protobuf, for clients that take nothing else: framed, in envelopes, with what JSON would hold.
import { describe, expect, it } from 'vitest';
import { createApiLab, type WatchedStream } from '../../testing/api-lab.ts';
import { decodeProtobuf } from './decode-protobuf.ts';
import { readFields, textOf } from './wire-reader.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const MAPS = '/api/v1/namespaces/default/configmaps';

interface Frame {
  readonly type: string;
  readonly object: unknown;
}

/** As a reader of such a stream takes it apart, whatever pieces it comes in. */
function framesOf({ events }: WatchedStream): readonly Frame[] {
  const stream = Buffer.concat(events.map((event) => (event as unknown as { readonly bytes: Uint8Array }).bytes));
  const frames: Frame[] = [];
  let at = 0;
  while (at < stream.length) {
    const length = stream.readUInt32BE(at);
    frames.push(frameOf(stream.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  expect(at).toBe(stream.length);
  return frames;
}

function frameOf(bytes: Uint8Array): Frame {
  const fields = new Map<number, Uint8Array>();
  readFields(bytes, (number, value) => value.wire !== 'varint' && fields.set(number, value.bytes));
  let raw = new Uint8Array();
  readFields(fields.get(2) ?? raw, (number, value) => {
    if (number === 1 && value.wire !== 'varint') raw = new Uint8Array(value.bytes);
  });
  const decoded = decodeProtobuf(raw);
  return { type: textOf(fields.get(1) ?? raw), object: decoded.ok ? decoded.value : decoded.problem };
}

const withoutTimes = (object: unknown): unknown => JSON.parse(JSON.stringify(object)) as unknown;

describe('a watch in protobuf', () => {
  it('brings what is there and what changes, with its own content type', () => {
    const lab = createApiLab();
    lab.post(MAPS, { metadata: { name: 'a', labels: { x: 'y' } }, data: { k: 'v' } });
    const query = { allowWatchBookmarks: 'true', sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' };
    const stream = lab.watch(MAPS, query, { accept: `${PROTOBUF};stream=watch` });
    lab.run(10);
    lab.patch(`${MAPS}/a`, { data: { k: 'w' } }, 'merge');
    const changed = lab.get(`${MAPS}/a`).body;
    lab.delete(`${MAPS}/a`);
    lab.run(10);
    expect(stream.response).toMatchObject({ code: 200, headers: { 'content-type': `${PROTOBUF};stream=watch` } });
    const frames = framesOf(stream);
    expect(frames.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK', 'MODIFIED', 'DELETED']);
    expect(frames[0]?.object).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'a', labels: { x: 'y' } }, data: { k: 'v' } });
    expect(frames[1]?.object).toMatchObject({ kind: 'ConfigMap', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } });
    expect(withoutTimes(frames[2]?.object)).toMatchObject(withoutTimes(changed) as object);
  });

  it('brings metadata alone, and what went wrong', () => {
    const lab = createApiLab();
    lab.post(MAPS, { metadata: { name: 'a' }, data: { k: 'v' } });
    const metadata = lab.watch(MAPS, { resourceVersion: '0' }, { accept: `${PROTOBUF};as=PartialObjectMetadata;g=meta.k8s.io;v=v1` });
    const query = { resourceVersion: '1000000', sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' };
    const early = lab.watch(MAPS, query, { accept: PROTOBUF });
    lab.run(5000);
    const [first] = framesOf(metadata);
    expect(first).toMatchObject({ type: 'ADDED' });
    expect(metadata.response?.headers?.['content-type']).toBe(`${PROTOBUF};stream=watch`);
    expect(framesOf(early)).toMatchObject([{ type: 'ERROR', object: { kind: 'Status', reason: 'Timeout', code: 504 } }]);
  });

  it('is JSON for whoever takes that, too, and refused where nothing is left', () => {
    const lab = createApiLab();
    const both = lab.watch(MAPS, {}, { accept: `${PROTOBUF}, application/json` });
    const yaml = lab.watch(MAPS, {}, { accept: 'application/yaml' });
    const table = lab.watch(MAPS, {}, { accept: `${PROTOBUF};as=Table;g=meta.k8s.io;v=v1` });
    lab.run(10);
    lab.post(MAPS, { metadata: { name: 'a' } });
    lab.run(10);
    expect(both.events).toMatchObject([{ type: 'ADDED' }]);
    expect([yaml.response?.code, table.response?.code]).toEqual([406, 406]);
  });
});
