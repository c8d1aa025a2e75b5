// What a real 1.34 cluster was recorded doing, this one does: the same writes by the same actors in the same order.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runDeployCreate } from './oracle-trace.ts';
import { type RecordedQuota, runQuota } from './oracle-trace-quota.ts';
import { deploymentManifest, serviceManifest } from './manifests.ts';

test('creating a Deployment and exposing it makes the writes of a real cluster', () => {
  const recorded = JSON.parse(readFileSync(new URL('./testdata/deploy-create.json', import.meta.url), 'utf8'));
  expect(recorded.writes.length).toBeGreaterThan(40);
  const { comparison } = runDeployCreate(deploymentManifest('web', 3), serviceManifest('web'), recorded);
  console.log(`oracle deploy-create: matched ${comparison.matched} of ${comparison.total}`);
  for (const difference of comparison.differences) console.log(`  ${difference}`);
  // Two recordings of the real cluster agree with each other to 97 %.
  expect(comparison.matched / comparison.total).toBeGreaterThanOrEqual(0.97);
});

test('a quota that is too small makes the writes of a real cluster, and its refusals', () => {
  const recorded = JSON.parse(readFileSync(new URL('./testdata/quota.json', import.meta.url), 'utf8')) as RecordedQuota;
  expect(recorded.writes.length).toBeGreaterThan(70);
  const { comparison, refusals, used } = runQuota(recorded);
  console.log(`oracle quota: matched ${comparison.matched} of ${comparison.total}`);
  for (const difference of comparison.differences) console.log(`  ${difference}`);
  // The one difference: an audit log has no name for what was refused before it was drawn.
  expect(used).toEqual(recorded.used);
  expect(refusals.length).toBe(3);
  for (const [index, said] of refusals.entries()) expect(recorded.refusals[index]).toContain(said);
  expect(comparison.matched / comparison.total).toBeGreaterThanOrEqual(0.97);
});
