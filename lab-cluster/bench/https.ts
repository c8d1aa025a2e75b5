// Measures the API server over HTTPS, as its clients meet it: a real `kubelab serve` beside this process. Arguments: the built
// command, how many objects. Prints one line of JSON.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Client } from 'undici';
import { createAuthority } from '../serve/certificates.ts';

const [command = '', countText = '1000'] = process.argv.slice(2);
const count = Number(countText);
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
if (command === 'bare') serveBare();
else await measure();

interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  /** One connection, which waits for an answer before it sends the next request. What a client costs is part of every time told here. */
  readonly client: Client;
  readonly readyMs: number;
  /** Another connection to the same server, as the same user. */
  connect(): Client;
}

async function measure(): Promise<void> {
  const starts: number[] = [];
  for (let i = 0; i < 5; i++) {
    const started = await startServer();
    starts.push(started.readyMs);
    await stop(started);
  }
  const floor = await bareServer();
  const floorPerSecond = await posts(floor.client);
  floor.close();
  const running = await startServer('--nodes', '10');
  await pause(1_000);
  const idleBytes = memoryOf(running.pid);
  const postsPerSecond = await posts(running.client);
  const watchMs = await patchToEvent(running);
  const { listMs, listBytes } = await lists(running.client);
  const lastFrom = 10_000 - count;
  let lastBegun = 0;
  for (let i = count; i < 10_000; i++) {
    if (i === lastFrom) lastBegun = performance.now();
    await request(running.client, 'POST', CONFIG_MAPS, configMap(`many-${i}`));
  }
  const warmPostsPerSecond = count / ((performance.now() - lastBegun) / 1000);
  const fullBytes = memoryOf(running.pid);
  await stop(running);
  const listFloorMs = await bareLists(listBytes);
  const rates = { floorPerSecond, postsPerSecond, warmPostsPerSecond };
  console.log(JSON.stringify({ ...rates, readyMs: median(starts), listMs, listFloorMs, watchMs, idleBytes, fullBytes }));
  process.exit(0);
}

function startServer(...flags: readonly string[]): Promise<Running> {
  const begun = performance.now();
  const child = spawn(process.execPath, [command, 'serve', '--port', '0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
      if (!text.includes('\n')) return;
      const readyMs = performance.now() - begun;
      const { server, kubeconfig, pid } = JSON.parse(text) as { server: string; kubeconfig: string; pid: number };
      const config = readFileSync(kubeconfig, 'utf8');
      const field = (name: string): Buffer => Buffer.from(new RegExp(`${name}: (.*)`).exec(config)?.[1] ?? '', 'base64');
      const connect = (): Client =>
        new Client(server, {
          connect: { ca: field('certificate-authority-data'), cert: field('client-certificate-data'), key: field('client-key-data') },
        });
      resolve({ child, pid, client: connect(), readyMs, connect });
    });
  });
}

async function stop({ child, client }: Running): Promise<void> {
  await client.destroy();
  child.removeAllListeners('exit');
  return new Promise((resolve) => {
    child.on('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** One after the other, each answered before the next is sent. */
async function posts(to: Client): Promise<number> {
  for (let i = 0; i < 500; i++) await request(to, 'POST', CONFIG_MAPS, configMap(`warm-${i}`));
  const begun = performance.now();
  for (let i = 0; i < count; i++) await request(to, 'POST', CONFIG_MAPS, configMap(`many-${i}`));
  return count / ((performance.now() - begun) / 1000);
}

/** The median of lists of so many running pods, and how long their text is. */
async function lists(to: Client): Promise<{ readonly listMs: number; readonly listBytes: number }> {
  const pods = '/api/v1/namespaces/default/pods';
  for (let i = 0; i < count; i++) await request(to, 'POST', pods, pod(`pod-${i}`));
  const waiting = `${pods}?fieldSelector=status.phase%21%3DRunning&limit=1`;
  for (let seconds = 0; (JSON.parse(await request(to, 'GET', waiting)) as { items: unknown[] }).items.length > 0; seconds++) {
    if (seconds > 120) throw new Error('the pods do not run');
    await pause(1_000);
  }
  const text = await request(to, 'GET', pods);
  if ((JSON.parse(text) as { items: unknown[] }).items.length !== count) throw new Error('the list is not whole');
  return { listMs: await medianOfGets(to, pods), listBytes: Buffer.byteLength(text) };
}

async function medianOfGets(to: Client, path: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 30; i++) {
    const begun = performance.now();
    await request(to, 'GET', path);
    times.push(performance.now() - begun);
  }
  return median(times.slice(10));
}

/** What it costs here to bring so many bytes from one program to another. */
async function bareLists(bytes: number): Promise<number> {
  const bare = await bareServer();
  const ms = await medianOfGets(bare.client, `/${bytes}`);
  bare.close();
  return ms;
}

/** From sending a patch to the event that brings it to a watch. */
async function patchToEvent({ client, connect }: Running): Promise<number> {
  let seen: ((value: string) => void) | undefined;
  const watcher = connect();
  const watch = await watcher.request({ method: 'GET', path: `${CONFIG_MAPS}?watch=1&fieldSelector=metadata.name%3Dmany-0` });
  let left = '';
  watch.body.setEncoding('utf8');
  watch.body.on('error', () => {});
  watch.body.on('data', (part: string) => {
    const lines = (left + part).split('\n');
    left = lines.pop() ?? '';
    for (const line of lines) seen?.((JSON.parse(line) as { object: { data: { round: string } } }).object.data.round);
  });
  const times: number[] = [];
  for (let i = 0; i < 300; i++) {
    const arrived = new Promise<void>((resolve) => {
      seen = (round) => round === String(i) && resolve();
    });
    const begun = performance.now();
    const answered = request(client, 'PATCH', `${CONFIG_MAPS}/many-0`, { data: { round: String(i) } }, 'application/merge-patch+json');
    await arrived;
    times.push(performance.now() - begun);
    await answered;
  }
  await watcher.destroy();
  return median(times.slice(50));
}

/** What any program of this kind costs here: Node's own HTTPS server, which answers a POST with the same bytes and a GET with as many as its path says. */
async function bareServer(): Promise<{ readonly client: Client; close(): void }> {
  const child = spawn(process.execPath, [process.argv[1] ?? '', 'bare'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const client = new Client(`https://127.0.0.1:${Number(line.toString())}`, { connect: { rejectUnauthorized: false } });
  return { client, close: () => child.kill() };
}

function serveBare(): void {
  const { certificate, key } = createAuthority(Date.now());
  const answer = Buffer.alloc(500, 'x');
  const server = createSecureServer({ allowHTTP1: true, cert: certificate, key }, (incoming, response) => {
    incoming.resume();
    incoming.on('end', () => {
      const isList = incoming.method === 'GET';
      const content = isList ? Buffer.alloc(Number(incoming.url.slice(1)), 'x') : answer;
      response.writeHead(isList ? 200 : 201, { 'content-type': 'application/json', 'content-length': String(content.length) });
      response.end(content);
    });
  });
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
}

/** The text of the answer; throws with it when it tells of an error. */
async function request(
  to: Client,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: object,
  type = 'application/json',
): Promise<string> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': type } };
  const answer = await to.request({ method, path, ...sent });
  const text = await answer.body.text();
  if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${text}`);
  return text;
}

function configMap(name: string): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { key: 'value', round: '' } };
}

function pod(name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: 'bench' } },
    spec: { containers: [{ name: 'c', image: 'nginx' }] },
  };
}

function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
