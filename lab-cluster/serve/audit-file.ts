// The audit log of a lab as a file: one JSON event a line, as kube-apiserver's log backend writes it.
import { createWriteStream, fchmodSync, fstatSync, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { type Cluster, objectText } from '../index.ts';

/** What happened in a lab is nobody else's business. */
const OWNER_ONLY = 0o600;
/** A disk that cannot keep up loses events rather than holding the lab or filling memory. */
const MOST_BYTES_WAITING = 64 * 1024 * 1024;

export class AuditFile {
  readonly #stream: WriteStream;
  #stop: () => void = () => {};
  #lost = 0;

  /** Appends; an error says that it cannot. */
  static async open(path: string, failed: (problem: string) => void): Promise<AuditFile> {
    const stream = createWriteStream(path, { flags: 'a', mode: OWNER_ONLY });
    const [file] = (await once(stream, 'open')) as [number];
    // One that was there before may have been for everybody; a pipe or a terminal is as it is.
    if (fstatSync(file).isFile()) fchmodSync(file, OWNER_ONLY);
    stream.on('error', (error) => failed(`the audit log is no longer written: ${error.message}`));
    return new AuditFile(stream);
  }

  private constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  /** From now on this cluster's requests are written. */
  follow(cluster: Cluster): void {
    this.#stop();
    this.#stop = cluster.onAudit((event) => {
      if (this.#stream.writableLength > MOST_BYTES_WAITING) this.#lost++;
      else this.#stream.write(`${objectText(event)}\n`);
    });
  }

  /** Resolves when all is written; the result is how many events were lost. */
  close(): Promise<number> {
    this.#stop();
    return new Promise((resolve) => {
      this.#stream.on('close', () => resolve(this.#lost));
      this.#stream.end();
    });
  }
}
