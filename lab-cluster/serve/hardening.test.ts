// Nobody can stall, crash or trick the HTTPS server: slow readers, floods, malformed requests, other hosts, held directories.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServedLab } from '../testing/served-lab.ts';
import { holdDirectory } from './data-directory.ts';
import { hostProblem } from './host-header.ts';
import { LIMITS } from './limits.ts';

let lab: ServedLab;
beforeAll(async () => {
  lab = await new ServedLab({ ...LIMITS, stallMs: 3_600_000 }).start();
});
afterAll(() => lab.stop());

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string, size = 1): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { a: 'x'.repeat(size) },
});
const port = (): number => Number(new URL(lab.server).port);

/** Connects with the administrator's certificate, writes, and gives all that comes back until the server ends it. */
function raw(text: string, options: tls.ConnectionOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    const read = (name: string): Buffer => readFileSync(path.join(lab.dir, name));
    const socket = tls.connect({
      host: '127.0.0.1',
      port: port(),
      ca: read('ca.crt'),
      cert: read('admin.crt'),
      key: read('admin.key'),
      ALPNProtocols: ['http/1.1'],
      ...options,
    });
    let answer = '';
    socket.on('secureConnect', () => socket.write(text));
    socket.on('data', (part) => {
      answer += part.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

/** Plain requests of somebody else; whoever stalls does so for an hour, which nobody here waits for. */
async function othersAreAnswered(): Promise<void> {
  const agent = lab.agent({ maxSockets: 1 });
  for (let i = 0; i < 20; i++) expect((await lab.request('GET', `${CONFIG_MAPS}?limit=1`, {}, agent)).code).toBe(200);
}

describe('the HTTPS server', () => {
  test('answers for its own names only', async () => {
    const agent = lab.agent({ servername: 'localhost' });
    for (const host of [`127.0.0.1:${port()}`, `localhost:${port()}`, `[::1]:${port()}`, `LOCALHOST:${port()}`])
      expect((await lab.request('GET', '/version', { headers: { host } }, agent)).code, host).toBe(200);
    for (const host of ['evil.example.com', `evil.example.com:${port()}`, '127.0.0.1', '127.0.0.1:1', `127.0.0.1.example.com:${port()}`]) {
      const { code, text } = await lab.request('GET', '/version', { headers: { host } }, agent);
      expect([400, 421], host).toContain(code);
      expect(text).not.toContain('gitVersion');
    }
    expect(hostProblem('evil.example.com', 6443)).toBe('this server is https://127.0.0.1:6443 and answers for no other host');
  });

  test('listens on the loopback address alone, and speaks TLS 1.2 and later', async () => {
    const others = Object.values((await import('node:os')).networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      const reached = await new Promise((resolve) => {
        const socket = net.connect(port(), address, () => resolve(true)).on('error', () => resolve(false));
        socket.on('close', () => socket.destroy());
      });
      expect(reached, address).toBe(false);
    }
    const old = await new Promise((resolve) => {
      const socket = tls.connect(
        { host: '127.0.0.1', port: port(), rejectUnauthorized: false, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' },
        () => resolve(true),
      );
      socket.on('error', () => resolve(false));
    });
    expect(old).toBe(false);
  });

  test('malformed requests are refused or dropped, and the next one is answered', async () => {
    const many = Array.from({ length: 3000 }, (_, i) => `x-${i}: ${'y'.repeat(40)}`).join('\r\n');
    const garbage = [
      'nonsense\r\n\r\n',
      '\0\0\0\0\r\n\r\n',
      'GET\r\n\r\n',
      `GET / HTTP/9.9\r\nhost: localhost:${port()}\r\n\r\n`,
      `GET /version HTTP/1.1\r\nhost: localhost:${port()}\r\ncontent-length: -5\r\nconnection: close\r\n\r\n`,
      `POST ${CONFIG_MAPS} HTTP/1.1\r\nhost: localhost:${port()}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\nZZ\r\n`,
      `POST ${CONFIG_MAPS} HTTP/1.1\r\nhost: localhost:${port()}\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n`,
      `GET /version HTTP/1.1\r\nhost: localhost:${port()}\r\n${many}\r\n\r\n`,
      `GET /%zz%00/../..//api?a=%zz&=&__proto__=1 HTTP/1.1\r\nhost: localhost:${port()}\r\nconnection: close\r\n__proto__: 1\r\n\r\n`,
      `FROBNICATE /version HTTP/1.1\r\nhost: localhost:${port()}\r\nconnection: close\r\n\r\n`,
      `CONNECT evil.example.com:443 HTTP/1.1\r\nhost: localhost:${port()}\r\n\r\n`,
      `TRACE /version HTTP/1.1\r\nhost: localhost:${port()}\r\nconnection: close\r\n\r\n`,
      `POST ${CONFIG_MAPS} HTTP/1.1\r\nhost: localhost:${port()}\r\ncontent-length: 3\r\nconnection: close\r\n\r\n{"a`,
    ];
    for (const text of garbage) expect(await raw(text), text.slice(0, 80)).toMatch(/^(HTTP\/1\.1 [45]\d\d |$)/);
    await raw('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff', { ALPNProtocols: ['h2'] });
    // No TLS at all.
    await new Promise((resolve) => {
      const socket = net.connect(port(), '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\n\r\n'));
      socket.on('close', resolve).on('error', () => {});
      socket.resume();
    });
    expect((await lab.request('GET', '/version')).code).toBe(200);
  });

  test('a field in any script comes back in a warning', async () => {
    const body = { ...configMap('scripts'), 字: 1 };
    const { code, headers } = await lab.request('POST', `${CONFIG_MAPS}?dryRun=All`, { body });
    const warning = Buffer.from(String(headers['warning']), 'latin1').toString('utf8');
    expect([code, warning]).toEqual([201, '299 - "unknown field \\"字\\""']);
    const strict = await lab.request('POST', `${CONFIG_MAPS}?fieldValidation=Strict`, { body });
    expect([strict.code, strict.text.includes('unknown field \\"字\\"')]).toEqual([400, true]);
  });

  test('a body beyond the limit is refused', async () => {
    const { code, text } = await lab.request('POST', CONFIG_MAPS, { body: JSON.stringify(configMap('big', LIMITS.bodyBytes)) });
    expect(code).toBe(413);
    expect(JSON.parse(text)).toMatchObject({ reason: 'RequestEntityTooLarge' });
  });

  test('who asks for another protocol is answered like anybody: known or not, let or not, and in words about what is still to come', async () => {
    const upgrade = { connection: 'upgrade', upgrade: 'SPDY/3.1' };
    const pod = '/api/v1/namespaces/default/pods/a';
    const nobody = await lab.request('POST', `${pod}/exec?command=ls`, { headers: upgrade, nobody: true });
    expect([nobody.code, JSON.parse(nobody.text)]).toMatchObject([
      403,
      { message: expect.stringMatching(/User "system:anonymous" cannot create resource "pods\/exec"/) as string },
    ]);
    const exec = await lab.request('POST', `${pod}/exec?command=ls`, { headers: upgrade });
    expect([exec.code, exec.headers['connection'], JSON.parse(exec.text)]).toMatchObject([
      501,
      'close',
      { kind: 'Status', reason: 'NotImplemented', message: expect.stringMatching(/^exec, attach/) as string },
    ]);
    const proxy = await lab.request('GET', `${pod}/proxy/some/page`, { headers: upgrade });
    expect([proxy.code, JSON.parse(proxy.text)]).toMatchObject([501, { reason: 'NotImplemented' }]);
    const usual = await lab.request('GET', CONFIG_MAPS, { headers: { ...upgrade, upgrade: 'h2c' } });
    expect([usual.code, JSON.parse(usual.text)]).toMatchObject([200, { kind: 'ConfigMapList' }]);
    const rebound = await raw(`GET ${pod}/exec HTTP/1.1\r\nhost: evil.example\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`);
    expect(rebound).toMatch(/^HTTP\/1\.1 421 /);
  });

  test('HTTP/2 carries requests and watches side by side', async () => {
    const session = http2.connect(lab.server, {
      ca: readFileSync(path.join(lab.dir, 'ca.crt')),
      cert: readFileSync(path.join(lab.dir, 'admin.crt')),
      key: readFileSync(path.join(lab.dir, 'admin.key')),
    });
    const frames: string[] = [];
    const watch = session.request({ ':path': `${CONFIG_MAPS}?watch=1` });
    watch.setEncoding('utf8');
    watch.on('data', (text: string) => frames.push(text));
    await new Promise((resolve) => watch.on('response', resolve));
    const posted = session.request({ ':method': 'POST', ':path': CONFIG_MAPS, 'content-type': 'application/json' });
    posted.end(JSON.stringify(configMap('second')));
    const headers = await new Promise<http2.IncomingHttpHeaders>((resolve) => posted.on('response', resolve));
    expect(headers).toMatchObject({ ':status': 201, 'content-type': 'application/json' });
    await expect.poll(() => frames.join('')).toContain('"name":"second"');
    session.destroy();
  });

  test('a large answer is compressed for whom asks, and is the same', async () => {
    for (let i = 0; i < 4; i++) await lab.request('POST', CONFIG_MAPS, { body: configMap(`large-${i}`, 50_000) });
    const plain = await lab.request('GET', CONFIG_MAPS);
    const session = await fetchGzip();
    expect(session.encoding).toBe('gzip');
    expect(session.bytes).toBeLessThan(plain.text.length / 10);
    const { metadata: _, ...items } = JSON.parse(plain.text) as Record<string, unknown>;
    expect(session.body).toMatchObject(items);
    expect((await lab.request('GET', '/version', { headers: { 'accept-encoding': 'gzip' } })).headers['content-encoding']).toBeUndefined();
  });

  test('HEAD has the headers and no body', async () => {
    const { code, text, headers } = await lab.request('HEAD', '/livez?verbose');
    expect({ code, text }).toEqual({ code: 200, text: '' });
    expect(Number(headers['content-length'])).toBeGreaterThan(50);
  });

  test('an answer nobody takes on one HTTP/2 stream holds up neither its neighbours nor anybody else', async () => {
    for (let i = 0; i < 4; i++) await lab.request('POST', CONFIG_MAPS, { body: configMap(`stalled-${i}`, 200_000) });
    const session = http2.connect(lab.server, {
      ca: readFileSync(path.join(lab.dir, 'ca.crt')),
      cert: readFileSync(path.join(lab.dir, 'admin.crt')),
      key: readFileSync(path.join(lab.dir, 'admin.key')),
    });
    const stalled = session.request({ ':path': CONFIG_MAPS });
    stalled.pause();
    await new Promise((resolve) => stalled.on('response', resolve));
    for (let i = 0; i < 20; i++) {
      const busy = session.request({ ':path': `${CONFIG_MAPS}?limit=1` });
      const headers = await new Promise<http2.IncomingHttpHeaders>((resolve) => busy.on('response', resolve));
      expect(headers[':status']).toBe(200);
      busy.resume();
      await new Promise((resolve) => busy.on('close', resolve));
    }
    await othersAreAnswered();
    // Whoever takes it late still gets all of it.
    let text = '';
    stalled.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    stalled.resume();
    await new Promise((resolve) => stalled.on('end', resolve));
    expect((JSON.parse(text) as { readonly items: readonly unknown[] }).items.length).toBeGreaterThanOrEqual(4);
    session.destroy();
  });

  test('500 idle watches, a slow reader and a flood of connections hold nobody up', async () => {
    const agent = lab.agent({ maxSockets: 1_000 });
    const watches: http2.ClientHttp2Stream[] = [];
    const session = http2.connect(lab.server, {
      ca: readFileSync(path.join(lab.dir, 'ca.crt')),
      cert: readFileSync(path.join(lab.dir, 'admin.crt')),
      key: readFileSync(path.join(lab.dir, 'admin.key')),
    });
    for (let i = 0; i < 450; i++) watches.push(session.request({ ':path': `${CONFIG_MAPS}?watch=1&fieldSelector=metadata.name%3Dnone` }));
    await Promise.all(watches.map((watch) => new Promise((resolve) => watch.on('response', resolve))));
    for (let i = 0; i < 50; i++)
      await new Promise<void>((resolve) => {
        https
          .get(`${lab.server}${CONFIG_MAPS}?watch=1`, { agent }, (response) => {
            // Never read from.
            response.pause();
            response.on('error', () => {});
            resolve();
          })
          .on('error', () => {});
      });
    const sockets: net.Socket[] = [];
    for (let i = 0; i < LIMITS.connections + 100; i++) sockets.push(net.connect(port(), '127.0.0.1').on('error', () => {}));
    for (let i = 0; i < 20; i++) await lab.request('POST', CONFIG_MAPS, { body: configMap(`flood-${i}`, 100_000) });
    await othersAreAnswered();
    for (const socket of sockets) socket.destroy();
    session.destroy();
    agent.destroy();
    expect((await lab.request('GET', '/version')).code).toBe(200);
  });

  test('a dead API server refuses connections and breaks the open ones; restarted, it is there again on its port', async () => {
    const agent = lab.agent();
    expect((await lab.request('GET', '/version', {}, agent)).code).toBe(200);
    const broken = new Promise((resolve) => {
      https.get(`${lab.server}${CONFIG_MAPS}?watch=1`, { agent }, (response) => {
        response.on('error', () => {}).on('close', resolve);
        response.resume();
        void lab.call('kill', { process: 'kube-apiserver' });
      });
    });
    await broken;
    await expect(lab.request('GET', '/version', {}, agent)).rejects.toThrow('ECONNREFUSED');
    await lab.call('restart', { process: 'kube-apiserver' });
    await lab.call('skip', { ms: 5_000 });
    await expect
      .poll(() =>
        lab.request('GET', '/version', {}, agent).then(
          ({ code }) => code,
          () => 0,
        ),
      )
      .toBe(200);
  });
});

describe('its directory', () => {
  test('keys and kubeconfig are for their owner alone, and are kept', async () => {
    for (const file of ['ca.key', 'apiserver.key', 'admin.key', 'kubeconfig'])
      expect(statSync(path.join(lab.dir, file)).mode & 0o077, file).toBe(0);
    const authority = readFileSync(path.join(lab.dir, 'ca.crt'), 'utf8');
    await lab.call('unserve', null);
    expect(existsSync(path.join(lab.dir, 'holder.pid'))).toBe(false);
    const { server } = await lab.call('serve', { dir: lab.dir });
    lab.server = server;
    expect(readFileSync(path.join(lab.dir, 'ca.crt'), 'utf8')).toBe(authority);
    expect((await lab.request('GET', '/version')).code).toBe(200);
  });

  test('what is no longer served leaves no socket and no timer behind', async () => {
    const held = (): string[] =>
      process
        .getActiveResourcesInfo()
        .filter((resource) => /^(TCP|TLS|Timeout|Immediate)/.test(resource))
        .toSorted();
    const other = await new ServedLab().start({ paused: true });
    const agent = other.agent();
    await other.request('GET', '/version', {}, agent);
    const watching = new Promise((resolve) => {
      const opened = https.get(`${other.server}${CONFIG_MAPS}?watch=1`, { agent });
      opened.on('error', () => {}).on('close', resolve);
    });
    await expect.poll(held).toContain('TCPServerWrap');
    const served = held().filter((resource) => resource === 'TCPServerWrap').length;
    await other.stop();
    await watching;
    await expect.poll(() => held().filter((resource) => resource === 'TCPServerWrap').length).toBe(served - 1);
  });

  test('is held by one process, which is named; a lock left behind is no lock', async () => {
    expect(() => holdDirectory(lab.dir)).toThrow(`the data directory ${lab.dir} is held by process ${process.pid}`);
    const other = `${lab.dir}/other`;
    holdDirectory(other)();
    // No process has this number.
    writeFileSync(path.join(other, 'holder.pid'), '4194305\n');
    holdDirectory(other)();
    // A thread that was ended gives nothing back; whoever it worked for holds it still, and nobody else in this process.
    holdDirectory(other, 'window');
    const release = holdDirectory(other, 'window');
    for (const stranger of [undefined, 'another'])
      expect(() => holdDirectory(other, stranger)).toThrow(`is held by process ${process.pid}`);
    release();
    holdDirectory(other)();
    const taken = new ServedLab();
    await taken.call('start', { seed: 1 });
    await expect(taken.call('serve', { dir: taken.dir, port: port() })).rejects.toThrow(
      `port ${port()} on 127.0.0.1 is taken by another program`,
    );
    expect(existsSync(path.join(taken.dir, 'holder.pid'))).toBe(false);
    await taken.call('pause', null);
    await taken.stop();
  });
});

/** The list over HTTP/1.1 with compression, unpacked here. */
async function fetchGzip(): Promise<{ readonly encoding: string; readonly bytes: number; readonly body: unknown }> {
  const { gunzipSync } = await import('node:zlib');
  return new Promise((resolve, reject) => {
    const request = https.get(`${lab.server}${CONFIG_MAPS}`, { agent: lab.agent(), headers: { 'accept-encoding': 'gzip' } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const zipped = Buffer.concat(parts);
        const body: unknown = JSON.parse(gunzipSync(zipped).toString('utf8'));
        resolve({ encoding: response.headers['content-encoding'] ?? '', bytes: zipped.length, body });
      });
    });
    request.on('error', reject);
  });
}
