// Requests to a lab host as promises, whoever carries the messages: a call goes out with a number, its answer comes back with it.
import type { LabMessage, LabMethod, LabMethods, LabRequest } from './protocol.ts';

export class LabCalls {
  readonly #post: (call: LabRequest) => void;
  readonly #answers = new Map<number, (message: LabMessage) => void>();
  #next = 1;

  constructor(post: (call: LabRequest) => void) {
    this.#post = post;
  }

  call<M extends LabMethod>(method: M, params: LabMethods[M]['params']): Promise<LabMethods[M]['result']> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, (message) => {
        if ('error' in message) reject(new Error(message.error));
        else if ('result' in message) resolve(message.result as LabMethods[M]['result']);
      });
      this.#post({ id, method, params });
    });
  }

  /** Hands in a message of the host; one that is no answer is left alone. */
  take(message: LabMessage): void {
    if (!('id' in message)) return;
    const answer = this.#answers.get(message.id);
    this.#answers.delete(message.id);
    answer?.(message);
  }
}
