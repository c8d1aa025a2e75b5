// A run grown from one seed: ordinary work with processes killed and started again at random, then a time of rest.
import { type Cluster, type ClusterOptions, type Input, createCluster } from '../index.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { ObjectList } from '../api/request.ts';
import { createRng } from '../sim/rng.ts';
import type { Rng } from '../sim/sim.ts';
import { isBooted } from './boot.ts';
import { deploymentManifest, serviceManifest } from './manifests.ts';
import { WatchedRun } from './watched-run.ts';

export interface ChaosResult {
  readonly seed: number;
  readonly traceHash: string;
  readonly checkedWrites: number;
  readonly kills: number;
  readonly cluster: Cluster;
}

const ROUNDS = 12;
const IMAGES = ['nginx:1.27', 'nginx:1.28', 'httpd:2.4', 'redis:7'];
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
/** After the last fault: longer than any back-off, lease and grace period that can still be running. */
const REST_US = 400_000_000;

/** Throws with the broken invariant when one does not hold. */
export function runChaos(seed: number, options: ClusterOptions = {}): ChaosResult {
  const cluster = createCluster({ ...options, seed });
  const run = new WatchedRun(cluster);
  while (!isBooted(cluster)) run.runUntil(cluster.nowUs + 100_000);
  const rng = createRng(seed, 'chaos');
  send(cluster, 'POST', DEPLOYMENTS, deploymentManifest('web', 3));
  send(cluster, 'POST', '/api/v1/namespaces/default/services', serviceManifest('web', 'LoadBalancer'));
  let kills = 0;
  let dead: { readonly name: string; readonly atUs: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    run.runUntil(cluster.nowUs + rng.below(3_000_000));
    for (const { name } of dead.filter((entry) => entry.atUs <= cluster.nowUs)) restart(cluster, name);
    dead = dead.filter((entry) => entry.atUs > cluster.nowUs);
    if (rng.below(2) === 0) {
      const name = pick(
        rng,
        cluster
          .picture()
          .components.filter((component) => component.up && component.name !== 'kubectl')
          .map((component) => component.name),
      );
      if (kill(cluster, name)) {
        kills++;
        dead.push({ name, atUs: cluster.nowUs + rng.below(20_000_000) });
      }
    } else ordinaryWork(cluster, rng);
  }
  run.runUntil(cluster.nowUs + 1_000_000);
  for (const { name } of dead) restart(cluster, name);
  run.runUntil(cluster.nowUs + REST_US);
  if (!run.runToIdle(600_000)) throw new Error('never came to rest');
  run.settled();
  return { seed, traceHash: cluster.traceHash, checkedWrites: run.checkedWrites, kills, cluster };
}

function ordinaryWork(cluster: Cluster, rng: Rng): void {
  const merge = { 'content-type': 'application/merge-patch+json' };
  switch (rng.below(4)) {
    case 0:
      return send(cluster, 'PATCH', `${DEPLOYMENTS}/web`, { spec: { replicas: rng.below(7) } }, merge);
    case 1: {
      const image = pick(rng, IMAGES);
      const patch = { spec: { template: { spec: { containers: [{ name: 'c', image }] } } } };
      return send(cluster, 'PATCH', `${DEPLOYMENTS}/web`, patch, { 'content-type': 'application/strategic-merge-patch+json' });
    }
    case 2: {
      const pods = (cluster.read({ method: 'GET', path: '/api/v1/namespaces/default/pods' }).body as ObjectList<Pod>).items;
      if (pods.length > 0) send(cluster, 'DELETE', `/api/v1/namespaces/default/pods/${pick(rng, pods).metadata.name}`);
      return;
    }
    default:
      return send(cluster, 'POST', '/api/v1/namespaces/default/configmaps', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { generateName: 'note-' },
        data: { k: 'v' },
      });
  }
}

function send(
  cluster: Cluster,
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): void {
  const input: Input = {
    type: 'api',
    request: { method, path, headers: { 'user-agent': 'kubectl', ...headers }, ...(body === undefined ? {} : { body }) },
  };
  cluster.apply(input);
}

function kill(cluster: Cluster, process: string): boolean {
  let changed = false;
  cluster.apply({ type: 'kill', process }, (output) => {
    changed = output.type === 'process' && output.changed;
  });
  return changed;
}

function restart(cluster: Cluster, process: string): boolean {
  let changed = false;
  cluster.apply({ type: 'restart', process }, (output) => {
    changed = output.type === 'process' && output.changed;
  });
  return changed;
}

function pick<T>(rng: Rng, from: readonly T[]): T {
  return from[rng.below(from.length)] as T;
}
