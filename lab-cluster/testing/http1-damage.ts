// HTTP/1.1 requests as bytes, sound or damaged: broken lines, smuggled lengths, cut chunks, other hosts. From a random stream alone.
import type { Rng } from '../sim/sim.ts';

/** Created by nobody, unless a server takes what lies within one body for a request of its own. */
export const SMUGGLED = 'smuggled';

const MAPS = '/api/v1/namespaces/default/configmaps';
const NAMES = ['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'expect', 'te', 'trailer', 'content-type', 'x-a'];
const VALUES = [
  '',
  '-1',
  '+5',
  '0x10',
  '1e3',
  '99999999999999999999',
  'chunked',
  'chunked, identity',
  'xchunked',
  ' chunked',
  'a\tb',
  '\u0001',
  '\x7f',
];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE', 'PRI', 'get', 'G@T', 'M-SEARCH', ''];
const VERSIONS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', 'HTTP/1.1x', 'HTTP/', ''];
const TARGETS = [
  '/version',
  MAPS,
  '*',
  '//version',
  '/../version',
  '/%00',
  '/%zz',
  '/version#x',
  'http://evil.example.com/version',
  'version',
  '',
  '/ version',
  '/\xff',
];
const LINE_ENDS = ['\n', '\r', '\r\r\n', '\n\r', '\r\n \r\n'];
const CHUNK_SIZES = ['', '-1', 'ZZ', 'ffffffffffffffff', '7fffffff', '5;a=b', '5 ', ' 5', '0x5', '5\n', '+5', '00000000000000000005'];

export function pick<T>(rng: Rng, values: readonly T[]): T {
  return values[rng.below(values.length)] as T;
}

/** Letters stand for bytes. `host` is what the server answers for. */
export function damagedHttp1(rng: Rng, host: string): string {
  const sound = pick(rng, [get, post, chunked, pipelined])(rng, host);
  let text = sound;
  for (let left = rng.below(4); left > 0; left--) {
    const damage = pick(rng, DAMAGES);
    text = damage(rng, text, host);
    // Of two lengths one might be damaged out of sight, and what was hidden would be the next request by right.
    if (damage === smuggle) break;
  }
  return text;
}

const body = (name: string): string => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
const named = (rng: Rng): string => body(`wire-${rng.suffix(5)}`);

function get(_: Rng, host: string): string {
  return `GET /version HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
}

function post(rng: Rng, host: string): string {
  const text = named(rng);
  return `POST ${MAPS} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
}

function chunked(rng: Rng, host: string): string {
  const text = named(rng);
  const cut = rng.below(text.length);
  const parts = [text.slice(0, cut), text.slice(cut)].filter((part) => part !== '');
  const chunks = parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');
  return `POST ${MAPS} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
}

function pipelined(rng: Rng, host: string): string {
  return get(rng, host) + post(rng, host) + get(rng, host);
}

type Damage = (rng: Rng, text: string, host: string) => string;

const DAMAGES: readonly Damage[] = [
  flipBytes,
  cut,
  insert,
  otherFirstLine,
  addHeader,
  otherHeader,
  otherLineEnds,
  smuggle,
  otherChunks,
  otherHost,
  manyHeaders,
];

function flipBytes(rng: Rng, text: string): string {
  const at = rng.below(text.length + 1);
  return text.slice(0, at) + String.fromCharCode(rng.below(256)) + text.slice(at + 1);
}

function cut(rng: Rng, text: string): string {
  const at = rng.below(text.length + 1);
  return rng.below(2) === 0 ? text.slice(0, at) : text.slice(0, at) + text.slice(at + 1 + rng.below(20));
}

function insert(rng: Rng, text: string): string {
  const at = rng.below(text.length + 1);
  const part = pick(rng, ['\0', '\r', '\n', ' ', ':', '\r\n', '\r\n\r\n', '\xff'.repeat(10), 'x'.repeat(1 + rng.below(5_000))]);
  return text.slice(0, at) + part + text.slice(at);
}

function otherFirstLine(rng: Rng, text: string): string {
  const end = Math.max(0, text.indexOf('\r\n'));
  return `${pick(rng, METHODS)}${pick(rng, [' ', ' ', '  ', '\t', ''])}${pick(rng, TARGETS)} ${pick(rng, VERSIONS)}${text.slice(end)}`;
}

function addHeader(rng: Rng, text: string): string {
  const name = pick(rng, NAMES);
  const spelt = pick(rng, [name, name.toUpperCase(), ` ${name}`, `${name} `, `${name}\0`, `${name}\u000b`]);
  return intoHead(text, `${spelt}:${pick(rng, [' ', '', '\t', '\r\n '])}${pick(rng, VALUES)}`);
}

function otherHeader(rng: Rng, text: string): string {
  const wanted = pick(rng, NAMES);
  return text.replace(new RegExp(`^${wanted}:.*$`, 'im'), `${wanted}: ${pick(rng, VALUES)}`);
}

function otherLineEnds(rng: Rng, text: string): string {
  const end = pick(rng, LINE_ENDS);
  return rng.below(2) === 0 ? text.replaceAll('\r\n', end) : text.replace('\r\n', end);
}

/** Two lengths, and within the longer body a request that must not be taken for one. */
function smuggle(rng: Rng, _: string, host: string): string {
  const hidden = `POST ${MAPS} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body(SMUGGLED).length}\r\n\r\n${body(SMUGGLED)}`;
  const lengths = [
    `content-length: ${hidden.length + 5}\r\ntransfer-encoding: ${pick(rng, ['chunked', 'Chunked', ' chunked', 'identity, chunked'])}`,
    `transfer-encoding: chunked\r\ncontent-length: ${hidden.length + 5}`,
    `content-length: ${hidden.length + 5}\r\ncontent-length: 5`,
    `content-length: ${hidden.length + 5}, 5`,
    `content-length: 5\r\ncontent-length : ${hidden.length + 5}`,
  ];
  return `POST /version HTTP/1.1\r\nhost: ${host}\r\n${pick(rng, lengths)}\r\n\r\n0\r\n\r\n${hidden}`;
}

function otherChunks(rng: Rng, text: string): string {
  return text.replace(/\r\n[0-9a-f]+\r\n/, `\r\n${pick(rng, CHUNK_SIZES)}\r\n`);
}

function otherHost(rng: Rng, text: string, host: string): string {
  const other = pick(rng, [
    'evil.example.com',
    '',
    `${host}.evil.example.com`,
    `evil.example.com@${host}`,
    `${host}, evil.example.com`,
    '[::1',
    '127.0.0.1',
  ]);
  return pick(rng, [
    (): string => text.replace(/^host: .*$/m, `host: ${other}`),
    (): string => intoHead(text, `host: ${other}`),
    (): string => text.replace(/^host: .*\r\n/m, ''),
  ])();
}

function manyHeaders(rng: Rng, text: string): string {
  const count = 1 + rng.below(2_000);
  return intoHead(text, Array.from({ length: count }, (_, at) => `x-${at}: ${'y'.repeat(rng.below(60))}`).join('\r\n'));
}

function intoHead(text: string, line: string): string {
  const at = text.indexOf('\r\n');
  return at < 0 ? `${text}\r\n${line}` : `${text.slice(0, at)}\r\n${line}${text.slice(at)}`;
}
