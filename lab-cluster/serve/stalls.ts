// Ends requests whose caller neither sends the body nor takes the answer. A watch that is quiet has nothing to take.
import type { Readable } from 'node:stream';
import { breakOff, type HttpResponse, needsDrain } from './http-answer.ts';

interface Underway {
  readonly request: Readable;
  /** Parts of the body that came in, and times that the caller had taken what was written. The connection's own bytes tell less: other streams share it. */
  moves: number;
  /** How many these were when it was last looked at. */
  seen: number;
}

export class Stalls {
  readonly #underway = new Map<HttpResponse, Underway>();
  readonly #timer: NodeJS.Timeout;

  constructor(stallMs: number) {
    // What came in while this thread was busy with something else is read first: timers come before it, immediates after it.
    this.#timer = setInterval(() => setImmediate(() => this.#look()), stallMs).unref();
  }

  /** Before anybody else reads from the request. */
  watch(request: Readable, response: HttpResponse): void {
    const use: Underway = { request, moves: 0, seen: -1 };
    const moved = (): void => {
      use.moves += 1;
    };
    this.#underway.set(response, use);
    request.on('data', moved);
    response.on('drain', moved);
    response.once('close', () => this.#underway.delete(response));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const [response, use] of this.#underway) {
      const waits = !use.request.readableEnded || needsDrain(response) || (response.writableEnded && !response.writableFinished);
      if (waits && use.moves === use.seen) breakOff(response);
      use.seen = use.moves;
    }
  }
}
