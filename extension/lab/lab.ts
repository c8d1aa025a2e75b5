// The lab of this window: one worker thread with one simulated cluster, started on first use. It knows nothing of VS Code.
import type { LabMessage, LabMethod, LabMethods, LabOptions, LabState } from '../../lab-cluster/host/protocol.ts';
import type { WatchEvent } from '../../lab-cluster/index.ts';
import { Emitter } from './emitter.ts';
import { WorkerChannel } from './worker-channel.ts';

type LabEvent = Extract<LabMessage, { event: string }>;
type PictureEvent = Extract<LabMessage, { event: 'picture' }>;
type WatchMessage = Extract<LabMessage, { event: 'watch' }>;

export interface WatchHandler {
  frames(frames: readonly WatchEvent[]): void;
  closed(): void;
}

/** Asked for a cluster where there is none. */
export class NoCluster extends Error {
  constructor() {
    super('There is no cluster yet. Start one first.');
  }
}

export class Lab {
  readonly #file: string;
  readonly #states = new Emitter<LabState | null>();
  readonly #pictures = new Emitter<PictureEvent>();
  readonly #crashes = new Emitter<string>();
  readonly #born = new Emitter<void>();
  readonly #processes = new Emitter<void>();
  readonly #watches = new Map<number, WatchHandler>();
  /** Frames that came before the answer that says which watch they belong to was seen. */
  readonly #early = new Map<number, WatchMessage[]>();
  #channel: WorkerChannel<LabEvent> | undefined;
  #starting: Promise<void> | undefined;
  /** Watches asked for whose number is not known yet. */
  #opening = 0;
  #state: LabState | null = null;
  #options: LabOptions = {};

  /** `file`: the built worker. */
  constructor(file: string) {
    this.#file = file;
  }

  /** null while there is no cluster. */
  get state(): LabState | null {
    return this.#state;
  }

  /** Milliseconds since 1970 on the lab's calendar. */
  nowMs(): number {
    const startMs = Math.floor((this.#options.calendarMs ?? 0) / 1000) * 1000;
    return startMs + Math.floor((this.#state?.timeUs ?? 0) / 1000);
  }

  get isRunning(): boolean {
    return this.#state?.phase === 'running';
  }

  readonly onState = this.#states.event;
  readonly onPicture = this.#pictures.event;
  /** The worker ended by itself; the text says why. */
  readonly onCrash = this.#crashes.event;
  /** A new cluster answers from now on (after a start or a reset). */
  readonly onNewCluster = this.#born.event;

  /** Processes were ended or started from outside. */
  readonly onProcesses = this.#processes.event;

  /** Starts a cluster unless there is one; resolves when it runs. */
  start(options: LabOptions): Promise<void> {
    this.#starting ??= this.#boot(options);
    return this.#starting;
  }

  async stop(): Promise<void> {
    const channel = this.#channel;
    this.#forget();
    await channel?.dispose();
  }

  /** A new cluster with the options of the old one. */
  async reset(): Promise<void> {
    const options = this.#options;
    await this.stop();
    await this.start(options);
  }

  async call<M extends LabMethod>(method: M, params: LabMethods[M]['params']): Promise<LabMethods[M]['result']> {
    if (this.#channel === undefined) throw new NoCluster();
    const result = (await this.#channel.call(method, params)) as LabMethods[M]['result'];
    if (isState(result)) this.#setState(result);
    if (method === 'kill' || method === 'restart' || method === 'rewind') this.#processes.fire();
    return result;
  }

  /** Watches a collection, its present objects first; the result closes the watch. */
  async watch(path: string, handler: WatchHandler): Promise<() => void> {
    const channel = this.#channel;
    this.#opening += 1;
    const { watch } = await this.call('watch', { path }).finally(() => {
      this.#opening -= 1;
    });
    this.#watches.set(watch, handler);
    const early = this.#early.get(watch) ?? [];
    this.#early.delete(watch);
    for (const message of early) this.#deliver(message);
    return () => {
      if (!this.#watches.delete(watch) || channel !== this.#channel) return;
      this.call('unwatch', { watch }).catch(() => undefined);
    };
  }

  async #boot(options: LabOptions): Promise<void> {
    this.#options = options;
    const channel = new WorkerChannel<LabEvent>(this.#file, 'The cluster');
    this.#channel = channel;
    channel.onEvent((event) => this.#receive(event));
    channel.onGone((reason) => this.#crash(reason));
    const running = new Promise<void>((resolve, reject) => {
      const heard = this.onState((state) => {
        if (state?.phase === 'starting') return;
        heard.dispose();
        if (state?.phase === 'running') resolve();
        else reject(new Error(state?.failure || 'The cluster did not start.'));
      });
    });
    // A failed start call is reported by the call itself; nobody else waits for `running` then.
    running.catch(() => undefined);
    try {
      await this.call('start', options);
      await running;
    } catch (error) {
      if (this.#channel === channel) await this.stop();
      throw error;
    }
    this.#born.fire();
  }

  #receive(event: LabEvent): void {
    switch (event.event) {
      case 'state':
        this.#setState(event.state);
        return;
      case 'picture':
        this.#pictures.fire(event);
        return;
      case 'watch':
        this.#deliver(event);
        return;
      default:
        unreachable(event);
    }
  }

  #deliver(message: WatchMessage): void {
    const handler = this.#watches.get(message.watch);
    if (handler === undefined) {
      if (this.#opening === 0) return;
      const early = this.#early.get(message.watch) ?? [];
      this.#early.set(message.watch, [...early, message]);
      return;
    }
    if (message.frames.length > 0) handler.frames(message.frames);
    if (!message.closed) return;
    // After a rewind the worker would go on with it: who wants more opens a new one.
    this.#watches.delete(message.watch);
    this.call('unwatch', { watch: message.watch }).catch(() => undefined);
    handler.closed();
  }

  #setState(state: LabState | null): void {
    this.#state = state;
    this.#states.fire(state);
  }

  #crash(reason: string): void {
    this.#forget();
    this.#crashes.fire(reason);
  }

  #forget(): void {
    this.#channel = undefined;
    this.#starting = undefined;
    const watches = [...this.#watches.values()];
    this.#watches.clear();
    this.#early.clear();
    this.#opening = 0;
    this.#setState(null);
    for (const watch of watches) watch.closed();
  }
}

function isState(result: unknown): result is LabState {
  return typeof result === 'object' && result !== null && 'phase' in result && 'boot' in result;
}

function unreachable(value: never): never {
  throw new Error(`Unknown message ${JSON.stringify(value)}`);
}
