// Whatever dies while clients write: what was acknowledged is there, and server and etcd agree on all of it.
import { expect, test } from 'vitest';
import { configMaps } from '../api/kinds/config-map.ts';
import type { KubeObject } from '../api/object.ts';
import { erased } from '../api/registry.ts';
import { readStore } from '../etcd/data.ts';
import { createRng } from '../sim/rng.ts';
import { ADMIN, createApiLab } from '../testing/api-lab.ts';
import { REGISTRY } from './storage/registry-key.ts';

const SEEDS = 40;
const WRITES = 60;
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

function runChaos(seed: number): string {
  const lab = createApiLab({ seed });
  const rng = createRng(seed, 'chaos');
  const acknowledged = new Map<string, string>();
  const patched: string[] = [];
  lab.post(CONFIG_MAPS, { metadata: { name: 'shared' } });
  let answers = 0;
  for (let index = 0; index < WRITES; index++) {
    const fresh = rng.below(2) === 0;
    const field = `k${index}`;
    const body = fresh ? { metadata: { name: `c${index}` } } : { data: { [field]: 'v' } };
    const headers = { 'content-type': fresh ? 'application/json' : 'application/merge-patch+json' };
    const path = fresh ? CONFIG_MAPS : `${CONFIG_MAPS}/shared`;
    lab.send({ method: fresh ? 'POST' : 'PATCH', path, body, headers, user: ADMIN }, (response) => {
      answers++;
      const object = response.body as KubeObject | undefined;
      if (response.code === 200) patched.push(field);
      if (object !== undefined && response.code >= 200 && response.code < 300)
        acknowledged.set(object.metadata.name, object.metadata.resourceVersion);
    });
    lab.run(rng.below(4));
    if (rng.below(12) === 0) {
      const victim = rng.below(2) === 0 ? 'etcd-0' : 'kube-apiserver';
      lab.kernel.kill(victim);
      lab.run(rng.below(600));
      lab.kernel.restart(victim);
    }
  }
  lab.run(30_000);
  lab.settle();
  // Nobody waits for ever: a request is answered, or its connection is seen to break.
  expect(answers).toBe(WRITES);
  const range = readStore(lab.controlPlane.disk)?.range(REGISTRY, '/registry0');
  const items = range?.ok === true ? range.value.items : [];
  const kind = erased(configMaps);
  const stored = new Map(items.filter((item) => item.key.startsWith('/registry/configmaps/')).map((item) => [item.key, item]));
  for (const [name, version] of acknowledged) {
    const item = stored.get(`/registry/configmaps/default/${name}`);
    expect(item?.modRevision, `${name} was acknowledged at ${version}`).toBeGreaterThanOrEqual(Number(version));
  }
  const shared = stored.get('/registry/configmaps/default/shared')?.value as { readonly data?: object } | undefined;
  expect(Object.keys(shared?.data ?? {})).toEqual(expect.arrayContaining(patched));
  for (const [key, item] of stored) expect(lab.server.cache.get(kind, key), key).toBe(item.value);
  expect(lab.server.cache.of(kind).size).toBe(stored.size);
  return lab.kernel.trace.hash;
}

test(`no acknowledged write is lost and no request hangs, with random deaths under ${SEEDS} seeds`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) runChaos(seed);
});

test('the same deaths give the same history', () => {
  expect(runChaos(7)).toBe(runChaos(7));
});
