// The order in which pods are tried: arrival, priority, failures, and changes that free them.
import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/kinds/pod.ts';
import { createKernel, type Kernel } from '../sim/kernel.ts';
import type { Context } from '../sim/sim.ts';
import { SchedulingQueue } from './queue.ts';
import { schedulerPlugins } from './registry.ts';

const ctx: Context = { span: 0, background: false };

function pod(name: string, priority = 0): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: '', generation: 1 },
    spec: { containers: [{ name: 'c', image: 'nginx' }], priority },
    status: {},
  };
}

function world(): { kernel: Kernel; queue: SchedulingQueue; take: () => string | undefined } {
  const kernel = createKernel({ seed: 1 });
  let queue: SchedulingQueue | undefined;
  kernel.start(kernel.machine('m', '10.0.0.1'), {
    name: 'scheduler',
    run: (sim) => {
      queue = new SchedulingQueue(sim, schedulerPlugins, () => {});
    },
  });
  if (queue === undefined) throw new Error('not started');
  const made = queue;
  return { kernel, queue: made, take: () => made.take()?.pod.metadata.name };
}

describe('the scheduling queue', () => {
  test('goes by priority, then by arrival', () => {
    const { queue, take } = world();
    for (const each of [pod('a'), pod('b'), pod('urgent', 10), pod('c')]) queue.put(each, ctx);
    expect([take(), take(), take(), take(), take()]).toEqual(['urgent', 'a', 'b', 'c', undefined]);
  });

  test('tries a pod again when something changes that its plugin cares for, and not before', () => {
    const { queue, take } = world();
    queue.put(pod('a'), ctx);
    const queued = queue.take();
    if (queued === undefined) throw new Error('empty');
    queue.putUnschedulable(queued, new Set(['NodeResourcesFit']));
    queue.change('pod-placed', ctx);
    expect(take()).toBeUndefined();
    queue.change('pod-removed', ctx);
    expect(take()).toBe('a');
  });

  test('tries a pod that nothing frees again after five minutes, without keeping the lab busy', () => {
    const { kernel, queue, take } = world();
    queue.put(pod('a'), ctx);
    const queued = queue.take();
    if (queued === undefined) throw new Error('empty');
    queue.putUnschedulable(queued, new Set(['NodeAffinity']));
    expect(kernel.idle).toBe(true);
    kernel.runUntil(299_000_000);
    expect(take()).toBeUndefined();
    kernel.runUntil(301_000_000);
    expect(take()).toBe('a');
  });

  test('waits 1 s after the first failed binding, then 2 s, 10 s at most', () => {
    const { kernel, queue } = world();
    queue.put(pod('a'), ctx);
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      const queued = queue.take();
      if (queued === undefined) throw new Error('empty');
      const fromUs = kernel.nowUs;
      queue.putFailed(queued);
      while (!kernel.idle) kernel.step();
      waits.push((kernel.nowUs - fromUs) / 1e6);
    }
    expect(waits).toEqual([1, 2, 4, 8, 10, 10]);
  });

  test('forgets a pod that is gone', () => {
    const { queue, take } = world();
    queue.put(pod('a'), ctx);
    queue.put(pod('b'), ctx);
    queue.remove('a');
    expect([take(), take()]).toEqual(['b', undefined]);
  });
});
