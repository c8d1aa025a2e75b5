// A lab behind messages: answers the protocol for one cluster, at its pace. The same in a worker thread and a web worker.
import { bootWatch, type Cluster, type ClusterOptions, createCluster, type Input, replay, type SavedState } from '../index.ts';
import type { Entrance, Serve, Serving } from './entrance.ts';
import { FrontDoor } from './front-door.ts';
import { Pace, type Platform } from './pace.ts';
import { instantOf, PictureFeed } from './picture-feed.ts';
import type { LabMessage, LabMethod, LabMethods, LabOptions, LabRequest, LabState } from './protocol.ts';
import { requestProblem } from './request-check.ts';
import { WatchFeed } from './watch-feed.ts';

/** Virtual time a start may take before it counts as failed. */
const BOOT_LIMIT_US = 120_000_000;
const STATE_EVERY_MS = 250;
/** A day of somebody who asks once a second; the bytes are of bodies that were sent. */
const WHOLE_PAST = { inputLimit: { count: 100_000, bytes: 128 * 1024 * 1024 } };

/** What only some hosts have. */
export interface LabExtras {
  /** Where there are sockets to serve on. */
  readonly serve?: Serve;
  /** Where the first start goes on. */
  readonly resume?: SavedState;
  /** What clusters keep of their past; enough to rewind a day of ordinary use, and all of etcd's, unless told otherwise. */
  readonly past?: Pick<ClusterOptions, 'inputLimit' | 'compactionIntervalMs'>;
  /** Told of each cluster that takes the place of the one before, at its first instant. */
  readonly onCluster?: (cluster: Cluster) => void;
}

type Handlers = {
  readonly [M in LabMethod]: (params: LabMethods[M]['params']) => LabMethods[M]['result'] | Promise<LabMethods[M]['result']>;
};

export class LabHost {
  readonly #post: (message: LabMessage) => void;
  readonly #platform: Platform;
  readonly #watches: WatchFeed;
  readonly #pictures: PictureFeed;
  readonly #door: FrontDoor;
  readonly #extras: LabExtras;
  #resume: SavedState | undefined;
  #serving: Serving | undefined;
  #options: ClusterOptions = {};
  #cluster: Cluster | undefined;
  #pace: Pace | undefined;
  #booting = false;
  #failure = '';
  /** Ends every wait for something that will now never happen, with a sentence that says why. */
  readonly #waits = new Set<(reason: string) => void>();
  #lastState: LabState | undefined;
  #lastStateMs = 0;

  constructor(post: (message: LabMessage) => void, platform: Platform, extras: LabExtras = {}) {
    this.#extras = extras;
    this.#resume = extras.resume;
    this.#door = new FrontDoor(
      () => this.#present(),
      () => this.#afterInput(),
      (error) => this.#fail(error),
    );
    this.#post = post;
    this.#platform = platform;
    this.#watches = new WatchFeed(post);
    this.#pictures = new PictureFeed(post, platform);
  }

  /** Where callers with sockets come in. */
  get entrance(): Entrance {
    return this.#door;
  }

  /** Answers one request, whatever it is; never throws. */
  async receive(request: LabRequest): Promise<void> {
    const problem = requestProblem(request);
    if (problem !== undefined) {
      const id = (request as Partial<LabRequest> | null | undefined)?.id;
      this.#post({ id: Number.isSafeInteger(id) ? (id as number) : 0, error: problem });
      return;
    }
    try {
      const handler = this.#handlers[request.method] as (params: unknown) => unknown;
      const pending = handler(request.params);
      // At once, not when the answer has come: what went in may have made work, and may wait for long.
      this.#afterChange();
      const result = await pending;
      this.#post({ id: request.id, result });
    } catch (error) {
      this.#post({ id: request.id, error: error instanceof Error ? error.message : String(error) });
    }
    this.#afterChange();
  }

  readonly #handlers: Handlers = {
    start: (options) => this.#start(options),
    api: (request) => this.#api(request),
    watch: ({ path }) => ({ watch: this.#watches.open(this.#running(), path) }),
    unwatch: ({ watch }) => {
      this.#watches.close(watch);
      return null;
    },
    pause: () => {
      // A start runs to its end; anything else that runs ahead stops where it is.
      if (!this.#booting) this.#pace?.endSprint();
      return this.#set({ paused: true });
    },
    resume: () => this.#set({ paused: false }),
    step: () => {
      const cluster = this.#running();
      this.#pace?.set({ paused: true });
      cluster.step();
      return this.#state();
    },
    speed: ({ speed }) => this.#set({ speed }),
    skip: ({ ms }) => this.#sprint(ms, () => false),
    runToIdle: ({ limitMs }) => this.#sprint(limitMs, (cluster) => cluster.idle),
    rewind: ({ timeUs }) => this.#rewind(timeUs),
    kill: ({ process }) => this.#process('kill', process),
    restart: ({ process }) => this.#process('restart', process),
    serve: (options) => this.#startServing(options),
    unserve: async () => {
      const serving = this.#serving;
      this.#serving = undefined;
      await serving?.close();
      return null;
    },
    follow: ({ on, cursor, maxPerSecond }) => {
      this.#pictures.follow(on, cursor ?? { at: 'live' }, maxPerSecond ?? 10);
      if (this.#cluster !== undefined) this.#pictures.update(this.#cluster);
      return null;
    },
    picture: ({ cursor }) => {
      const cluster = this.#running();
      return cluster.picture(instantOf(cursor, cluster.nowUs));
    },
    episodes: ({ limit }) => this.#running().episodes(limit),
    episode: ({ root, limit }) => this.#running().episode(root, limit ?? 2000),
    spans: ({ fromUs, toUs, limit, background }) => this.#running().spans(fromUs, toUs, limit, background),
    explain: (what) => this.#running().explain(what),
    packet: ({ service, port, fromPod }) =>
      this.#untilAnswered((cluster, resolve) => {
        const input: Input = { type: 'packet', service, ...(port !== undefined && { port }), ...(fromPod !== undefined && { fromPod }) };
        cluster.apply(input, (output) => output.type === 'packet' && resolve(output.walk));
      }),
    activity: ({ binUs, binCount }) => {
      const cluster = this.#running();
      return { toUs: cluster.nowUs, rows: cluster.activity(binUs, binCount) };
    },
    timeline: (params) => {
      const cluster = this.#running();
      return { fromUs: 0, toUs: cluster.nowUs, revisions: cluster.revisions(params?.since ?? 0), traceHash: cluster.traceHash };
    },
  };

  async #start(options: LabOptions): Promise<LabState> {
    this.#failure = '';
    this.#options = {
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.calendarMs === undefined ? {} : { calendarMs: options.calendarMs }),
      ...(options.workers === undefined ? {} : { workers: options.workers }),
      ...(this.#serving === undefined ? {} : { rootCertificate: this.#serving.authority }),
      ...(this.#resume === undefined ? {} : { resume: this.#resume }),
      ...(this.#extras.past ?? WHOLE_PAST),
    };
    // Whoever starts again wants a new cluster.
    this.#resume = undefined;
    this.#booting = true;
    const cluster = createCluster(this.#options);
    this.#adopt(cluster, 'another cluster was started before the answer came');
    this.#afterChange();
    await this.#pace?.sprint(BOOT_LIMIT_US, bootWatch(cluster));
    // Started again meanwhile: that start has the word.
    if (this.#cluster !== cluster) return this.#state();
    this.#booting = false;
    if (this.#failure === '' && !cluster.boot().every((step) => step.done))
      this.#failure = `the cluster did not start within ${BOOT_LIMIT_US / 1_000_000} virtual seconds`;
    this.#pace?.set({ paused: options.paused ?? false, speed: options.speed ?? 1 });
    return this.#state();
  }

  #api(request: LabMethods['api']['params']): LabMethods['api']['result'] | Promise<LabMethods['api']['result']> {
    if (request.method === 'GET') return this.#running().read(request);
    return this.#untilAnswered((cluster, resolve) => {
      cluster.apply({ type: 'api', request }, (output) => output.type === 'api' && resolve(output.response));
    });
  }

  /** Puts something in and waits for what comes back; a wait that time itself takes away ends with an error. */
  #untilAnswered<T>(put: (cluster: Cluster, resolve: (answer: T) => void) => void): Promise<T> {
    const cluster = this.#input();
    return new Promise((resolve, reject) => {
      const giveUp = (reason: string): void => reject(new Error(reason));
      this.#waits.add(giveUp);
      const answered = this.#pace?.attend();
      put(cluster, (answer) => {
        this.#waits.delete(giveUp);
        answered?.();
        resolve(answer);
      });
    });
  }

  #endWaits(reason: string): void {
    for (const giveUp of this.#waits) giveUp(reason);
    this.#waits.clear();
    this.#door.endAll();
  }

  async #startServing(options: LabMethods['serve']['params']): Promise<LabMethods['serve']['result']> {
    const { serve } = this.#extras;
    if (serve === undefined) throw new Error('there are no sockets here to serve on');
    await this.#serving?.close();
    this.#serving = undefined;
    const serving = await serve(this.#door, options);
    this.#serving = serving;
    return { server: serving.server, kubeconfig: serving.kubeconfig };
  }

  /** What callers over a wire find; nothing while there is no cluster or it has failed. */
  #present(): { readonly cluster: Cluster; readonly pace: Pace } | undefined {
    if (this.#cluster === undefined || this.#pace === undefined || this.#failure !== '') return undefined;
    this.#pace.catchUp();
    return { cluster: this.#cluster, pace: this.#pace };
  }

  #process(type: 'kill' | 'restart', process: string): LabState {
    let changed = false;
    this.#input().apply({ type, process }, (output) => {
      changed = output.type === 'process' && output.changed;
    });
    if (!changed)
      throw new Error(type === 'kill' ? `no running process is named ${process}` : `no process that is down is named ${process}`);
    return this.#state();
  }

  #rewind(timeUs: number): LabState {
    const before = this.#running();
    if (this.#booting) throw new Error('the cluster is still starting: there is nothing to go back to yet');
    const goalUs = Math.max(0, Math.min(Math.round(timeUs), before.nowUs));
    const { inputs, inputsEndUs } = before;
    if (inputsEndUs !== undefined && goalUs >= inputsEndUs) throw new Error(tooMuchHappened(inputs.length, inputsEndUs));
    const cluster = replay(createCluster, this.#options, inputs, { timeUs: goalUs });
    const paused = this.#pace?.paused ?? true;
    const speed = this.#pace?.speed ?? 1;
    this.#adopt(cluster, 'time went back to before the answer came');
    this.#failure = '';
    this.#watches.restart(cluster);
    this.#pictures.reset();
    this.#pace?.set({ paused, speed });
    return this.#state();
  }

  /** `why`: what those are told who wait for the cluster before this one. */
  #adopt(cluster: Cluster, why: string): void {
    this.#pace?.stop();
    this.#endWaits(why);
    this.#cluster = cluster;
    this.#extras.onCluster?.(cluster);
    this.#pace = new Pace(
      cluster,
      this.#platform,
      () => this.#afterChange(),
      (error) => this.#fail(error),
    );
    this.#pictures.reset();
  }

  #fail(error: unknown): void {
    this.#pace?.stop();
    this.#failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#endWaits(this.#failure);
    this.#afterChange();
  }

  /** Something is about to come in from outside: first bring the clock to the present. */
  #input(): Cluster {
    const cluster = this.#running();
    if (this.#failure !== '') throw new Error(`the cluster has stopped: ${this.#failure}`);
    this.#pace?.catchUp();
    return cluster;
  }

  #running(): Cluster {
    if (this.#cluster === undefined) throw new Error('no cluster is running: start one first');
    return this.#cluster;
  }

  #set(change: { paused?: boolean; speed?: LabState['speed'] }): LabState {
    this.#running();
    this.#pace?.set(change);
    return this.#state();
  }

  async #sprint(ms: number, stop: (cluster: Cluster) => boolean): Promise<LabState> {
    const cluster = this.#input();
    await this.#pace?.sprint(cluster.nowUs + Math.round(ms * 1000), stop);
    return this.#state();
  }

  #state(): LabState {
    const cluster = this.#cluster;
    return {
      phase: this.#failure !== '' ? 'failed' : this.#booting || cluster === undefined ? 'starting' : 'running',
      paused: this.#pace?.paused ?? true,
      speed: this.#pace?.speed ?? 1,
      idle: cluster?.idle ?? true,
      timeUs: cluster?.nowUs ?? 0,
      revision: cluster?.revision ?? 0,
      newest: cluster?.newestEpisode ?? 0,
      waiting: cluster?.waiting ?? [],
      failure: this.#failure,
      boot: this.#booting ? (cluster?.boot() ?? []) : [],
    };
  }

  /** Something came in over a wire: where the next slice brings no answer, it is shown at once that somebody waits. */
  #afterInput(): void {
    const { paused = true, speed = 1 } = this.#pace ?? {};
    if (paused || (speed !== 'max' && speed < 1)) this.#afterChange();
    else this.#pace?.wake();
  }

  /** After every slice and request: tells the outside what changed, at most a few times a second, and looks at the pace. */
  #afterChange(): void {
    const cluster = this.#cluster;
    if (cluster === undefined) return;
    // While a program only starts, the port stays as it is: nobody else shall take it then.
    if (cluster.apiServer !== 'starting') this.#serving?.setOpen(cluster.apiServer === 'up');
    this.#watches.update(cluster);
    this.#pictures.update(cluster);
    const state = this.#state();
    const nowMs = this.#platform.nowMs();
    if (nowMs - this.#lastStateMs >= STATE_EVERY_MS || !saysTheSame(state, this.#lastState)) {
      this.#lastState = state;
      this.#lastStateMs = nowMs;
      this.#post({ event: 'state', state });
    }
    this.#pace?.wake();
  }
}

/** Why an instant cannot be gone back to, and which can. */
function tooMuchHappened(kept: number, endUs: number): string {
  if (kept === 0) return 'time cannot go back here: what came from outside was not kept';
  const seconds = Math.floor(endUs / 1_000_000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = [hours, minutes, rest].map((part) => String(part).padStart(2, '0')).join(':');
  return `time can go back to ${clock} or earlier, not to later: the first ${kept} requests are kept to be run again, and there were more`;
}

/** But for the instant and the revision. Asked after every slice, so that it goes by what differs first and makes no texts. */
function saysTheSame(state: LabState, other: LabState | undefined): boolean {
  return (
    other !== undefined &&
    state.idle === other.idle &&
    state.newest === other.newest &&
    state.phase === other.phase &&
    state.paused === other.paused &&
    state.speed === other.speed &&
    state.failure === other.failure &&
    state.waiting.length === other.waiting.length &&
    state.waiting.every((words, index) => words === other.waiting[index]) &&
    JSON.stringify(state.boot) === JSON.stringify(other.boot)
  );
}
