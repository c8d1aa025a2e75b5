// What a request's lines become: names that come more than once, in the query and in the headers, over both versions of HTTP.
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import https from 'node:https';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServedLab } from '../testing/served-lab.ts';
import { apiRequestOf, mayStream } from './http-request.ts';

const read = (url: string, rawHeaders: readonly string[] = []) => apiRequestOf({ method: 'GET', url, rawHeaders }, { type: 'anonymous' });

describe('a name that comes again', () => {
  test('in the query keeps all its values, and the first decides', () => {
    const request = read('/api/v1/pods?dryRun=All&watch=true&dryRun=None&watch=false&a');
    expect(request.query).toEqual({ dryRun: ['All', 'None'], watch: ['true', 'false'], a: '' });
    expect(mayStream(request)).toBe(true);
    expect(mayStream(read('/api/v1/pods?watch=false&watch=true'))).toBe(false);
  });

  test('in the headers is one list of those acted for, and of all else the first line', () => {
    const lines = ['Impersonate-Group', 'a', 'IMPERSONATE-GROUP', 'b, c', 'Accept', 'x', 'accept', 'y', 'Host', 'h', ':path', '/'];
    expect(read('/', lines).headers).toEqual({ 'impersonate-group': ['a', 'b, c'], accept: 'x' });
  });

  test('never reaches a prototype', () => {
    const { query, headers } = read('/?__proto__=x&__proto__=y&toString=z', ['__proto__', 'x', 'constructor', 'y']);
    expect(Object.getPrototypeOf(query)).toBe(Object.prototype);
    expect(query).toEqual({ toString: 'z' });
    expect(headers).toEqual({ constructor: 'y' });
  });
});

describe('a warning in any script', () => {
  test('goes out as the bytes of UTF-8, over both versions', async () => {
    const lab = await new ServedLab().start();
    const target = '/api/v1/namespaces/default/configmaps?dryRun=All';
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, 'ключ-鍵-é': 1 });
    const headers = { 'content-type': 'application/json' };
    const told = (value: unknown): string => Buffer.from(String(value), 'latin1').toString('utf8');
    const first = await new Promise<string>((resolve, reject) => {
      const options = { method: 'POST', agent: lab.agent(), headers };
      const request = https.request(`${lab.server}${target}`, options, (response) => {
        response.resume();
        resolve(told(response.headers['warning']));
      });
      request.on('error', reject);
      request.end(body);
    });
    expect(first).toBe('299 - "unknown field \\"ключ-鍵-é\\""');
    const file = (name: string): Buffer => readFileSync(path.join(lab.dir, name));
    const session = http2.connect(lab.server, { ca: file('ca.crt'), cert: file('admin.crt'), key: file('admin.key') });
    const request = session.request({ ':method': 'POST', ':path': target, ...headers });
    request.end(body);
    const second = await new Promise<unknown>((resolve) => request.on('response', (found) => resolve(found['warning'])));
    session.destroy();
    expect(told(second)).toBe(first);
    await lab.stop();
  });
});

describe('acting as somebody of several groups', () => {
  const review = JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} });
  const target = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const headers = {
    'content-type': 'application/json',
    'impersonate-user': 'carol',
    'impersonate-group': ['a', 'b, c', 'd'],
    'impersonate-extra-scopes': ['x', 'y, z'],
  };
  const wanted = { username: 'carol', groups: ['a', 'b, c', 'd', 'system:authenticated'], extra: { scopes: ['x', 'y, z'] } };

  let lab: ServedLab;
  beforeAll(async () => {
    lab = await new ServedLab().start();
  });
  afterAll(() => lab.stop());

  const textOf = (stream: NodeJS.ReadableStream): Promise<string> =>
    new Promise((resolve, reject) => {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (part: string) => (text += part));
      stream.on('end', () => resolve(text));
      stream.on('error', reject);
    });

  test('over HTTP/1.1', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const request = https.request(`${lab.server}${target}`, { method: 'POST', agent: lab.agent(), headers }, (response) =>
        resolve(textOf(response)),
      );
      request.on('error', reject);
      request.end(review);
    });
    expect(JSON.parse(text)).toMatchObject({ status: { userInfo: wanted } });
  });

  test('over HTTP/2', async () => {
    const file = (name: string): Buffer => readFileSync(path.join(lab.dir, name));
    const session = http2.connect(lab.server, { ca: file('ca.crt'), cert: file('admin.crt'), key: file('admin.key') });
    const request = session.request({ ':method': 'POST', ':path': target, ...headers });
    request.end(review);
    const text = await textOf(request);
    session.destroy();
    expect(JSON.parse(text)).toMatchObject({ status: { userInfo: wanted } });
  });
});
