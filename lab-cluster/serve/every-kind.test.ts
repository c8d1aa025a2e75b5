// The official JavaScript client creates, reads, replaces, patches and deletes an object of every kind that discovery tells of.
import { ApisApi, KubeConfig, KubernetesObjectApi, type KubernetesObject, PatchStrategy } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leastObject } from '../testing/least-objects.ts';
import { ServedLab } from '../testing/served-lab.ts';

interface Served {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

const FULL = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];
let lab: ServedLab;
let objects: KubernetesObjectApi;
let served: readonly Served[] = [];
beforeAll(async () => {
  lab = await new ServedLab().start({ speed: 50 });
  const config = new KubeConfig();
  config.loadFromFile(lab.kubeconfig);
  objects = KubernetesObjectApi.makeApiClient(config);
  served = await discovered(config);
});
afterAll(() => lab.stop());

/** As old clients ask: the groups, then each version's resources. */
async function discovered(config: KubeConfig): Promise<readonly Served[]> {
  const { groups } = await config.makeApiClient(ApisApi).getAPIVersions();
  const versions = groups.flatMap(({ name, versions: all }) => all.map(({ version }) => ({ group: name, version })));
  const found: Served[] = [];
  for (const { group, version } of [{ group: '', version: 'v1' }, ...versions]) {
    const { text } = await lab.request('GET', group === '' ? `/api/${version}` : `/apis/${group}/${version}`);
    const { resources } = JSON.parse(text) as { readonly resources: readonly { name: string; kind: string; verbs: string[] }[] };
    for (const { name, kind, verbs } of resources) if (!name.includes('/')) found.push({ group, version, kind, verbs });
  }
  return found;
}

function marked(object: KubernetesObject, mark: string): KubernetesObject {
  const { metadata = {} } = object;
  metadata.labels = { ...metadata.labels, mark };
  object.metadata = metadata;
  return object;
}

describe('every kind that is served', () => {
  test('is created, read, replaced, merged into, applied to and deleted', async () => {
    const whole = served.filter(({ verbs }) => FULL.every((verb) => verbs.includes(verb)));
    const failures: string[] = [];
    for (const { group, version, kind } of whole) {
      try {
        await throughItsLife(leastObject(group, version, kind));
      } catch (error) {
        failures.push(`${group}/${version} ${kind}: ${error instanceof Error ? error.message.slice(0, 500) : String(error)}`);
      }
    }
    expect(failures).toEqual([]);
    expect(whole.length).toBeGreaterThan(45);
  });

  test('is listed, empty or not, with its kind and a version', async () => {
    const listed = served.filter(({ verbs }) => verbs.includes('list'));
    for (const { group, version, kind } of listed) {
      const list = await objects.list(group === '' ? version : `${group}/${version}`, kind);
      expect(list.kind, kind).toBe(`${kind}List`);
      if (kind !== 'ComponentStatus' && group !== 'metrics.k8s.io') expect(list.metadata?.resourceVersion, kind).toMatch(/^\d+$/);
    }
    expect(listed.length).toBeGreaterThan(45);
  });
});

async function throughItsLife(least: KubernetesObject): Promise<void> {
  const { apiVersion = '', kind = '' } = least;
  const created = await objects.create(least);
  const namespace = created.metadata?.namespace;
  const named = { apiVersion, kind, metadata: { name: created.metadata?.name ?? '', ...(namespace === undefined ? {} : { namespace }) } };
  expect(created.metadata?.uid).toBeDefined();
  // Controllers write too: who lost the race reads again, as every client does.
  const replaced = await untilNoConflict(async () => objects.replace(marked(await objects.read(named), 'replaced')));
  expect(replaced.metadata?.labels?.['mark']).toBe('replaced');
  const merged = await objects.patch(
    { ...named, metadata: { ...named.metadata, labels: { mark: 'merged' } } },
    undefined,
    undefined,
    undefined,
    undefined,
    PatchStrategy.MergePatch,
  );
  expect(merged.metadata?.labels?.['mark']).toBe('merged');
  const applied = await objects.patch(
    { ...named, metadata: { ...named.metadata, labels: { mark: 'applied' } } },
    undefined,
    undefined,
    'test',
    true,
    PatchStrategy.ServerSideApply,
  );
  expect(applied.metadata?.labels?.['mark']).toBe('applied');
  await expect(objects.create(least)).rejects.toMatchObject({ code: 409 });
  await objects.delete(named, undefined, undefined, 0);
  const gone = (): Promise<number> =>
    objects.read(named).then(
      () => 200,
      ({ code }: { readonly code: number }) => code,
    );
  await expect.poll(gone).toBe(404);
}

async function untilNoConflict<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if ((error as { readonly code?: number }).code !== 409) throw error;
    }
  }
}
