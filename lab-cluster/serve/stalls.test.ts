// Who takes nothing loses his own answer, however busy the streams beside it on the same connection are. How long a machine takes
// for anything is no matter here: the server looks when the test says so.
import http2 from 'node:http2';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type HttpResponse, sendAnswer } from './http-answer.ts';
import type { HttpIncoming } from './request-handler.ts';
import { Stalls } from './stalls.ts';

const STALL_MS = 150;
const LARGE = 'x'.repeat(2_000_000);
/** More than the sockets of a machine hold for themselves. */
const HUGE = 'x'.repeat(40_000_000);
const ended: (() => void)[] = [];
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => {
  for (const end of ended.splice(0)) end();
  over.splice(0);
  drains = 0;
  vi.useRealTimers();
});

/** Paths whose answers are over, well or not. */
const over: (string | undefined)[] = [];
/** How often a caller had taken all that was written. */
let drains = 0;

/** The server looks at who stalls. */
async function look(): Promise<void> {
  vi.advanceTimersByTime(STALL_MS);
  await new Promise((resolve) => setImmediate(resolve));
}

function answer(stalls: Stalls, request: HttpIncoming, response: HttpResponse): void {
  const { url } = request;
  stalls.watch(request, response);
  response.once('close', () => over.push(url));
  response.on('drain', () => drains++);
  request.resume();
  request.on('end', () => {
    const text = url === '/large' ? LARGE : url === '/huge' ? HUGE : 'ok';
    const sent = { code: 200, body: undefined, raw: { contentType: 'text/plain', text } };
    sendAnswer(response, sent, { head: false, acceptEncoding: undefined });
  });
}

async function http2Session(): Promise<http2.ClientHttp2Session> {
  const stalls = new Stalls(STALL_MS);
  const server = http2.createServer();
  server.on('request', (request: HttpIncoming, response: HttpResponse) => answer(stalls, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  ended.push(() => {
    session.destroy();
    server.close();
    stalls.close();
  });
  return session;
}

/** `came`: how many bytes of bodies the server has read. */
async function http1Server(): Promise<{ readonly port: number; came(): number }> {
  const stalls = new Stalls(STALL_MS);
  let bytes = 0;
  const server = http.createServer((request, response) => {
    request.on('data', (part: Buffer) => (bytes += part.length));
    answer(stalls, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ended.push(() => {
    server.closeAllConnections();
    server.close();
    stalls.close();
  });
  return { port: (server.address() as AddressInfo).port, came: () => bytes };
}

async function taken(stream: http2.ClientHttp2Stream): Promise<number> {
  let bytes = 0;
  for await (const part of stream) bytes += (part as Buffer).length;
  return bytes;
}

test('a stream whose answer nobody takes ends, while a busy one beside it goes on', async () => {
  const session = await http2Session();
  const stalled = session.request({ ':path': '/large' });
  stalled.on('error', () => {});
  await new Promise((resolve) => stalled.once('response', resolve));
  stalled.pause();
  let answered = 0;
  for (; !over.includes('/large'); answered++) {
    expect(await taken(session.request({ ':path': '/small' }))).toBe(2);
    await look();
  }
  expect(answered).toBeGreaterThan(1);
  expect(await taken(session.request({ ':path': '/small' }))).toBe(2);
});

test('a body that never ends is given up on, while a busy stream beside it goes on', async () => {
  const session = await http2Session();
  const upload = session.request({ ':method': 'POST', ':path': '/upload' });
  upload.on('error', () => {});
  upload.write('some');
  let answered = 0;
  for (; !over.includes('/upload'); answered++) {
    expect(await taken(session.request({ ':path': '/small' }))).toBe(2);
    await look();
  }
  expect(answered).toBeGreaterThan(1);
});

test('who takes a little of his answer between any two looks gets all of it', async () => {
  const session = await http2Session();
  let bytes = 0;
  let looks = 0;
  for await (const part of session.request({ ':path': '/large' })) {
    bytes += (part as Buffer).length;
    if (drains === looks) continue;
    looks = drains;
    await look();
  }
  expect(bytes).toBe(LARGE.length);
  expect(looks, 'more often than whoever stalls is given').toBeGreaterThan(4);
});

test('what came in while this thread was busy with something else counts', async () => {
  const { port, came } = await http1Server();
  const request = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/upload' });
  const answered = new Promise((resolve, reject) => request.on('response', resolve).on('error', reject));
  request.write('some');
  while (came() === 0) await new Promise((resolve) => setImmediate(resolve));
  await look();
  request.write('more');
  // By then it is on its way, and nobody has read it yet.
  await new Promise((resolve) => process.nextTick(resolve));
  expect(came()).toBe(4);
  await look();
  request.end();
  expect(await answered).toMatchObject({ statusCode: 200 });
  expect(came()).toBe(8);
});

test('over HTTP/1.1 too, an answer nobody takes ends', async () => {
  const { port } = await http1Server();
  await new Promise<void>((resolve) => {
    http
      .get(`http://127.0.0.1:${port}/huge`, (response) => {
        response.pause();
        response.on('error', () => {});
        resolve();
      })
      .on('error', () => {});
  });
  while (!over.includes('/huge')) await look();
});
