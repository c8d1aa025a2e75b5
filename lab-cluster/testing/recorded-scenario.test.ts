// What kubectl typed into a real 1.34 cluster, typed into a lab: the same actors make the same writes in the same order.
// Reads ORACLE_DIR; skipped, visibly, where it is absent.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replayScenario } from './recorded-scenario.ts';

const folder = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'traces');

/** DaemonSets have no controller yet, and the lab's registries do not hold those images. */
const leftOut = /kind: DaemonSet|\bagent\b|name: sidecar|\/sidecar|name: noimage|\/noimage/;

describe.skipIf(!existsSync(folder))('a recorded session', () => {
  test.each([
    ['scale', 1],
    ['rolling-update', 1],
    ['pod-delete', 1],
    ['deploy-delete', 1],
    ['crashloop', 0.97],
    // A container that was being deleted had not outlived its kubelet there.
    ['node-down', 0.97],
    // Resource claims are not served.
    ['namespace-delete', 0.95],
    // How many nodes were tainted when the scheduler looked is chance.
    ['unschedulable', 0.9],
  ])('%s makes the writes of the real cluster', (name, least) => {
    const { comparison } = replayScenario(join(folder, `${name}.json`), (text) => leftOut.test(text));
    console.log(`oracle ${name}: matched ${comparison.matched} of ${comparison.total}`);
    for (const difference of comparison.differences) console.log(`  ${difference}`);
    expect(comparison.total).toBeGreaterThan(30);
    expect(comparison.matched / comparison.total).toBeGreaterThanOrEqual(least);
  });
});
