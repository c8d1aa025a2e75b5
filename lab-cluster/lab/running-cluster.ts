// A cluster that runs: inputs go in and are logged, time goes on, and anyone may look without touching it.
import { createAuthority } from '../api/x509/authority.ts';
import type { KubeObject } from '../api/object.ts';
import type { ApiRequest, ApiResponse } from '../api/request.ts';
import { unixSeconds } from '../api/time.ts';
import type { BootStep, Cluster, Input, InputLimit, LoggedInput, Output, StoredChange } from './cluster-types.ts';
import type { AuditListener, AuditLog } from '../apiserver/audit/audit.ts';
import { answerFrozen, auditRefusal } from '../apiserver/frozen-read.ts';
import type { Server } from '../apiserver/server-state.ts';
import { readStore } from '../etcd/data.ts';
import type { DnsAnswer } from '../network/dns.ts';
import { InputLog } from './input-log.ts';
import type { Machines } from './machines.ts';
import { activityOf } from './observe-activity.ts';
import { bootSteps } from './observe-boot.ts';
import { answerRead, isReadOfTheStore } from './observe-read.ts';
import { StoreObserver } from './observe-store.ts';
import { explain } from './observe-why.ts';
import { type Outside, actionOf, askedBy, objectOf } from './outside.ts';
import { sendRecorded } from '../network/packet-spans.ts';
import { walkOf } from './packet.ts';
import { PictureMaker, type WatchedControllers } from './observe-picture.ts';
import { invariant } from '../sim/invariant.ts';
import { Recent } from './recent.ts';
import { type SavedState, saveState } from './saved-state.ts';
import type { Kernel } from '../sim/kernel.ts';
import type { Micros, NetFault, SpanId, Stream, Task } from '../sim/sim.ts';
import { collectEpisode, episodeTitle } from '../view/episode.ts';
import type { ActivityRow, ClusterPicture, Episode, Explanation, PacketWalk, SpanRow } from '../view/picture-types.ts';
import { spanRow } from '../view/span-row.ts';

export interface Assembly {
  readonly kernel: Kernel;
  readonly machines: Machines;
  readonly outside: Outside;
  /** Controllers inside each manager process. */
  readonly controllers: WatchedControllers;
  /** How often this lab was switched on. */
  readonly starts: number;
  readonly signerSeed: number;
  readonly inputLimit?: InputLimit;
  /** The API server that runs at this instant. */
  readonly apiServer: () => Server | 'starting' | undefined;
  /** Asks the running CoreDNS. */
  readonly resolve: (name: string) => DnsAnswer;
  readonly audit: AuditLog;
}

/** Nobody is shown more; older ones are mostly out of the trace as well. */
const MOST_EPISODES = 5_000;

export class RunningCluster implements Cluster {
  readonly #inputs: InputLog;
  readonly #kernel: Kernel;
  readonly #machines: Machines;
  readonly #outside: Outside;
  readonly #starts: number;
  readonly #signerSeed: number;
  readonly #apiServer: Assembly['apiServer'];
  readonly #resolve: Assembly['resolve'];
  readonly #store: StoreObserver;
  readonly #pictures: PictureMaker;
  readonly #audit: AuditLog;
  readonly #auditListeners = new Set<AuditListener>();
  readonly #waiting = new Map<Input, string>();
  /** Spans of the inputs that did something, oldest first: whoever only looks begins no episode. */
  readonly #roots = new Recent<SpanId>(MOST_EPISODES);
  readonly #streams = new Map<number, Stream>();
  #lifeCount = 0;
  /** Made when it is first asked for, because that takes a while. */
  #signerCertificate: string | undefined;

  constructor({ kernel, machines, outside, controllers, apiServer, resolve, audit, starts, signerSeed, inputLimit }: Assembly) {
    this.#inputs = new InputLog(inputLimit);
    this.#starts = starts;
    this.#signerSeed = signerSeed;
    this.#apiServer = apiServer;
    this.#audit = audit;
    this.#resolve = resolve;
    this.#kernel = kernel;
    this.#machines = machines;
    this.#outside = outside;
    const store = (): ReturnType<typeof readStore> => readStore(machines.controlPlane.disk);
    this.#store = new StoreObserver(store);
    this.#pictures = new PictureMaker({ kernel, store, observer: this.#store, controllers });
  }

  get nowUs(): Micros {
    return this.#kernel.nowUs;
  }
  get dateMs(): number {
    return unixSeconds(this.#kernel.nowUs) * 1000;
  }
  get eventCount(): number {
    return this.#kernel.eventCount;
  }
  get idle(): boolean {
    return this.#kernel.idle;
  }
  get revision(): number {
    return this.#store.revision;
  }
  get lifeCount(): number {
    return this.#lifeCount;
  }
  get signerCertificate(): string {
    return (this.#signerCertificate ??= createAuthority(this.#signerSeed).certificate);
  }

  get inputs(): readonly LoggedInput[] {
    return this.#inputs.kept;
  }
  get inputsEndUs(): Micros | undefined {
    return this.#inputs.endUs;
  }
  get traceHash(): string {
    return this.#kernel.trace.hash;
  }
  get apiServer(): Cluster['apiServer'] {
    const server = this.#apiServer();
    return server === undefined ? 'down' : server === 'starting' ? server : 'up';
  }
  get waiting(): readonly string[] {
    return [...this.#waiting.values()];
  }

  step(): boolean {
    return this.#kernel.step();
  }

  nextUs(): Micros | undefined {
    return this.#kernel.nextUs();
  }

  runUntil(untilUs: Micros): void {
    this.#kernel.runUntil(untilUs);
  }

  runToIdle(limitUs: Micros): boolean {
    const endUs = this.nowUs + limitUs;
    while (!this.idle) {
      const next = this.nextUs();
      if (next === undefined || next > endUs) {
        this.runUntil(endUs);
        return false;
      }
      this.step();
    }
    return true;
  }

  apply(input: Input, answer: (output: Output) => void = () => {}): void {
    this.#inputs.add({ eventCount: this.eventCount, atUs: this.nowUs, input });
    switch (input.type) {
      case 'api':
        return this.#request(input, answer);
      case 'open':
        return this.#open(input, answer);
      case 'close':
        return this.#close(input.stream);
      case 'kill':
      case 'restart':
        return this.#process(input.type, input.process, answer);
      case 'packet':
        return this.#packet(input, answer);
    }
  }

  read(request: ApiRequest): ApiResponse {
    return answerRead(this.#store, request, this.nowUs);
  }

  readAs(request: ApiRequest): ApiResponse | NetFault | undefined {
    const server = this.#apiServer();
    if (server === undefined || server === 'starting') return 'refused';
    if (!isReadOfTheStore(request)) return undefined;
    return answerFrozen(server, request, this.#machines.laptop.address, () => this.read(request));
  }

  turnAway(request: ApiRequest, refusal: ApiResponse): ApiResponse {
    const server = this.#apiServer();
    if (server === undefined || server === 'starting') return refusal;
    return auditRefusal(server, request, this.#machines.laptop.address, refusal);
  }

  onAudit(listener: AuditListener): () => void {
    this.#auditListeners.add(listener);
    this.#audit.listener = (event) => {
      for (const tell of this.#auditListeners) tell(event);
    };
    return () => {
      this.#auditListeners.delete(listener);
      if (this.#auditListeners.size === 0) this.#audit.listener = undefined;
    };
  }

  save(since?: number): SavedState | undefined {
    return saveState(this.#kernel, this.#machines, this.#starts, since);
  }

  changesSince(revision: number): readonly StoredChange[] {
    return this.#store.changesSince(revision);
  }

  objectAt(object: string, timeUs?: Micros): KubeObject | undefined {
    return this.#store.objectAt(object, timeUs);
  }

  picture(timeUs?: Micros): ClusterPicture {
    return this.#pictures.at(timeUs);
  }

  boot(): readonly BootStep[] {
    return bootSteps(this.#kernel, this.#machines, this.#store);
  }

  explain(what: { readonly span?: SpanId; readonly object?: string; readonly timeUs?: Micros }): Explanation {
    return explain({ trace: this.#kernel.trace, store: this.#store }, what);
  }

  get newestEpisode(): SpanId {
    return this.#roots.newest ?? 0;
  }

  episodes(limit: number): readonly { readonly root: SpanId; readonly title: string; readonly startUs: Micros }[] {
    const newest: { root: SpanId; title: string; startUs: Micros }[] = [];
    for (const root of this.#roots.newestFirst()) {
      const record = this.#kernel.trace.get(root);
      if (record === undefined || newest.length >= limit) break;
      newest.push({ root: record.id, title: episodeTitle(spanRow(record)), startUs: record.startUs });
    }
    return newest;
  }

  episode(root: SpanId, limit: number): Episode {
    const record = this.#kernel.trace.get(root);
    if (record === undefined) return { root, title: 'no longer in the trace', startUs: 0, spans: [], truncated: true };
    return collectEpisode(spanRow(record), this.#rows(record.startUs, this.nowUs, false), limit);
  }

  spans(fromUs: Micros, toUs: Micros, limit: number, background: boolean): readonly SpanRow[] {
    const rows: SpanRow[] = [];
    for (const row of this.#rows(fromUs, toUs, background)) {
      if (rows.length >= limit) break;
      rows.push(row);
    }
    return rows;
  }

  activity(binUs: Micros, binCount: number): readonly ActivityRow[] {
    return activityOf(this.#kernel.trace, this.nowUs, binUs, binCount);
  }

  revisions(since = 0): readonly { readonly revision: number; readonly timeUs: Micros }[] {
    return this.#store.revisions(since);
  }

  *#rows(fromUs: Micros, toUs: Micros, background: boolean): Iterable<SpanRow> {
    for (const record of this.#kernel.trace.between(fromUs, toUs, background)) yield spanRow(record);
  }

  #request(input: Input & { type: 'api' }, answer: (output: Output) => void): void {
    const { request } = input;
    this.#waiting.set(input, askedBy(request));
    this.#kernel.input(actionOf(request), objectOf(request), (ctx) => {
      if (request.method !== 'GET') this.#roots.push(ctx.span);
      const answered = (response: ApiResponse, fault: NetFault | undefined): void => {
        this.#waiting.delete(input);
        answer({ type: 'api', response, ...(fault === undefined ? {} : { fault }), span: ctx.span });
      };
      if (input.bare === true) this.#outside.sendBare(ctx, request, answered);
      else this.#outside.send(ctx, request, answered);
    });
  }

  #open(input: Input & { type: 'open' }, answer: (output: Output) => void): void {
    const { request, stream } = input;
    invariant(!this.#streams.has(stream), () => `two streams with the number ${stream}`);
    this.#waiting.set(input, askedBy(request));
    this.#kernel.input('watch', objectOf(request), (ctx) => {
      const opened = this.#outside.open(ctx, request, {
        opened: (response, fault) => {
          this.#waiting.delete(input);
          answer({ type: 'api', response, ...(fault === undefined ? {} : { fault }), span: ctx.span });
        },
        frame: (frame) => answer({ type: 'frame', frame }),
        closed: () => {
          this.#waiting.delete(input);
          this.#streams.delete(stream);
          answer({ type: 'end' });
        },
      });
      this.#streams.set(stream, opened);
    });
  }

  /** One that has ended by itself is closed already. */
  #close(number: number): void {
    const stream = this.#streams.get(number);
    if (stream === undefined) return;
    this.#streams.delete(number);
    for (const input of this.#waiting.keys()) if (input.type === 'open' && input.stream === number) this.#waiting.delete(input);
    this.#kernel.input('close', 'watch', () => stream.cancel());
  }

  #packet(input: Input & { type: 'packet' }, answer: (output: Output) => void): void {
    const { sim } = this.#outside;
    this.#waiting.set(input, `packet to ${input.service}`);
    this.#kernel.input('send', `services/${input.service}`, (ctx) => {
      this.#roots.push(ctx.span);
      const walk = walkOf({ kernel: this.#kernel, machines: this.#machines, store: this.#store, sim, resolve: this.#resolve }, input);
      const arrived = (recorded: PacketWalk): void => {
        this.#waiting.delete(input);
        answer({ type: 'packet', walk: recorded, span: ctx.span });
      };
      sim.spawn(thenCall(sendRecorded(sim, ctx, walk), arrived));
    });
  }

  #process(type: 'kill' | 'restart', process: string, answer: (output: Output) => void): void {
    this.#kernel.input(type, process, (ctx) => {
      this.#roots.push(ctx.span);
      const isUp = this.#kernel.processes().find(({ name }) => name === process)?.up;
      const changed = process !== 'kubectl' && isUp === (type === 'kill');
      if (changed) {
        const span = this.#kernel.trace.start(this.nowUs, { component: process, host: this.#pictures.hostOf(process) }, 'life', ctx, {
          verb: type,
          object: process,
        });
        // What stays away from now on, or begins, is caused by this step.
        if (type === 'kill') this.#kernel.kill(process, span);
        else this.#kernel.restart(process, span);
        this.#lifeCount++;
        this.#pictures.noteLife(process, type === 'restart', this.nowUs);
        this.#kernel.trace.end(this.nowUs, span, {
          wrote:
            type === 'kill' ? `${process} ended at once, as by SIGKILL` : `${process} started again with nothing but its machine's disk`,
        });
      }
      answer({ type: 'process', changed, span: ctx.span });
    });
  }
}

function* thenCall<T>(task: Task<T>, act: (value: T) => void): Task<void> {
  act(yield* task);
}
