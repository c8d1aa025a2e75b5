// The HTTPS server as a client meets it: who is let in, what goes over the wire, and that nobody can stall the others.
import https from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServedLab } from '../testing/served-lab.ts';

let lab: ServedLab;
beforeAll(async () => {
  lab = await new ServedLab().start();
});
afterAll(() => lab.stop());

const configMap = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } });
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

/** Opens a watch and hands over each frame; the promise is the answer's beginning. */
function openWatch(target: string, frame: (frame: { type: string; object: { metadata: { name: string } } }) => void): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const request = https.get(`${lab.server}${target}`, { agent: lab.agent() }, (response) => {
      let left = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        const lines = (left + text).split('\n');
        left = lines.pop() ?? '';
        for (const line of lines) frame(JSON.parse(line));
      });
      response.on('error', () => {});
      resolve(() => request.destroy());
    });
    request.on('error', reject);
  });
}

describe('over HTTPS', () => {
  test('the administrator creates, reads and deletes; the answers are what the API server says', async () => {
    const created = await lab.request('POST', CONFIG_MAPS, { body: configMap('one') });
    expect(created.code).toBe(201);
    expect(created.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
    expect(created.headers['audit-id']).toMatch(/^[0-9a-f-]{36}$/);
    const read = await lab.request('GET', `${CONFIG_MAPS}/one`);
    expect(JSON.parse(read.text)).toEqual(JSON.parse(created.text));
    const list = JSON.parse((await lab.request('GET', CONFIG_MAPS)).text);
    expect(list.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toContain('one');
    expect((await lab.request('DELETE', `${CONFIG_MAPS}/one`)).code).toBe(200);
    expect((await lab.request('GET', `${CONFIG_MAPS}/one`)).code).toBe(404);
  });

  test('who shows no certificate is anonymous', async () => {
    const refused = await lab.request('GET', CONFIG_MAPS, { nobody: true });
    expect(refused.code).toBe(403);
    expect(JSON.parse(refused.text).message).toMatch(/^configmaps is forbidden: User "system:anonymous" cannot list/);
    expect((await lab.request('GET', '/version', { nobody: true })).code).toBe(200);
  });

  test('a watch in protobuf is one stream of frames, each after its length', async () => {
    await lab.request('POST', CONFIG_MAPS, { body: configMap('framed') });
    const headers = { accept: 'application/vnd.kubernetes.protobuf;stream=watch' };
    const answer = await lab.request('GET', `${CONFIG_MAPS}?watch=true&fieldSelector=metadata.name%3Dframed&timeoutSeconds=1`, { headers });
    expect(answer.headers['content-type']).toBe('application/vnd.kubernetes.protobuf;stream=watch');
    expect(answer.text).toMatch(/^\0\0.{2}\n\x05ADDED[^]*k8s\0[^]*ConfigMap[^]*framed/s);
    await lab.request('DELETE', `${CONFIG_MAPS}/framed`);
  });

  test('a watch sees what happens, as it happens', async () => {
    const seen: string[] = [];
    const close = await openWatch(`${CONFIG_MAPS}?watch=true&resourceVersion=0`, ({ type, object }) =>
      seen.push(`${type} ${object.metadata.name}`),
    );
    await lab.request('POST', CONFIG_MAPS, { body: configMap('two') });
    await lab.request('DELETE', `${CONFIG_MAPS}/two`);
    await expect.poll(() => seen).toEqual(expect.arrayContaining(['ADDED two', 'DELETED two']));
    close();
  });
});
