// Discovery, plain and aggregated, held against what a real API server answered, resource by resource.
// Reads ORACLE_DIR; where that is absent the comparison is skipped, visibly.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kinds } from '../../api/registry.ts';
import { createApiLab } from '../../testing/api-lab.ts';
import { discover } from './discover.ts';

const folder = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'discovery');

interface Resource {
  readonly name: string;
}

interface Aggregated {
  readonly items: readonly { readonly metadata: { readonly name?: string }; readonly versions: readonly AggregatedVersion[] }[];
}

interface AggregatedVersion {
  readonly version: string;
  readonly resources: readonly { readonly resource: string; readonly subresources?: readonly { readonly subresource: string }[] }[];
}

const groupVersions = [...new Set(kinds.map((kind) => kind.basePath.slice(1)))];
const AGGREGATED = (version: string) => ({
  headers: { accept: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList,application/json` },
});

function bodyOf<T>(path: string, request = {}): T {
  return discover(path, request)?.body as unknown as T;
}

describe.skipIf(!existsSync(folder))('discovery, held against a real API server', () => {
  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown;
  // The lab's own metrics server is an extension of its own upstream, and not in the recording.
  const recorded = groupVersions.filter((path) => existsSync(join(folder, fileOf(path))));

  it.each(recorded)('%s says of each served resource what the real one says', (path) => {
    const real = read(fileOf(path)) as { readonly resources: readonly Resource[] };
    const ours = bodyOf<{ readonly resources: readonly Resource[] }>(path);
    expect(ours.resources.length).toBeGreaterThan(0);
    const names = new Set(ours.resources.map(({ name }) => name));
    expect(ours).toEqual({ ...real, resources: real.resources.filter(({ name }) => names.has(name)) });
  });

  it('lists the groups in the order of the real one', () => {
    const real = (read('apis.json') as { groups: readonly Resource[] }).groups;
    const ours = bodyOf<{ readonly groups: readonly Resource[] }>('apis').groups;
    const names = ours.map(({ name }) => name);
    const both = ours.filter(({ name }) => real.some((group) => group.name === name));
    expect(both.length).toBeGreaterThan(2);
    expect(both).toEqual(real.filter(({ name }) => names.includes(name)));
  });

  it.each(['api', 'apis'])('says the same of all of /%s in one document', (root) => {
    const real = read(`${root}.aggregated.json`) as Aggregated;
    const ours = bodyOf<Aggregated>(root, AGGREGATED('v2'));
    const known = ours.items.filter(({ metadata }) => real.items.some((group) => group.metadata.name === metadata.name));
    expect(known.length).toBeGreaterThan(0);
    expect({ ...ours, items: known }).toEqual({ ...real, items: servedPart(real.items, known) });
  });
});

function fileOf(path: string): string {
  return `${path.replaceAll('/', '-')}.json`;
}

function servedPart(real: Aggregated['items'], ours: Aggregated['items']): unknown {
  return real.flatMap((group) => {
    const mine = ours.find(({ metadata }) => metadata.name === group.metadata.name);
    if (mine === undefined) return [];
    const versions = group.versions.flatMap((version) => {
      const served = mine.versions.find((one) => one.version === version.version);
      if (served === undefined) return [];
      const resources = version.resources.flatMap((resource) => {
        const match = served.resources.find((one) => one.resource === resource.resource);
        if (match === undefined) return [];
        const names = (match.subresources ?? []).map(({ subresource }) => subresource);
        const { subresources, ...rest } = resource;
        const kept = (subresources ?? []).filter(({ subresource }) => names.includes(subresource));
        return [kept.length === 0 ? rest : { ...rest, subresources: kept }];
      });
      return [{ ...version, resources }];
    });
    return [{ ...group, versions }];
  });
}

describe('discovery', () => {
  it('answers the older aggregated form to whoever asks for it alone, and lists to whoever asks for neither', () => {
    expect(discover('apis', AGGREGATED('v2beta1'))?.body).toMatchObject({ apiVersion: 'apidiscovery.k8s.io/v2beta1' });
    expect(discover('apis', AGGREGATED('v3'))?.body).toMatchObject({ kind: 'APIGroupList' });
    expect(discover('apis')?.body).toMatchObject({ kind: 'APIGroupList' });
  });

  it('answers 304 to a client that has the document', () => {
    const lab = createApiLab();
    const first = lab.ask({ method: 'GET', path: '/apis', ...AGGREGATED('v2') });
    const etag = first.headers?.['etag'] ?? '';
    expect(etag).toMatch(/^"[0-9A-F]{64}"$/);
    const again = lab.ask({ method: 'GET', path: '/apis', headers: { ...AGGREGATED('v2').headers, 'if-none-match': etag } });
    expect(again).toMatchObject({ code: 304, body: undefined });
    const other = lab.ask({ method: 'GET', path: '/api', headers: { ...AGGREGATED('v2').headers, 'if-none-match': etag } });
    expect(other.code).toBe(200);
  });

  it('lists at / every path it has', () => {
    const { paths } = bodyOf<{ readonly paths: readonly string[] }>('');
    expect(paths).toContain('/apis/apps/v1');
    for (const path of paths.filter((one) => /^\/apis?\//.test(one)))
      expect(discover(path.replace(/^\/|\/$/g, '')), path).toMatchObject({ code: 200 });
  });

  it('has nothing where nothing is', () => {
    for (const path of ['apis/nope', 'apis/apps/v9', 'api/v2', 'nope', 'apis//v1']) expect(discover(path), path).toBeUndefined();
  });
});
