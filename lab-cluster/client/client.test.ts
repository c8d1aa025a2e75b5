// What the client's parts promise, on the real kernel with a real API server.
import { describe, expect, test } from 'vitest';
import { configMaps } from '../api/kinds/config-map.ts';
import type { ConfigMap } from '../api/kinds/config-map.ts';
import { events } from '../api/kinds/event.ts';
import type { Context, Sim } from '../sim/sim.ts';
import { createKernel } from '../sim/kernel.ts';
import { sleep } from '../sim/task.ts';
import { ADMIN, createApiLab } from '../testing/api-lab.ts';
import type { ApiLab } from '../testing/api-lab.ts';
import { createEventRecorder } from './event-recorder.ts';
import { createExpectations } from './expectations.ts';
import { createInformer } from './informer.ts';
import { InformerStore } from './informer-store.ts';
import { createNetTransport } from './net-transport.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { createClient } from './rest-client.ts';
import { createWorkQueue } from './work-queue.ts';

const ctx: Context = { span: 0, background: false };

/** A kernel with one process to play in. */
function playground(play: (sim: Sim) => void): ReturnType<typeof createKernel> {
  const kernel = createKernel({ seed: 1 });
  kernel.start(kernel.machine('m', '10.0.0.1'), { name: 'p', run: play });
  return kernel;
}

function withClient(play: (sim: Sim, lab: ApiLab) => void): ApiLab {
  const lab = createApiLab();
  lab.kernel.start(lab.controlPlane, { name: 'player', run: (sim) => play(sim, lab) });
  return lab;
}

const configMap = (name: string, data: Record<string, string> = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
const maps = '/api/v1/namespaces/default/configmaps';

describe('a work queue', () => {
  test('gives a key that was added many times to one worker once, and again if it was added meanwhile', () => {
    const seen: string[] = [];
    const kernel = playground((sim) => {
      const queue = createWorkQueue(sim);
      for (let worker = 0; worker < 3; worker++) {
        sim.spawn(
          (function* () {
            for (;;) {
              const { key } = yield* queue.take();
              seen.push(`${key} begins`);
              if (seen.length === 1) for (let again = 0; again < 5; again++) queue.add('a', ctx);
              yield* sleep(sim, 10);
              seen.push(`${key} ends`);
              queue.done(key);
            }
          })(),
        );
      }
      for (let times = 0; times < 5; times++) queue.add('a', ctx);
    });
    kernel.runUntil(1_000_000);
    expect(seen).toEqual(['a begins', 'a ends', 'a begins', 'a ends']);
  });

  test('waits 5, 10, 20 … ms after failures, and 5 ms again after a success', () => {
    const instants: number[] = [];
    const kernel = playground((sim) => {
      const queue = createWorkQueue(sim);
      sim.spawn(
        (function* () {
          for (let pass = 0; pass < 6; pass++) {
            const { key } = yield* queue.take();
            instants.push(sim.clock.nowUs / 1000);
            if (pass === 3) queue.forget(key);
            queue.addRateLimited(key, ctx);
            queue.done(key);
          }
        })(),
      );
      queue.add('a', ctx);
    });
    kernel.runUntil(10_000_000);
    const waits = instants.slice(1).map((at, index) => Math.floor(at - (instants[index] ?? 0)));
    expect(waits).toEqual([5, 10, 20, 5, 10]);
  });

  test('hands on the first cause of a key, but a real one rather than a heartbeat', () => {
    const causes: number[] = [];
    const kernel = playground((sim) => {
      const queue = createWorkQueue(sim);
      queue.add('a', { span: 3, background: true });
      queue.add('a', { span: 4, background: false });
      queue.add('a', { span: 6, background: false });
      sim.spawn(
        (function* () {
          causes.push((yield* queue.take()).ctx.span);
        })(),
      );
    });
    kernel.runUntil(1_000_000);
    expect(causes).toEqual([4]);
  });
});

test('a rate limiter lets a burst through and then so many a second, in order', () => {
  const instants: number[] = [];
  const kernel = playground((sim) => {
    const limiter = createRateLimiter(sim, { qps: 20, burst: 30 });
    for (let call = 0; call < 50; call++) {
      sim.spawn(
        (function* () {
          yield* limiter.take();
          instants.push(sim.clock.nowUs);
        })(),
      );
    }
  });
  kernel.runUntil(10_000_000);
  expect(instants.filter((at) => at === 0)).toHaveLength(30);
  expect(instants.at(-1)).toBe(1_000_000);
});

test('expectations hold until what was asked for has been seen, five minutes at most', () => {
  const satisfied: boolean[] = [];
  const kernel = playground((sim) => {
    const expectations = createExpectations(sim);
    expectations.expectCreations('a', 2);
    expectations.creationObserved('a');
    satisfied.push(expectations.satisfied('a'));
    expectations.creationObserved('a');
    satisfied.push(expectations.satisfied('a'));
    expectations.expectDeletions('a', ['p']);
    satisfied.push(expectations.satisfied('a'));
    sim.clock.after(301_000_000, false, () => satisfied.push(expectations.satisfied('a')));
  });
  kernel.runUntil(400_000_000);
  expect(satisfied).toEqual([false, true, false, true]);
});

test('an index follows its objects from value to value', () => {
  const store = new InformerStore<ConfigMap>();
  store.addIndex('colour', (map) => [map.data?.['colour'] ?? '']);
  const map = (name: string, colour: string): ConfigMap => ({ ...configMap(name, { colour }) }) as unknown as ConfigMap;
  store.put(map('a', 'red'));
  store.put(map('b', 'red'));
  expect(store.byIndex('colour', 'red')).toHaveLength(2);
  store.put(map('a', 'blue'));
  expect(store.byIndex('colour', 'red').map((one) => one.metadata.name)).toEqual(['b']);
  expect(store.byIndex('colour', 'blue').map((one) => one.metadata.name)).toEqual(['a']);
  store.remove('b');
  expect(store.byIndex('colour', 'red')).toHaveLength(0);
});

describe('an informer', () => {
  function watching(log: string[]): ApiLab {
    return withClient((sim) => {
      const client = createClient(sim, createNetTransport(sim), { name: 'player', user: ADMIN });
      const informer = createInformer(sim, client, configMaps, { namespace: 'default' });
      informer.handle({
        add: ({ metadata }) => log.push(`add ${metadata.name}`),
        update: ({ metadata, data }) => log.push(`update ${metadata.name} ${data?.['k']}`),
        delete: ({ metadata }) => log.push(`delete ${metadata.name}`),
      });
      informer.start();
    });
  }

  test('tells of what is there, then of every change', () => {
    const log: string[] = [];
    const lab = watching(log);
    lab.run(100);
    lab.post(maps, configMap('a', { k: '1' }));
    lab.patch(`${maps}/a`, { data: { k: '2' } }, 'merge');
    lab.delete(`${maps}/a`);
    lab.run(100);
    expect(log).toEqual(['add a', 'update a 2', 'delete a']);
  });

  test('catches up after the API server was away, without telling of anything twice', () => {
    const log: string[] = [];
    const lab = watching(log);
    lab.run(100);
    lab.post(maps, configMap('a', { k: '1' }));
    lab.post(maps, configMap('b', { k: '1' }));
    lab.run(100);
    lab.kernel.kill('kube-apiserver');
    lab.run(5_000);
    lab.kernel.restart('kube-apiserver');
    lab.run(1_000);
    lab.delete(`${maps}/b`);
    lab.post(maps, configMap('c'));
    lab.run(60_000);
    // As upstream, a list tells of what is there before it tells of what is gone.
    expect(log).toEqual(['add a', 'add b', 'add c', 'delete b']);
  });
});

describe('an event recorder', () => {
  function recorded(tell: (event: (message: string) => void, sim: Sim) => void): { count?: number; message?: string }[] {
    const lab = withClient((sim) => {
      const client = createClient(sim, createNetTransport(sim), { name: 'player', user: ADMIN });
      const recorder = createEventRecorder(sim, client, { component: 'player' });
      const object = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '' },
      };
      tell((message) => recorder.event(ctx, object, 'Normal', 'Told', message), sim);
    });
    lab.run(1_000);
    const list = lab.get(`/api/v1/namespaces/default/${events.plural}`).body as unknown as {
      items: { count?: number; message?: string }[];
    };
    return list.items;
  }

  test('counts what is said again', () => {
    const items = recorded((event) => {
      for (let times = 0; times < 5; times++) event('the same');
    });
    expect(items.map(({ count, message }) => `${count} ${message}`)).toEqual(['5 the same']);
  });

  test('combines the tenth and later messages of one reason', () => {
    const items = recorded((event) => {
      for (let number = 1; number <= 12; number++) event(`message ${number}`);
    });
    expect(items).toHaveLength(10);
    expect(items.find(({ count }) => count === 3)?.message).toBe('(combined from similar events): message 12');
  });

  test('stops after 25 events about one object until time has passed', () => {
    const items = recorded((event) => {
      for (let number = 1; number <= 100; number++) event('again');
    });
    expect(items[0]?.count).toBe(25);
  });
});
