// What is remembered of field sets has a limit, however large and different the objects are that go through.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createApiLab } from '../../testing/api-lab.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function usedBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

test('large objects of ever different fields, written and applied in dry runs, leave nothing behind', () => {
  const lab = createApiLab();
  const KEYS = 400;
  const write = (round: number): void => {
    // Each has another number of fields, and none that another has.
    const names = Array.from({ length: KEYS + round }, (_, at) => `field-${round}-${at}-${'x'.repeat(200)}`);
    const data = Object.fromEntries(names.map((name) => [name, '']));
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'large' }, data };
    const path = '/api/v1/namespaces/default/configmaps';
    expect(lab.post(path, body, { dryRun: 'All' }).code).toBe(201);
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    const query = { dryRun: 'All', fieldManager: 'test' };
    expect(lab.ask({ method: 'PATCH', path: `${path}/large`, query, headers, body: JSON.stringify(body) }).code).toBe(201);
  };
  for (let round = 0; round < 20; round++) write(round);
  const before = usedBytes();
  const ROUNDS = 60;
  for (let round = 20; round < 20 + ROUNDS; round++) write(round);
  const each = (usedBytes() - before) / ROUNDS;
  // The names alone are 80 KB and more.
  expect(each).toBeLessThan(20_000);
});
