// The entrance of a lab host: quick while time runs, frozen while it is paused, broken when history changes.
import { describe, expect, test } from 'vitest';
import type { ApiRequest, ObjectList } from '../index.ts';
import type { Arrival } from './entrance.ts';
import { type LabExtras, LabHost } from './lab-host.ts';
import type { Platform } from './pace.ts';
import type { LabMessage, LabMethod, LabMethods, LabState } from './protocol.ts';

/** Real time that only moves when the test says so; what asks for no delay is called at once by `turn`. */
class StillPlatform implements Platform {
  ms = 0;
  soon: (() => void)[] = [];
  later = 0;

  nowMs(): number {
    return this.ms;
  }

  after(ms: number, act: () => void): () => void {
    if (ms > 0) {
      this.later++;
      return () => void this.later--;
    }
    this.soon.push(act);
    return () => {
      this.soon = this.soon.filter((each) => each !== act);
    };
  }

  turn(): void {
    for (let act = this.soon.shift(); act !== undefined; act = this.soon.shift()) act();
  }
}

class Lab {
  readonly platform = new StillPlatform();
  state: LabState | undefined;
  #answer: unknown;
  readonly host: LabHost;

  constructor(extras: LabExtras = {}) {
    this.host = new LabHost((message) => this.#take(message), this.platform, extras);
  }

  #take(message: LabMessage): void {
    if ('event' in message) {
      if (message.event === 'state') this.state = message.state;
    } else this.#answer = message;
  }

  async call<M extends LabMethod>(method: M, params: LabMethods[M]['params']): Promise<LabMethods[M]['result']> {
    this.#answer = undefined;
    const done = this.host.receive({ id: 1, method, params } as never);
    this.platform.turn();
    await done;
    const answer = this.#answer as { readonly result: LabMethods[M]['result'] } | { readonly error: string };
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  }

  /** Sends, lets what asks for no delay happen, and gives what has arrived by then. */
  send(request: ApiRequest): Arrival | undefined {
    let arrived: Arrival | undefined;
    this.host.entrance.send(request, (arrival) => {
      arrived = arrival;
    });
    this.platform.turn();
    return arrived;
  }

  watch(path: string): { readonly log: string[]; readonly close: () => void } {
    const log: string[] = [];
    const close = this.host.entrance.open(
      { method: 'GET', path, query: { watch: 'true' }, user: ADMIN },
      {
        opened: (arrival) => log.push(typeof arrival === 'string' ? arrival : String(arrival.code)),
        frame: (frame) => {
          if ('text' in frame) return log.push(frame.text);
          if ('bytes' in frame) return log.push(`${frame.bytes.length} bytes`);
          if (frame.type === 'ERROR') return log.push(`ERROR ${frame.object.reason} ${frame.object.code}`);
          return log.push(`${frame.type} ${frame.object.metadata.name}`);
        },
        end: () => log.push('end'),
      },
    );
    this.platform.turn();
    return { log, close };
  }
}

async function startedLab(options: { readonly paused?: boolean; readonly speed?: number } = {}): Promise<Lab> {
  const lab = new Lab();
  const state = await lab.call('start', { seed: 1, ...options });
  expect(state.phase).toBe('running');
  return lab;
}

const ADMIN = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins'] };
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const read = (path: string): ApiRequest => ({ method: 'GET', path, user: ADMIN });
const create = (name: string): ApiRequest => ({
  method: 'POST',
  path: CONFIG_MAPS,
  user: ADMIN,
  body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
});

describe('the entrance', () => {
  test('from x1 on, nobody waits in real time for the milliseconds a request takes; its watchers neither', async () => {
    for (const speed of [1, 50]) {
      const lab = await startedLab({ speed });
      const { log } = lab.watch(CONFIG_MAPS);
      const beforeUs = (await lab.call('speed', { speed })).timeUs;
      expect(lab.send(create('one'))).toMatchObject({ code: 201 });
      expect(lab.send(read(`${CONFIG_MAPS}/one`))).toMatchObject({ code: 200 });
      expect(log).toContain('ADDED one');
      const afterUs = (await lab.call('speed', { speed })).timeUs;
      expect(afterUs).toBeGreaterThan(beforeUs);
      expect(afterUs - beforeUs).toBeLessThan(20_000);
    }
  });

  test('the editor is not kept waiting either', async () => {
    const lab = await startedLab();
    expect(await lab.call('api', create('one'))).toMatchObject({ code: 201 });
  });

  test('what takes long by itself takes long in real time too', async () => {
    const lab = await startedLab();
    await lab.call('kill', { process: 'etcd-0' });
    expect(lab.send(create('one'))).toBeUndefined();
    expect(lab.state?.waiting).toEqual([`POST ${CONFIG_MAPS}`]);
  });

  test('slow motion stays slow', async () => {
    const lab = await startedLab({ speed: 0.01 });
    expect(lab.send(create('one'))).toBeUndefined();
    expect(lab.state?.waiting).toEqual([`POST ${CONFIG_MAPS}`]);
  });

  test('paused, reads are answered from the frozen instant for whom may read; writes and watches wait and are named', async () => {
    const lab = await startedLab();
    lab.send(create('one'));
    const paused = await lab.call('pause', null);
    const list = lab.send(read(CONFIG_MAPS));
    expect(((list as { body: ObjectList }).body.items ?? []).map(({ metadata }) => metadata.name)).toContain('one');
    expect(lab.send({ method: 'GET', path: CONFIG_MAPS })).toMatchObject({ code: 403 });
    expect(lab.send({ method: 'GET', path: CONFIG_MAPS, headers: { authorization: 'Bearer none' } })).toMatchObject({ code: 401 });
    expect(lab.send({ ...create('two'), headers: { 'user-agent': 'kubectl/v1.33.0 (linux/amd64)' } })).toBeUndefined();
    const { log } = lab.watch(CONFIG_MAPS);
    expect(log).toEqual([]);
    const state = await lab.call('pause', null);
    expect(state.timeUs).toBe(paused.timeUs);
    expect(state.waiting).toEqual([`POST ${CONFIG_MAPS} from kubectl`, `GET ${CONFIG_MAPS}`]);
    expect(lab.platform.soon).toEqual([]);
    await lab.call('resume', null);
    expect(log).toEqual(expect.arrayContaining(['200', 'ADDED one', 'ADDED two']));
    expect((await lab.call('pause', null)).waiting).toEqual([]);
  });

  test('a rewind and a new start break what was open, and the next comes to the new history', async () => {
    const lab = await startedLab();
    const { timeUs } = await lab.call('speed', { speed: 1 });
    const first = lab.watch(CONFIG_MAPS);
    lab.send(create('one'));
    await lab.call('rewind', { timeUs });
    expect(first.log.slice(-2), 'told to list again, then ended').toEqual(['ERROR Expired 410', 'end']);
    expect(lab.send(read(`${CONFIG_MAPS}/one`))).toMatchObject({ code: 404 });
    const second = lab.watch(CONFIG_MAPS);
    first.close();
    lab.send(create('three'));
    expect(second.log).toContain('ADDED three');
    expect(first.log).not.toContain('ADDED three');
    await lab.call('start', { seed: 2 });
    expect(second.log.at(-1)).toBe('end');
  });

  test('more requests than are kept cannot be rewound past the last that was, and that is said', async () => {
    const lab = new Lab({ past: { inputLimit: { count: 2, bytes: 1e6 } } });
    await lab.call('start', { seed: 1 });
    for (const name of ['one', 'two', 'three', 'four']) expect(lab.send(create(name))).toMatchObject({ code: 201 });
    const { timeUs } = await lab.call('skip', { ms: 65_000 });
    const refusal = /^time can go back to 00:00:\d\d or earlier, not to later: the first 2 requests are kept to be run again/;
    await expect(lab.call('rewind', { timeUs })).rejects.toThrow(refusal);
    expect(lab.send(read(`${CONFIG_MAPS}/four`))).toMatchObject({ code: 200 });
    // The third was the first that was not kept.
    const episodes = await lab.call('episodes', { limit: 2 });
    const third = episodes[1]?.startUs ?? 0;
    await expect(lab.call('rewind', { timeUs: third })).rejects.toThrow(refusal);
    await lab.call('rewind', { timeUs: third - 1 });
    expect(lab.send(read(`${CONFIG_MAPS}/two`))).toMatchObject({ code: 200 });
    expect(lab.send(read(`${CONFIG_MAPS}/three`))).toMatchObject({ code: 404 });
  });

  test('where nothing is kept, nothing can be rewound', async () => {
    const lab = new Lab({ past: { inputLimit: { count: 0, bytes: 0 } } });
    await lab.call('start', { seed: 1 });
    lab.send(create('one'));
    await expect(lab.call('rewind', { timeUs: 1e9 })).rejects.toThrow('time cannot go back here');
    expect(lab.send(read(`${CONFIG_MAPS}/one`))).toMatchObject({ code: 200 });
  });

  test('a dead API server refuses, paused or not; without a cluster there is nobody', async () => {
    const lab = await startedLab();
    await lab.call('kill', { process: 'kube-apiserver' });
    expect(lab.send(read(CONFIG_MAPS))).toBe('refused');
    await lab.call('pause', null);
    expect(lab.send(read(CONFIG_MAPS))).toBe('refused');
    expect(new Lab().send(read(CONFIG_MAPS))).toBe('refused');
  });
});
