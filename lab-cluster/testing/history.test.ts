// Histories: the same seed and inputs give the same hash, and going back gives the hash that was there.
import { describe, expect, test } from 'vitest';
import { type Cluster, createCluster, replay } from '../index.ts';
import { createRng } from '../sim/rng.ts';
import { bootedCluster } from './boot.ts';
import { runChaos } from './chaos.ts';
import { deploymentManifest, serviceManifest } from './manifests.ts';

const HEADERS = { 'user-agent': 'kubectl' };

/** An ordinary session: apply, expose, scale, kill, restart, a packet; notes the hash after some of the events. */
function session(): { cluster: Cluster; moments: { eventCount: number; atUs: number; hash: string }[] } {
  const cluster = bootedCluster({ seed: 5 });
  const moments: { eventCount: number; atUs: number; hash: string }[] = [];
  const run = (ms: number): void => {
    const untilUs = cluster.nowUs + ms * 1000;
    for (let next = cluster.nextUs(); next !== undefined && next <= untilUs; next = cluster.nextUs()) {
      cluster.step();
      moments.push({ eventCount: cluster.eventCount, atUs: cluster.nowUs, hash: cluster.traceHash });
    }
    cluster.runUntil(untilUs);
  };
  const deployments = '/apis/apps/v1/namespaces/default/deployments';
  cluster.apply({ type: 'api', request: { method: 'POST', path: deployments, headers: HEADERS, body: deploymentManifest('web', 3) } });
  run(4_000);
  cluster.apply({
    type: 'api',
    request: {
      method: 'POST',
      path: '/api/v1/namespaces/default/services',
      headers: HEADERS,
      body: serviceManifest('web', 'LoadBalancer'),
    },
  });
  run(5_000);
  cluster.apply({ type: 'packet', service: 'default/web' });
  cluster.apply({ type: 'kill', process: 'kube-scheduler' });
  const headers = { ...HEADERS, 'content-type': 'application/merge-patch+json' };
  cluster.apply({ type: 'api', request: { method: 'PATCH', path: `${deployments}/web`, headers, body: { spec: { replicas: 5 } } } });
  run(3_000);
  cluster.apply({ type: 'restart', process: 'kube-scheduler' });
  run(10_000);
  return { cluster, moments };
}

describe('a history', () => {
  test('is the same twice from the same seed and inputs', () => {
    const { cluster } = session();
    const again = session().cluster;
    expect(again.traceHash).toBe(cluster.traceHash);
    expect(again.revision).toBe(cluster.revision);
    expect(runChaos(3).traceHash).toBe(runChaos(3).traceHash);
    expect(runChaos(3).traceHash).not.toBe(runChaos(4).traceHash);
  });

  test('rewound to 20 random instants has the hash that was there', () => {
    const { cluster, moments } = session();
    expect(moments.length).toBeGreaterThan(1000);
    const rng = createRng(2026, 'instants');
    for (let i = 0; i < 20; i++) {
      const moment = moments[rng.below(moments.length)] as (typeof moments)[number];
      const back = replay(createCluster, { seed: 5 }, cluster.inputs, { eventCount: moment.eventCount });
      expect(back.nowUs).toBe(moment.atUs);
      expect(back.traceHash).toBe(moment.hash);
    }
  });

  test('goes on differently after a rewind with another input, and the old one is still reachable', () => {
    const { cluster } = session();
    const log = cluster.inputs;
    const fork = replay(createCluster, { seed: 5 }, log.slice(0, 2), { timeUs: cluster.nowUs });
    expect(fork.traceHash).not.toBe(cluster.traceHash);
    expect(replay(createCluster, { seed: 5 }, log, { eventCount: cluster.eventCount }).traceHash).toBe(cluster.traceHash);
  });
});
