// Parameters that come more than once or empty, names that are not given, and the version that clients decide by.
import { beforeEach, describe, expect, it } from 'vitest';
import { kinds } from '../../api/registry.ts';
import { pathOf } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ApiResponse } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const told = ({ code, body }: ApiResponse): readonly [number, string | undefined] => [code, (body as Status | undefined)?.message];

let lab: ApiLab;
beforeEach(() => {
  lab = createApiLab();
});

describe('a parameter that comes more than once', () => {
  const post = (query: Record<string, string | string[]>): ApiResponse =>
    lab.ask({ method: 'POST', path: MAPS, query, body: { metadata: { name: 'c', labels: { a: 'b' } }, extra: 1 } });

  it('counts all its values where a list is asked for', () => {
    expect(told(post({ dryRun: ['All', 'Some'] }))).toEqual([
      422,
      'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["All","Some"]: supported values: "All"',
    ]);
    expect(told(post({ dryRun: '' }))[1]).toContain('dryRun: Unsupported value: [""]: supported values: "All"');
    expect(post({ dryRun: ['All', 'All'] }).code).toBe(201);
    expect(lab.get(`${MAPS}/c`).code).toBe(404);
    post({});
    expect(told(lab.ask({ method: 'DELETE', path: `${MAPS}/c`, query: { dryRun: ['All', 'x'] } }))[0]).toBe(422);
    expect(lab.ask({ method: 'DELETE', path: `${MAPS}/c`, query: { dryRun: ['All', 'All'] } }).code).toBe(200);
    expect(lab.get(`${MAPS}/c`).code).toBe(200);
  });

  it('is its first value otherwise', () => {
    expect(post({ fieldValidation: ['Strict', 'Ignore'] }).code).toBe(400);
    const created = post({ fieldValidation: ['Ignore', 'Strict'], fieldManager: ['me', 'you'] });
    expect((created.body as KubeObject).metadata.managedFields?.[0]?.manager).toBe('me');
    const list = (query: Record<string, string[]>): unknown[] =>
      (lab.ask({ method: 'GET', path: MAPS, query }).body as unknown as { items: unknown[] }).items;
    expect(list({ labelSelector: ['a=b', 'a=z'] })).toHaveLength(1);
    expect(list({ labelSelector: ['a=z', 'a=b'] })).toHaveLength(0);
    expect(list({ limit: ['1', 'x'], fieldSelector: ['metadata.name=c', 'metadata.name=d'] })).toHaveLength(1);
    expect(told(lab.ask({ method: 'GET', path: MAPS, query: { limit: ['x', '1'] } }))[0]).toBe(400);
  });

  it('excludes as many health checks as it names, and tells of those there are not', () => {
    const text =
      lab.ask({ method: 'GET', path: '/readyz', query: { exclude: ['ping', 'z', 'log', 'a'], verbose: ['', ''] } }).raw?.text ?? '';
    expect(text).toContain('[+]ping excluded: ok\n[+]log excluded: ok\n');
    expect(text).toContain('warn: some health checks cannot be excluded: no matches for "a", "z"\n');
  });
});

describe('an object without a name', () => {
  it('is refused whatever it is, but for a LimitRange, which is given one', () => {
    lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
    let seen = 0;
    for (const kind of kinds) {
      if (kind.computed === true || kind.verbs?.includes('create') === false || kind.plural === 'limitranges') continue;
      const path = pathOf(kind, kind.namespaced ? 'default' : undefined);
      const [code, message] = told(lab.post(path, {}));
      expect([code, message], kind.resource).toEqual([
        422,
        expect.stringMatching(/ "" is invalid: \[?metadata\.name: Required value: name or generateName is required/),
      ]);
      seen++;
    }
    expect(seen).toBeGreaterThan(40);
    const limits = '/api/v1/namespaces/default/limitranges';
    const made = [lab.post(limits, {}), lab.post(limits, { metadata: { labels: { a: 'b' } } })].map(({ code, body }) => {
      expect(code).toBe(201);
      return (body as KubeObject).metadata.name;
    });
    for (const name of made) expect(lab.get(`${limits}/${name}`).code).toBe(200);
    expect(made[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(made[0]).not.toBe(made[1]);
  });
});

it('the version is one that clients can compare, as a build of the release and none before it', () => {
  const { gitVersion, major, minor } = lab.get('/version').body as unknown as Record<string, string>;
  // What semver allows behind the numbers: a minus begins a pre-release, a plus a build.
  expect(gitVersion).toMatch(/^v1\.34\.\d+\+[0-9A-Za-z.-]+$/);
  expect([major, minor]).toEqual(['1', '34']);
});
