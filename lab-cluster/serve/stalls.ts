// Ends requests whose caller neither sends the body nor takes the answer. A watch that is quiet has nothing to take.
import type { Readable } from 'node:stream';
import type { Socket } from 'node:net';
import { breakOff, type HttpResponse } from './http-answer.ts';
import { LIMITS } from './limits.ts';

interface Underway {
  readonly request: Readable;
  readonly socket: Pick<Socket, 'bytesRead' | 'bytesWritten'>;
  /** What the connection had moved when it was last looked at. */
  moved: number;
}

export class Stalls {
  readonly #underway = new Map<HttpResponse, Underway>();
  readonly #timer = setInterval(() => this.#look(), LIMITS.stallMs).unref();

  watch(request: Readable, response: HttpResponse, socket: Underway['socket']): void {
    this.#underway.set(response, { request, socket, moved: -1 });
    response.once('close', () => this.#underway.delete(response));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const [response, use] of this.#underway) {
      const waits = !use.request.readableEnded || (response.writableEnded && !response.writableFinished);
      const moved = use.socket.bytesRead + use.socket.bytesWritten;
      if (waits && moved === use.moved) breakOff(response);
      use.moved = moved;
    }
  }
}
