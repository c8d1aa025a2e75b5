// An etcd member over the simulated network: what it promises to those who call it.
import { describe, expect, test } from 'vitest';
import { createKernel, type Kernel } from '../sim/kernel.ts';
import type { Machine } from '../sim/machine.ts';
import type { CallResult, Context, Sim, Stream } from '../sim/sim.ts';
import type { EtcdReply, EtcdRequest, KeyValue, LeaseResult, RangeResult, TxnRequest, TxnResult, WatchFrame } from './api.ts';
import { readStore } from './data.ts';
import { startEtcdMember } from './member.ts';

const ADDRESS = 'etcd-0:2379';
const CTX: Context = { span: 0, background: false };

interface Lab {
  readonly kernel: Kernel;
  readonly machine: Machine;
  readonly sim: Sim;
  readonly stranger: Sim;
}

function createLab(historyLimit?: number): Lab {
  const kernel = createKernel({ seed: 1 });
  const machine = kernel.machine('control-plane', '10.0.0.10');
  const sims: Sim[] = [];
  const limit = historyLimit === undefined ? {} : { historyLimit };
  const options = { address: ADDRESS, onlyFrom: ['kube-apiserver'], stamp: () => {}, ...limit };
  kernel.start(machine, { name: 'etcd-0', run: (sim) => startEtcdMember(sim, options) });
  for (const name of ['kube-apiserver', 'kubelet']) kernel.start(machine, { name, run: (sim) => sims.push(sim) });
  return { kernel, machine, sim: sims[0] as Sim, stranger: sims[1] as Sim };
}

function settle(kernel: Kernel): void {
  while (!kernel.idle) kernel.step();
}

/** Sends requests at once; the answers in order. */
function send<T>(lab: Lab, requests: readonly EtcdRequest[], sim = lab.sim): CallResult<EtcdReply<T>>[] {
  const answers: CallResult<EtcdReply<T>>[] = [];
  for (const [index, request] of requests.entries()) {
    sim.spawn(
      (function* () {
        answers[index] = yield* sim.net.call<EtcdReply<T>>(ADDRESS, request, CTX);
      })(),
    );
    // Tasks of a process outside an event begin with the next one.
    lab.kernel.input('poke', '', () => {});
  }
  settle(lab.kernel);
  return answers;
}

function ask<T>(lab: Lab, request: EtcdRequest): T {
  const [answer] = send<T>(lab, [request]);
  if (answer?.ok !== true || !answer.value.ok) throw new Error(JSON.stringify(answer));
  return answer.value.value;
}

const put = (key: string, value: unknown, lease = 0): TxnRequest => ({
  op: 'txn',
  compare: [],
  success: [{ type: 'put', key, value, lease }],
});

function watch(
  lab: Lab,
  startRevision: number,
): { frames: WatchFrame[]; causes: Context[]; events(): KeyValue[]; replies: unknown[]; closed: () => boolean; stream: Stream } {
  const frames: WatchFrame[] = [];
  const causes: Context[] = [];
  const replies: unknown[] = [];
  let over = false;
  const stream = lab.sim.net.stream<unknown, WatchFrame>(ADDRESS, { op: 'watch', key: '/', end: '0', startRevision }, CTX, {
    reply: (reply) => replies.push(reply),
    frame: (frame, ctx) => {
      frames.push(frame);
      causes.push(ctx);
    },
    close: () => (over = true),
  });
  settle(lab.kernel);
  return { frames, causes, events: () => frames.flatMap((frame) => frame.events), replies, closed: () => over, stream };
}

describe('an etcd member', () => {
  test('answers API servers and refuses everyone else', () => {
    const lab = createLab();
    const request: EtcdRequest = { op: 'range', key: '/a' };
    expect(send(lab, [request])[0]?.ok).toBe(true);
    expect(send(lab, [request], lab.stranger)[0]).toEqual({ ok: false, fault: 'refused' });
  });

  test('commits proposals that come together with one fsync, in the order they came', () => {
    const lab = createLab();
    const before = lab.kernel.nowUs;
    const answers = send<TxnResult>(
      lab,
      [1, 2, 3, 4].map((value) => put('/a', value)),
    );
    const revisions = answers.map((answer) => (answer.ok && answer.value.ok ? answer.value.value.revision : 0));
    expect(revisions.toSorted((left, right) => left - right)).toEqual([2, 3, 4, 5]);
    // One fsync for the first, at most one more for those that came while it ran.
    expect(lab.kernel.nowUs - before).toBeLessThan(3_500);
    expect(readStore(lab.machine.disk)?.recentLog.map((line) => line.revision)).toEqual([2, 3, 4, 5]);
  });

  test('lets only one of two swaps of the same version through', () => {
    const lab = createLab();
    ask(lab, put('/a', 'first'));
    const swap = (value: string): TxnRequest => ({
      op: 'txn',
      compare: [{ key: '/a', target: 'modRevision', result: '=', value: 2 }],
      success: [{ type: 'put', key: '/a', value }],
      failure: [{ type: 'range', key: '/a' }],
    });
    const answers = send<TxnResult>(lab, [swap('mine'), swap('yours')]);
    const outcomes = answers.map((answer) => (answer.ok && answer.value.ok ? answer.value.value.succeeded : undefined));
    expect(outcomes.filter((succeeded) => succeeded)).toHaveLength(1);
  });

  test('comes back from its disk with everything that was committed, in a new term', () => {
    const lab = createLab();
    ask(lab, put('/a', 'kept'));
    const before = readStore(lab.machine.disk)?.term ?? 0;
    lab.kernel.kill('etcd-0');
    lab.kernel.restart('etcd-0');
    expect(ask<RangeResult>(lab, { op: 'range', key: '/a' }).items[0]?.value).toBe('kept');
    expect(readStore(lab.machine.disk)?.term).toBe(before + 1);
  });

  test('forgets what was proposed but not on disk when it was killed', () => {
    const lab = createLab();
    const answers: CallResult<unknown>[] = [];
    lab.sim.spawn(
      (function* () {
        answers.push(yield* lab.sim.net.call(ADDRESS, put('/a', 'lost'), CTX));
      })(),
    );
    lab.kernel.input('poke', '', () => {});
    lab.kernel.runUntil(lab.kernel.nowUs + 400);
    lab.kernel.kill('etcd-0');
    settle(lab.kernel);
    expect(answers).toEqual([{ ok: false, fault: 'reset' }]);
    expect(readStore(lab.machine.disk)?.revision).toBe(1);
  });

  test('tells watchers what happened since a revision, then what happens, each event with the commit that caused it', () => {
    const lab = createLab();
    ask(lab, put('/a', 1));
    ask(lab, put('/b', 2));
    const seen = watch(lab, 3);
    ask(lab, put('/a', 3));
    expect(seen.events().map((event) => [event.key, event.value, event.modRevision])).toEqual([
      ['/b', 2, 3],
      ['/a', 3, 4],
    ]);
    for (const event of seen.events()) expect(lab.kernel.trace.get(event.commit.span)).toMatchObject({ kind: 'commit', object: event.key });
    expect(seen.causes[1]).toBe(seen.events()[1]?.commit);
  });

  test('refuses a watch from a compacted revision and says from where it could begin', () => {
    const lab = createLab();
    for (const value of [1, 2, 3]) ask(lab, put('/a', value));
    ask(lab, { op: 'compact', revision: 3 });
    const seen = watch(lab, 2);
    expect(seen.replies).toMatchObject([{ ok: false, error: { reason: 'compacted', compactRevision: 3 } }]);
    expect(seen.closed()).toBe(true);
  });

  test('compacts by itself when history grows past its limit', () => {
    const lab = createLab(10);
    for (let value = 0; value < 30; value++) ask(lab, put('/a', value));
    const store = readStore(lab.machine.disk);
    expect((store?.revision ?? 0) - (store?.compactRevision ?? 0)).toBeLessThanOrEqual(11);
    expect(ask<RangeResult>(lab, { op: 'range', key: '/a' }).items[0]?.value).toBe(29);
  });

  test('deletes a lease’s keys when nobody keeps it alive, and keeps them while somebody does', () => {
    const lab = createLab();
    const { id } = ask<LeaseResult>(lab, { op: 'leaseGrant', ttlSeconds: 10 });
    ask(lab, put('/a', 1, id));
    lab.kernel.runUntil(lab.kernel.nowUs + 6_000_000);
    ask(lab, { op: 'leaseKeepAlive', id });
    lab.kernel.runUntil(lab.kernel.nowUs + 6_000_000);
    expect(ask<RangeResult>(lab, { op: 'range', key: '/a' }).count).toBe(1);
    lab.kernel.runUntil(lab.kernel.nowUs + 6_000_000);
    expect(ask<RangeResult>(lab, { op: 'range', key: '/a' }).count).toBe(0);
    expect(send(lab, [put('/b', 1, id)])[0]).toMatchObject({ value: { ok: false, error: { reason: 'leaseNotFound' } } });
  });

  test('gives a lease its whole time again after a restart', () => {
    const lab = createLab();
    const { id } = ask<LeaseResult>(lab, { op: 'leaseGrant', ttlSeconds: 10 });
    ask(lab, put('/a', 1, id));
    lab.kernel.runUntil(lab.kernel.nowUs + 9_000_000);
    lab.kernel.kill('etcd-0');
    lab.kernel.restart('etcd-0');
    lab.kernel.runUntil(lab.kernel.nowUs + 9_000_000);
    expect(ask<RangeResult>(lab, { op: 'range', key: '/a' }).count).toBe(1);
    lab.kernel.runUntil(lab.kernel.nowUs + 2_000_000);
    expect(ask<RangeResult>(lab, { op: 'range', key: '/a' }).count).toBe(0);
  });

  test('background writes leave the lab idle, foreground writes behind them do not', () => {
    const lab = createLab();
    const background: Context = { span: 0, background: true };
    const write = (ctx: Context): void => {
      lab.kernel.input('write', '', () =>
        lab.sim.spawn(
          (function* () {
            yield* lab.sim.net.call(ADDRESS, put('/a', 1), ctx);
          })(),
        ),
      );
    };
    write(background);
    expect(lab.kernel.idle).toBe(true);
    lab.kernel.runUntil(lab.kernel.nowUs + 300);
    write(CTX);
    settle(lab.kernel);
    expect(readStore(lab.machine.disk)?.revision).toBe(3);
  });
});
