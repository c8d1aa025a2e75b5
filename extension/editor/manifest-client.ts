// The extension's end of the worker that reads YAML: started when the first manifest is opened, started again should it fall over.
import { WorkerChannel } from '../lab/worker-channel.ts';
import type { ManifestMethod, ManifestMethods } from './manifest-protocol.ts';

export class ManifestClient {
  readonly #file: string;
  #channel: WorkerChannel<never> | undefined;

  /** `file`: the built worker. */
  constructor(file: string) {
    this.#file = file;
  }

  async call<M extends ManifestMethod>(method: M, params: ManifestMethods[M]['params']): Promise<ManifestMethods[M]['result']> {
    return (await this.#open().call(method, params)) as ManifestMethods[M]['result'];
  }

  dispose(): void {
    void this.#channel?.dispose();
    this.#channel = undefined;
  }

  #open(): WorkerChannel<never> {
    if (this.#channel !== undefined) return this.#channel;
    const channel = new WorkerChannel<never>(this.#file, 'The manifest reader');
    channel.onGone(() => {
      if (this.#channel === channel) this.#channel = undefined;
    });
    this.#channel = channel;
    return channel;
  }
}
