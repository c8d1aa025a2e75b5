// What helm and k9s send, as they send it: they are not here to be run, but their habits are known.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deploymentManifest } from '../testing/manifests.ts';
import { type Answered, ServedLab } from '../testing/served-lab.ts';

let lab: ServedLab;
beforeAll(async () => {
  lab = await new ServedLab().start({ speed: 50 });
});
afterAll(() => lab.stop());

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
const SECRETS = '/api/v1/namespaces/default/secrets';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const json = <T>({ text }: Answered): T => JSON.parse(text) as T;

describe('helm', () => {
  /** As its secrets driver keeps a release. */
  const release = (version: number, status: string): object => ({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'helm.sh/release.v1',
    metadata: {
      name: `sh.helm.release.v1.web.v${version}`,
      labels: { owner: 'helm', name: 'web', status, version: String(version), createdAt: '1764000000' },
    },
    data: { release: Buffer.from(gzipSync(JSON.stringify({ name: 'web', version, status })).toString('base64')).toString('base64') },
  });

  test('discovers, looks for releases, keeps one, installs, upgrades with a three-way patch and uninstalls', async () => {
    for (const path of [
      '/version?timeout=32s',
      '/api?timeout=32s',
      '/apis?timeout=32s',
      '/apis/apps/v1?timeout=32s',
      '/openapi/v2?timeout=32s',
    ])
      expect((await lab.request('GET', path)).code, path).toBe(200);
    const selector = encodeURIComponent('name=web,owner=helm');
    expect(json<{ items: unknown[] }>(await lab.request('GET', `${SECRETS}?labelSelector=${selector}`)).items).toEqual([]);
    expect((await lab.request('GET', `${SECRETS}/sh.helm.release.v1.web.v1`)).code).toBe(404);
    expect((await lab.request('POST', SECRETS, { body: release(1, 'pending-install') })).code).toBe(201);
    expect((await lab.request('POST', SECRETS, { body: release(1, 'pending-install') })).code).toBe(409);
    const installed = await lab.request('POST', `${DEPLOYMENTS}?fieldManager=helm`, { body: deploymentManifest('web', 1) });
    expect(installed.code).toBe(201);
    expect((await lab.request('PUT', `${SECRETS}/sh.helm.release.v1.web.v1`, { body: release(1, 'deployed') })).code).toBe(200);
    const patched = await lab.request('PATCH', `${DEPLOYMENTS}/web?fieldManager=helm`, {
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
      body: JSON.stringify({ spec: { replicas: 2, template: { spec: { containers: [{ name: 'c', image: 'nginx:1.28' }] } } } }),
    });
    expect(json(patched)).toMatchObject({
      spec: { replicas: 2, template: { spec: { containers: [{ name: 'c', image: 'nginx:1.28' }] } } },
    });
    const applied = await lab.request('PATCH', `${DEPLOYMENTS}/web?fieldManager=helm&force=true`, {
      headers: { 'content-type': 'application/apply-patch+yaml' },
      body: JSON.stringify(deploymentManifest('web', 3)),
    });
    expect(json(applied)).toMatchObject({ spec: { replicas: 3 } });
    const found = json<{ items: { metadata: { labels: object } }[] }>(await lab.request('GET', `${SECRETS}?labelSelector=${selector}`));
    expect(found.items).toMatchObject([{ type: 'helm.sh/release.v1', metadata: { labels: { status: 'deployed', version: '1' } } }]);
    expect((await lab.request('DELETE', `${DEPLOYMENTS}/web`, { body: { propagationPolicy: 'Background' } })).code).toBe(200);
    expect((await lab.request('DELETE', `${SECRETS}/sh.helm.release.v1.web.v1`)).code).toBe(200);
  });
});

describe('k9s', () => {
  test('asks what it may in bursts, and polls many tables at once', async () => {
    const agent = lab.agent({ maxSockets: 16 });
    const resources = ['pods', 'services', 'nodes', 'events', 'configmaps', 'secrets', 'serviceaccounts', 'namespaces'];
    const review = (verb: string, resource: string): Promise<Answered> => {
      const body = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb, resource, namespace: 'default' } },
      };
      return lab.request('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body }, agent);
    };
    const asked = resources.flatMap((resource) => ['get', 'list', 'watch', 'delete', 'patch'].map((verb) => review(verb, resource)));
    const reviews = await Promise.all(asked);
    expect(reviews).toHaveLength(40);
    for (const answer of reviews) expect([answer.code, json<{ status: object }>(answer).status]).toMatchObject([201, { allowed: true }]);
    for (let round = 0; round < 5; round++) {
      const tables = resources.map((name) => lab.request('GET', `/api/v1/${name}?limit=500`, { headers: { accept: TABLE } }, agent));
      for (const answer of await Promise.all(tables)) {
        const table = json<{ kind: string; columnDefinitions: unknown[]; rows: { cells: unknown[] }[] }>(answer);
        expect(table.kind).toBe('Table');
        for (const { cells } of table.rows) expect(cells).toHaveLength(table.columnDefinitions.length);
      }
    }
  });
});
