// Requests to a worker thread and what comes back: the one file that knows threads. A web build replaces just this.
import { Worker } from 'node:worker_threads';
import { Emitter } from './emitter.ts';

/** Answers carry the id of their request; everything else is an event. */
type Answer = { readonly id: number; readonly result?: unknown; readonly error?: string };

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A lab makes much that is short-lived: with room for it, a tenth less time goes into collecting garbage. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 };

/** A worker that has ended cannot answer. */
class WorkerGone extends Error {}

export class WorkerChannel<Event> {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #events = new Emitter<Event>();
  readonly #gone = new Emitter<string>();
  #lastId = 0;
  #ended = false;

  /** `name` is what messages call the worker. */
  constructor(file: string, name: string) {
    this.#worker = new Worker(file, { name, resourceLimits });
    this.#worker.on('message', (message: Answer | Event) => this.#receive(message));
    this.#worker.on('error', (error: Error) => this.#end(`${name} stopped: ${error.message}`));
    this.#worker.on('exit', (code) => this.#end(`${name} ended with code ${code}.`));
  }

  readonly onEvent = this.#events.event;
  /** Called once when the worker ends without having been asked to. */
  readonly onGone = this.#gone.event;

  call(method: string, params: unknown): Promise<unknown> {
    if (this.#ended) return Promise.reject(new WorkerGone('The worker has ended.'));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, params });
    });
  }

  async dispose(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#rejectAll('It was stopped.');
    await this.#worker.terminate();
  }

  #receive(message: Answer | Event): void {
    // What it said before it was ended may still be on its way: it is no longer true.
    if (this.#ended) return;
    if (typeof message !== 'object' || message === null || !('id' in message)) {
      this.#events.fire(message as Event);
      return;
    }
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    this.#pending.delete(message.id);
    if (message.error === undefined) pending.resolve(message.result);
    else pending.reject(new Error(message.error));
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#rejectAll(reason);
    this.#gone.fire(reason);
  }

  #rejectAll(reason: string): void {
    for (const pending of this.#pending.values()) pending.reject(new WorkerGone(reason));
    this.#pending.clear();
  }
}
