// A lab behind messages: starts, answers, keeps the pace asked for, and holds no timer while it is paused.
import { describe, expect, test } from 'vitest';
import type { ApiResponse, Episode, ObjectList, PacketWalk, PictureDelta } from '../index.ts';
import { deploymentManifest, serviceManifest } from '../testing/manifests.ts';
import { LabHost } from './lab-host.ts';
import type { Platform } from './pace.ts';
import type { LabMessage, LabMethod, LabMethods, LabRequest, LabState } from './protocol.ts';

/** A platform whose clock the test moves, with every timer it was asked for. */
class FakePlatform implements Platform {
  ms = 0;
  timers: { atMs: number; act: () => void }[] = [];

  /** What a look at the clock takes, so that slices come to an end. */
  tickMs = 0;

  nowMs(): number {
    this.ms += this.tickMs;
    return this.ms;
  }

  after(ms: number, act: () => void): () => void {
    const timer = { atMs: this.ms + ms, act };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((each) => each !== timer);
    };
  }

  /** Moves real time on, calling what falls due, and lets promises have their turn. */
  async advance(ms: number): Promise<void> {
    const endMs = this.ms + ms;
    for (;;) {
      await Promise.resolve();
      const due = this.timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((each) => each !== due);
      this.ms = Math.max(this.ms, due.atMs);
      due.act();
    }
    this.ms = endMs;
    for (let i = 0; i < 20; i++) await Promise.resolve();
  }
}

class Lab {
  readonly platform = new FakePlatform();
  readonly messages: LabMessage[] = [];
  readonly #host = new LabHost((message) => this.messages.push(structuredClone(message)), this.platform);
  #id = 0;

  async call<M extends LabMethod>(method: M, params: LabMethods[M]['params'], waitMs = 0): Promise<LabMethods[M]['result']> {
    const id = ++this.#id;
    const done = this.#host.receive({ id, method, params });
    await this.platform.advance(waitMs);
    await Promise.race([done, Promise.resolve()]);
    return this.#answer<M>(id, method);
  }

  #answer<M extends LabMethod>(id: number, method: M): LabMethods[M]['result'] {
    const answer = this.messages.find((message) => 'id' in message && message.id === id);
    if (answer === undefined) throw new Error(`${method} was not answered`);
    if ('error' in answer) throw new Error(answer.error);
    return (answer as { result: LabMethods[M]['result'] }).result;
  }

  /** Sends without moving real time; the promise is the answer. */
  send<M extends LabMethod>(method: M, params: LabMethods[M]['params']): Promise<LabMethods[M]['result']> {
    const id = ++this.#id;
    const answer = this.#host.receive({ id, method, params }).then(() => this.#answer<M>(id, method));
    // Tests look at it later.
    answer.catch(() => undefined);
    return answer;
  }

  /** Sends what no caller with types could, and gives the error that comes back. */
  async raw(request: unknown): Promise<string> {
    const before = this.messages.length;
    await this.#host.receive(request as LabRequest);
    const answers = this.messages.slice(before).filter((message) => 'id' in message);
    expect(answers).toHaveLength(1);
    return (answers[0] as { error: string }).error;
  }

  get state(): LabState {
    const states = this.messages.filter((message) => 'event' in message && message.event === 'state');
    return (states.at(-1) as { state: LabState }).state;
  }

  get deltas(): PictureDelta[] {
    return this.messages.flatMap((message) => ('event' in message && message.event === 'picture' ? [message.delta] : []));
  }
}

async function startedLab(paused = false): Promise<Lab> {
  const lab = new Lab();
  const state = await lab.call('start', { seed: 1, paused }, 1);
  expect(state.phase).toBe('running');
  return lab;
}

const apply = (lab: Lab, path: string, body: unknown, waitMs: number): Promise<ApiResponse> =>
  lab.call('api', { method: 'POST', path, headers: { 'user-agent': 'kubectl' }, body }, waitMs);

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const SERVICES = '/api/v1/namespaces/default/services';

describe('a lab behind messages', () => {
  test('starts, applies at 1x, and three pods are ready a few real seconds later', async () => {
    const lab = await startedLab();
    expect((await apply(lab, DEPLOYMENTS, deploymentManifest('web', 3), 100)).code).toBe(201);
    await lab.platform.advance(200);
    const early = (await lab.call('api', { method: 'GET', path: '/api/v1/namespaces/default/pods' })).body as ObjectList;
    expect(early.items).toHaveLength(3);
    expect((await lab.call('picture', { cursor: { at: 'live' } })).loops[0]?.actual).toBe(0);
    await lab.platform.advance(6_000);
    const picture = await lab.call('picture', { cursor: { at: 'live' } });
    expect(picture.loops[0]).toMatchObject({ name: 'web', desired: 3, actual: 3 });
    expect(picture.pods.map((pod) => pod.status)).toEqual(['Running', 'Running', 'Running']);
  });

  test('paused, it holds no timer; reads are answered, writes wait and are named', async () => {
    const lab = await startedLab(true);
    const before = lab.state.timeUs;
    expect(lab.platform.timers).toEqual([]);
    await lab.platform.advance(60_000);
    expect((await lab.call('api', { method: 'GET', path: '/api/v1/nodes' })).code).toBe(200);
    await expect(apply(lab, DEPLOYMENTS, deploymentManifest('web', 1), 1_000)).rejects.toThrow('was not answered');
    expect(lab.state.waiting).toEqual([`POST ${DEPLOYMENTS} from kubectl`]);
    expect(lab.platform.timers).toEqual([]);
    await lab.call('resume', null, 2_000);
    expect(lab.state.waiting).toEqual([]);
    expect(lab.state.timeUs).toBeGreaterThan(before);
  });

  test('step runs one event, skip runs ten seconds and stays paused', async () => {
    const lab = await startedLab(true);
    const before = lab.state.timeUs;
    const stepped = await lab.call('step', null);
    expect(stepped.timeUs).toBeGreaterThanOrEqual(before);
    const skipped = await lab.call('skip', { ms: 10_000 }, 10);
    expect(skipped.timeUs).toBe(stepped.timeUs + 10_000_000);
    expect(skipped.paused).toBe(true);
    expect(lab.platform.timers).toEqual([]);
  });

  test('pausing ends a skip where it is', async () => {
    const lab = await startedLab();
    lab.platform.tickMs = 1;
    await expect(lab.call('skip', { ms: 80_000_000 })).rejects.toThrow('was not answered');
    const paused = await lab.call('pause', null);
    expect(paused.paused).toBe(true);
    expect(lab.platform.timers).toEqual([]);
    await lab.platform.advance(5_000);
    expect((await lab.call('step', null)).timeUs).toBeLessThan(80_000_000_000);
    expect(lab.platform.timers).toEqual([]);
  });

  test('a follower gets one whole picture, then only what changed', async () => {
    const lab = await startedLab();
    await lab.call('follow', { on: true }, 10);
    expect(lab.deltas[0]?.reset).toBe(true);
    expect(lab.deltas[0]?.nodes).toHaveLength(3);
    await apply(lab, DEPLOYMENTS, deploymentManifest('web', 2), 8_000);
    expect(lab.deltas.slice(1).every((delta) => !delta.reset)).toBe(true);
    const seen = new Set(lab.deltas.flatMap((delta) => delta.pods ?? []).map((pod) => pod.name));
    expect(seen.size).toBe(2);
  });

  test('watches bring what is there, then what changes', async () => {
    const lab = await startedLab();
    const { watch } = await lab.call('watch', { path: '/api/v1/pods' }, 10);
    await apply(lab, DEPLOYMENTS, deploymentManifest('web', 2), 8_000);
    const frames = lab.messages.flatMap((message) =>
      'event' in message && message.event === 'watch' && message.watch === watch ? message.frames : [],
    );
    expect(frames.filter((frame) => frame.type === 'ADDED')).toHaveLength(2);
    expect(frames.some((frame) => frame.type === 'MODIFIED')).toBe(true);
    await expect(lab.call('watch', { path: '/api/v1/nothing' })).rejects.toThrow('cannot watch');
  });

  test('every step of an apply can be walked back to the click', async () => {
    const lab = await startedLab();
    await apply(lab, DEPLOYMENTS, deploymentManifest('web', 1), 8_000);
    const [newest] = await lab.call('episodes', { limit: 1 });
    const episode: Episode = await lab.call('episode', { root: newest?.root ?? 0 });
    const running = episode.spans.find(
      (span) =>
        span.kind === 'request' &&
        span.component.startsWith('kubelet/') &&
        span.object.endsWith('/status') &&
        span.startUs > episode.startUs + 1_000_000,
    );
    let step = running;
    const path: string[] = [];
    while (step !== undefined && path.length < 50) {
      path.push(step.component);
      const { cause } = step;
      step = episode.spans.find((span) => span.id === cause);
    }
    expect(path.at(-1)).toBe('outside');
    for (const component of ['kubectl', 'kube-apiserver', 'etcd-0', 'deployment-controller', 'replicaset-controller', 'kube-scheduler'])
      expect(path).toContain(component);
  });

  test('a packet is answered by a pod, and rewinding takes the Service away again', async () => {
    const lab = await startedLab();
    const before = lab.state.timeUs;
    await apply(lab, DEPLOYMENTS, deploymentManifest('web', 2), 8_000);
    await apply(lab, SERVICES, serviceManifest('web', 'LoadBalancer'), 8_000);
    const walk: PacketWalk = await lab.call('packet', { service: 'default/web' }, 200);
    expect(walk.outcome).toBe('answered');
    const back = await lab.call('rewind', { timeUs: before });
    expect(back.timeUs).toBe(before);
    const gone = await lab.call('api', { method: 'GET', path: `${SERVICES}/web` });
    expect(gone.code).toBe(404);
  });

  test('a component is killed and comes back; nonsense is refused in words', async () => {
    const lab = await startedLab();
    const before = lab.state;
    const { newest } = await lab.call('kill', { process: 'kube-scheduler' });
    expect(lab.state).toMatchObject({ newest, revision: before.revision });
    expect(newest).toBeGreaterThan(before.newest);
    const down = (await lab.call('picture', { cursor: { at: 'live' } })).components.find(({ name }) => name === 'kube-scheduler');
    expect(down?.up).toBe(false);
    await lab.call('restart', { process: 'kube-scheduler' });
    await expect(lab.call('kill', { process: 'nobody' })).rejects.toThrow('no running process is named nobody');
    await expect(lab.call('speed', { speed: 5000 })).rejects.toThrow('speed must be between');
    await expect(lab.call('skip', { ms: -1 })).rejects.toThrow('skip: ms must be between 0 and 86,400,000, not -1');
  });

  test('whatever is sent as a request is answered with a sentence, and spoils nothing', async () => {
    const lab = await startedLab(true);
    const junk = [
      null,
      undefined,
      5,
      'text',
      [],
      {},
      true,
      { path: 7, process: {}, timeUs: Number.NaN, cursor: { at: 'past' }, service: [] },
    ];
    const methods = ['api', 'watch', 'unwatch', 'speed', 'skip', 'runToIdle', 'rewind', 'kill', 'restart', 'follow', 'picture', 'packet'];
    const unknown = ['', 'toString', 'constructor', '__proto__', 'hasOwnProperty'];
    for (const method of [...methods, ...unknown])
      for (const params of junk) expect(await lab.raw({ id: 1000, method, params }), method).toMatch(/must be|unknown method/);
    for (const request of [null, undefined, 5, 'text', [], {}, { id: 'a', method: 'pause' }])
      expect(await lab.raw(request)).toMatch(/a request is an object|id must be a whole number/);
    expect(await lab.call('pause', null)).toMatchObject({ phase: 'running', waiting: [], failure: '' });
    for (const path of ['/version', '/api', '/api/v1', '/', '']) await expect(lab.call('watch', { path })).rejects.toThrow(/cannot watch/);
    await lab.call('rewind', { timeUs: lab.state.timeUs });
  });

  test('a cluster is not started with numbers that mean nothing', async () => {
    const lab = new Lab();
    for (const [options, words] of [
      [{ seed: Number.NaN }, 'seed must be a whole number, not NaN'],
      [{ workers: 0 }, 'workers must be a whole number from 1 to 5000, not 0'],
      [{ workers: 1e9 }, 'workers must be'],
      [{ speed: 0 }, 'speed must be between 0.01 and 1000 or max, not 0'],
    ] as const)
      await expect(lab.call('start', options, 1)).rejects.toThrow(words);
    await expect(lab.call('pause', null)).rejects.toThrow('start one first');
    expect((await lab.call('start', { seed: 1 }, 1)).phase).toBe('running');
  });

  test('nobody waits for ever: going back or starting again ends what waits, in words', async () => {
    const lab = await startedLab(true);
    const write = { method: 'POST', path: DEPLOYMENTS, body: deploymentManifest('web', 1) } as const;
    const rewound = [lab.send('api', write), lab.send('api', { ...write, body: deploymentManifest('other', 1) })];
    await lab.call('rewind', { timeUs: 1_000_000 });
    for (const answer of rewound) await expect(answer).rejects.toThrow('time went back to before the answer came');
    expect(lab.state.waiting).toEqual([]);
    const waiting = lab.send('api', write);
    const skipping = lab.send('skip', { ms: 60_000 });
    const first = lab.send('start', { seed: 1, paused: true });
    const second = lab.send('start', { seed: 2, paused: true });
    await lab.platform.advance(1);
    await expect(waiting).rejects.toThrow('another cluster was started before the answer came');
    for (const answer of [skipping, first, second]) expect((await answer).phase).not.toBe('failed');
    expect(lab.state).toMatchObject({ phase: 'running', paused: true });
  });

  test('instants beyond the present are the present, before the beginning the beginning', async () => {
    const lab = await startedLab(true);
    const { timeUs } = lab.state;
    expect((await lab.call('picture', { cursor: { at: 'past', timeUs: 1e15 } })).timeUs).toBe(timeUs);
    expect((await lab.call('picture', { cursor: { at: 'past', timeUs: -1 } })).timeUs).toBe(0);
    expect((await lab.call('rewind', { timeUs: 1e15 })).timeUs).toBe(timeUs);
    expect((await lab.call('rewind', { timeUs: -1 })).timeUs).toBe(0);
  });
});
