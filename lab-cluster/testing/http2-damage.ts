// HTTP/2 connections as bytes: a preface, settings, and frames of which some are damaged. From a random stream alone.
import type { Rng } from '../sim/sim.ts';
import { pick } from './http1-damage.ts';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const TYPES = { data: 0, headers: 1, priority: 2, reset: 3, settings: 4, push: 5, ping: 6, goaway: 7, window: 8, continuation: 9 } as const;
const END_STREAM = 1;
const END_HEADERS = 4;
const PADDED = 8;

type Headers = readonly (readonly [string, string])[];

export function damagedHttp2(rng: Rng, host: string): Buffer {
  const frames: Buffer[] = [frame(TYPES.settings, 0, 0, Buffer.alloc(0))];
  for (let left = 1 + rng.below(6), stream = 1; left > 0; left--, stream += 2) frames.push(pick(rng, FRAMES)(rng, stream, host));
  const bytes = Buffer.concat([Buffer.from(rng.below(20) === 0 ? PREFACE.slice(0, rng.below(24)) : PREFACE, 'latin1'), ...frames]);
  if (rng.below(4) === 0) return bytes.subarray(0, rng.below(bytes.length));
  if (rng.below(3) === 0) bytes[rng.below(bytes.length)] = rng.below(256);
  return bytes;
}

type MakeFrame = (rng: Rng, stream: number, host: string) => Buffer;

const FRAMES: readonly MakeFrame[] = [
  (_, stream, host) => headers(stream, request(host)),
  (rng, stream, host) => headers(stream, brokenHeaders(rng, host)),
  (rng, stream, host) =>
    Buffer.concat([
      headers(stream, [...request(host, 'POST'), ['content-length', String(rng.below(100))]], END_HEADERS),
      data(rng, stream),
    ]),
  (rng, stream) => data(rng, stream),
  (rng, stream) => frame(TYPES.headers, END_HEADERS | END_STREAM, stream, noise(rng, rng.below(200))),
  (rng, stream) => frame(TYPES.headers, END_HEADERS | PADDED, stream, Buffer.from([255, ...noise(rng, 10)])),
  // Headers that never end.
  (rng, stream, host) =>
    Buffer.concat([
      headers(stream, request(host), 0),
      ...Array.from({ length: rng.below(200) }, () => frame(TYPES.continuation, 0, stream, literal('x-a', 'y'.repeat(50)))),
    ]),
  (rng, stream) => frame(TYPES.continuation, END_HEADERS, stream, noise(rng, 20)),
  (rng) => frame(TYPES.settings, rng.below(2), rng.below(2), noise(rng, pick(rng, [0, 5, 6, 12, 600]))),
  (rng) => Buffer.concat(Array.from({ length: rng.below(300) }, () => frame(TYPES.ping, 0, 0, noise(rng, 8)))),
  (rng) => frame(TYPES.ping, 0, rng.below(2), noise(rng, rng.below(12))),
  (rng, stream) =>
    frame(TYPES.window, 0, pick(rng, [0, stream]), pick(rng, [Buffer.alloc(4), Buffer.from([0x7f, 255, 255, 255]), noise(rng, 3)])),
  // Opened and reset, again and again.
  (rng, stream, host) =>
    Buffer.concat(
      Array.from({ length: rng.below(100) }, (_, at) =>
        Buffer.concat([headers(stream + 2 * at, request(host)), frame(TYPES.reset, 0, stream + 2 * at, Buffer.alloc(4))]),
      ),
    ),
  (rng, stream) => frame(TYPES.reset, 0, pick(rng, [0, stream]), noise(rng, pick(rng, [3, 4]))),
  (rng, stream) => frame(TYPES.push, END_HEADERS, stream, noise(rng, 20)),
  (rng, stream) => frame(TYPES.priority, 0, stream, noise(rng, 5)),
  (rng) => frame(TYPES.goaway, 0, rng.below(2), noise(rng, rng.below(20))),
  (rng, stream) => frame(rng.below(256), rng.below(256), stream, noise(rng, rng.below(50))),
  // Says it is longer than it is, or than anybody may be.
  (rng, stream) => frame(TYPES.data, 0, stream, noise(rng, 10), pick(rng, [0, 11, 16_385, 0xffffff])),
  (_, stream, host) => headers(2 * stream, request(host)),
];

function request(host: string, method = 'GET'): Headers {
  return [
    [':method', method],
    [':scheme', 'https'],
    [':authority', host],
    [':path', '/version'],
  ];
}

function brokenHeaders(rng: Rng, host: string): Headers {
  const sound = request(host);
  return pick<() => Headers>(rng, [
    () => sound.filter((_, at) => at !== rng.below(4)),
    () => [...sound, ...sound],
    () => [['x-a', 'b'], ...sound],
    () => [...sound, ['X-UPPER', 'b']],
    () => [...sound, ['connection', 'close']],
    () => [...sound, ['transfer-encoding', 'chunked']],
    () => [...sound, ['host', 'evil.example.com']],
    () => [...sound, ['a\nb', 'c\r\nd']],
    () => [...sound, [':unknown', 'x']],
    () => [...sound, ['x-long', 'y'.repeat(16_000)]],
    () => [...sound, ...Array.from({ length: 400 }, (_, at): [string, string] => [`x-${at}`, 'y'])],
    () => sound.map(([name, value]) => [name, name === ':authority' ? 'evil.example.com' : value]),
    () => sound.map(([name, value]) => [name, name === ':path' ? pick(rng, ['', '*', 'version', '/%00', '/../', '/\xff']) : value]),
    () => sound.map(([name, value]) => [name, name === ':method' ? pick(rng, ['', 'CONNECT', 'get', 'G T']) : value]),
    () => [...sound, ['content-length', pick(rng, ['-1', 'x', '5', '99999999999999999999'])]],
  ])();
}

function data(rng: Rng, stream: number): Buffer {
  return frame(TYPES.data, pick(rng, [0, END_STREAM, PADDED]), stream, noise(rng, rng.below(100)));
}

function headers(stream: number, list: Headers, flags = END_HEADERS | END_STREAM): Buffer {
  return frame(TYPES.headers, flags, stream, Buffer.concat(list.map(([name, value]) => literal(name, value))));
}

/** A header that is in no table, letter for letter. */
function literal(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([0]), spelt(name), spelt(value)]);
}

function spelt(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  const length: number[] = [];
  if (bytes.length < 127) length.push(bytes.length);
  else {
    length.push(127);
    let rest = bytes.length - 127;
    for (; rest >= 128; rest >>= 7) length.push((rest & 127) | 128);
    length.push(rest);
  }
  return Buffer.concat([Buffer.from(length), bytes]);
}

function frame(type: number, flags: number, stream: number, payload: Uint8Array, length = payload.length): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(Math.min(length, 0xffffff), 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream >>> 0, 5);
  return Buffer.concat([head, payload]);
}

export function noise(rng: Rng, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => rng.below(256)));
}
