// The entrance of one lab host: what comes over a wire becomes logged inputs of the cluster that runs, and frozen reads while
// its time stands still.
import type { ApiRequest, ApiResponse, Cluster, Output, StreamFrame } from '../index.ts';
import type { Arrival, Entrance, StreamReceiver } from './entrance.ts';
import type { Pace } from './pace.ts';

/** The cluster of this moment, brought to the present, and what drives it. */
export interface Present {
  readonly cluster: Cluster;
  readonly pace: Pace;
}

interface OpenStream {
  readonly number: number;
  readonly receiver: StreamReceiver;
  readonly answered: () => void;
  /** Events follow, not text. */
  readonly isWatch: boolean;
  isOpen: boolean;
  /** Events are written as they come; those who read another form are only told that it is over. */
  isJson: boolean;
}

/** Revisions of another history mean something else: as after a compaction, whoever watches has to list again. */
const ANOTHER_HISTORY: StreamFrame = {
  type: 'ERROR',
  object: {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'The resourceVersion for the provided watch is too old.',
    reason: 'Expired',
    code: 410,
  },
};

export class FrontDoor implements Entrance {
  readonly #present: () => Present | undefined;
  readonly #changed: () => void;
  readonly #bug: (error: unknown) => void;
  readonly #streams = new Set<OpenStream>();
  readonly #waits = new Set<(arrival: Arrival) => void>();
  /** Never used twice, also not by the next cluster: a rewind takes over the inputs of the one before. */
  #next = 1;

  /** `present` is undefined while no cluster runs; `changed` is called when an input has made work, `bug` when it broke the lab. */
  constructor(present: () => Present | undefined, changed: () => void, bug: (error: unknown) => void) {
    this.#bug = bug;
    this.#present = present;
    this.#changed = changed;
  }

  get signerCertificate(): string | undefined {
    return this.#present()?.cluster.signerCertificate;
  }

  get dateMs(): number {
    return this.#present()?.cluster.dateMs ?? 0;
  }

  send(request: ApiRequest, arrived: (arrival: Arrival) => void): void {
    const present = this.#present();
    if (present === undefined) return arrived('refused');
    const { cluster, pace } = present;
    const frozen = pace.paused && !pace.sprinting && request.method === 'GET' ? cluster.readAs(request) : undefined;
    if (frozen !== undefined) return arrived(frozen);
    const answered = pace.attend();
    const settle = (arrival: Arrival): void => {
      if (!this.#waits.delete(settle)) return;
      answered();
      arrived(arrival);
    };
    this.#waits.add(settle);
    this.#guard(() =>
      cluster.apply({ type: 'api', request, bare: true }, (output) => output.type === 'api' && settle(output.fault ?? output.response)),
    );
  }

  turnAway(request: ApiRequest, refusal: ApiResponse): ApiResponse {
    return this.#present()?.cluster.turnAway(request, refusal) ?? refusal;
  }

  open(request: ApiRequest, receiver: StreamReceiver): () => void {
    const present = this.#present();
    if (present === undefined) {
      receiver.opened('refused');
      receiver.end();
      return () => {};
    }
    const { cluster, pace } = present;
    const isWatch = !request.path.endsWith('/log');
    const stream: OpenStream = { number: this.#next++, receiver, answered: pace.attend(), isWatch, isOpen: false, isJson: true };
    this.#streams.add(stream);
    const take = (output: Output): void => {
      if (!this.#streams.has(stream)) return;
      if (output.type === 'frame') return receiver.frame(output.frame);
      if (output.type === 'end') return this.#end(stream);
      if (output.type !== 'api') return;
      stream.answered();
      stream.isJson = output.fault !== undefined || output.response.headers?.['content-type'] === undefined;
      stream.isOpen = output.fault === undefined && output.response.code === 200 && output.response.body === undefined;
      receiver.opened(output.fault ?? output.response);
    };
    this.#guard(() => cluster.apply({ type: 'open', stream: stream.number, request }, take));
    return () => this.#close(stream, cluster);
  }

  /** Another history, or none: whoever waits is told that the connection broke, as by a machine that went away; whoever watches, to begin anew. */
  endAll(): void {
    for (const stream of this.#streams) {
      if (stream.isWatch && stream.isJson && stream.isOpen) stream.receiver.frame(ANOTHER_HISTORY);
      this.#end(stream);
    }
    for (const settle of this.#waits) settle('reset');
  }

  #end(stream: OpenStream): void {
    if (!this.#streams.delete(stream)) return;
    stream.answered();
    stream.receiver.end();
  }

  /** The caller went away: the cluster hears of it as of any input. */
  #close(stream: OpenStream, cluster: Cluster): void {
    if (!this.#streams.delete(stream)) return;
    stream.answered();
    if (this.#present()?.cluster !== cluster) return;
    this.#guard(() => cluster.apply({ type: 'close', stream: stream.number }));
  }

  /** A bug of the lab ends the lab, not whoever holds the sockets. */
  #guard(put: () => void): void {
    try {
      put();
    } catch (error) {
      this.#bug(error);
      return;
    }
    this.#changed();
  }
}
