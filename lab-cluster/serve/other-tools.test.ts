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

  test('watches tables of everything the user may list, and asks for its rules and for usage', async () => {
    const rules = await lab.request('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
      body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace: 'default' } },
    });
    expect(json<{ status: { resourceRules: object[]; incomplete: boolean } }>(rules).status).toMatchObject({
      incomplete: false,
      resourceRules: expect.arrayContaining([{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]),
    });
    expect(json(await lab.request('GET', '/apis/metrics.k8s.io/v1beta1/nodes'))).toMatchObject({ kind: 'NodeMetricsList' });
    const groups = json<{ groups: { preferredVersion: { groupVersion: string } }[] }>(await lab.request('GET', '/apis')).groups;
    const versions = ['/api/v1', ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)];
    let watched = 0;
    for (const version of versions) {
      const { resources } = json<{ resources: { name: string; verbs: string[] }[] }>(await lab.request('GET', version));
      const paths = resources.filter(({ verbs }) => verbs.includes('watch')).map(({ name }) => `${version}/${name}`);
      const answers = await Promise.all(
        paths.map((path) => lab.request('GET', `${path}?watch=true&timeoutSeconds=5`, { headers: { accept: TABLE } })),
      );
      for (const [at, answer] of answers.entries()) {
        expect(answer.code, paths[at]).toBe(200);
        watched++;
        for (const line of answer.text.split('\n').filter((text) => text !== ''))
          expect(JSON.parse(line), paths[at]).toMatchObject({
            type: expect.stringMatching(/^(ADDED|MODIFIED|DELETED)$/),
            object: { kind: 'Table', rows: [{ cells: expect.anything() }] },
          });
      }
    }
    expect(watched).toBeGreaterThan(35);
  });
});
