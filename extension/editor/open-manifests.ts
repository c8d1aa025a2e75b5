// The open files as the worker has them: each edit is carried over into the text held here, so that neither the whole file nor its
// whole reading crosses between threads at a keystroke.
import type { ReadingAnswer, SentText } from './manifest-protocol.ts';
import type { ManifestReader } from './manifest-reader.ts';
import type { Reading, TextChange } from './manifest-types.ts';
import { changeBetween } from './reading-change.ts';

interface OpenManifest {
  readonly text: string;
  readonly reading: Reading;
}

export class OpenManifests {
  readonly #reader: ManifestReader;
  readonly #open = new Map<string, OpenManifest>();

  constructor(reader: ManifestReader) {
    this.#reader = reader;
  }

  /** With a stop after each document that had to be read. Whoever goes no further there calls `abandon`. */
  *read(file: string, sent: SentText): Generator<void, ReadingAnswer> {
    if ('whole' in sent) {
      const reading = yield* this.#reader.read(file, sent.whole);
      this.#open.set(file, { text: sent.whole, reading });
      return { reading };
    }
    const before = this.#open.get(file);
    const text = before && edited(before.text, sent.edits);
    if (before === undefined || text?.length !== sent.length) {
      this.#open.delete(file);
      return 'lost';
    }
    const reading = yield* this.#reader.read(file, text);
    this.#open.set(file, { text, reading });
    return { change: changeBetween(before.reading, reading, text.length - before.text.length) };
  }

  /** A reading that is not gone on with: the text held here is no longer the one that edits are made to. */
  abandon(file: string): ReadingAnswer {
    this.#open.delete(file);
    return 'lost';
  }

  forget(file: string): void {
    this.#open.delete(file);
    this.#reader.forget(file);
  }
}

function edited(text: string, edits: readonly TextChange[]): string {
  return edits.reduce((before, { start, end, text: inserted }) => before.slice(0, start) + inserted + before.slice(end), text);
}
