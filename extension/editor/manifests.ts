// What is known of every open YAML document: read in the worker as soon as it changes, told to whoever shows it.
import { vscode } from '../vscode.ts';
import type { ManifestClient } from './manifest-client.ts';
import type { ReadingAnswer, SentText } from './manifest-protocol.ts';
import type { Problem, Reading, TextChange } from './manifest-types.ts';
import { changedReading } from './reading-change.ts';

export const yamlDocuments: vscode.DocumentSelector = [
  { language: 'yaml', scheme: 'file' },
  { language: 'yaml', scheme: 'untitled' },
  { language: 'yaml', scheme: 'vscode-remote' },
  { language: 'yaml', scheme: 'vscode-vfs' },
];

/** With more edits than this between two readings the whole text is sent: it is shorter then. */
const maxEdits = 500;

export interface ReadDocument {
  readonly document: vscode.TextDocument;
  readonly reading: Reading;
}

/** An open document, and what the worker has of it. */
interface Followed {
  /** Set while a reading is about to begin. */
  timer: NodeJS.Timeout | undefined;
  isReading: boolean;
  /** True when it changed while it was read. */
  isChanged: boolean;
  /** Version of the text that results from what was sent and the edits since. */
  version: number;
  /** What was edited since the text was sent; undefined when the worker has no text of it. */
  edits: TextChange[] | undefined;
  /** The newest answer, and the version it is of. */
  reading: Reading | undefined;
  readVersion: number;
}

export class Manifests implements vscode.Disposable {
  readonly #reader: ManifestClient;
  readonly #followed = new Map<string, Followed>();
  readonly #read = new vscode.EventEmitter<ReadDocument>();
  readonly #closed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable[] = [];

  constructor(reader: ManifestClient) {
    this.#reader = reader;
    this.#subscriptions.push(
      vscode.workspace.onDidOpenTextDocument((document) => this.#follow(document)),
      vscode.workspace.onDidChangeTextDocument((event) => this.#note(event)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
    );
  }

  /** A document was read, or read again after a change. */
  readonly onDidRead = this.#read.event;
  readonly onDidClose = this.#closed.event;

  /** Reads what is open already; called once the listeners are there. */
  start(): void {
    for (const document of vscode.workspace.textDocuments) this.#follow(document);
  }

  /** The newest reading, if it is of the present text. */
  of(document: vscode.TextDocument): Reading | undefined {
    const followed = this.#followed.get(document.uri.toString());
    return followed?.readVersion === document.version ? followed.reading : undefined;
  }

  problemsIn(document: vscode.TextDocument, range: vscode.Range): readonly Problem[] {
    const start = document.offsetAt(range.start);
    const end = document.offsetAt(range.end);
    return (this.of(document)?.problems ?? []).filter((problem) => problem.start <= end && start <= problem.end);
  }

  dispose(): void {
    for (const { timer } of this.#followed.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.#subscriptions, this.#read, this.#closed).dispose();
  }

  #follow(document: vscode.TextDocument): void {
    if (vscode.languages.match(yamlDocuments, document) === 0) return;
    const key = document.uri.toString();
    if (this.#followed.has(key)) return;
    const followed: Followed = {
      timer: undefined,
      isReading: false,
      isChanged: false,
      version: document.version,
      edits: undefined,
      reading: undefined,
      readVersion: -1,
    };
    this.#followed.set(key, followed);
    this.#schedule(document, followed);
  }

  #note({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const followed = this.#followed.get(document.uri.toString());
    // VS Code tells in the same way that a document was saved.
    if (followed === undefined || followed.version === document.version) return;
    const isNext = document.version === followed.version + 1 && contentChanges.length > 0;
    followed.version = document.version;
    if (isNext)
      followed.edits?.push(
        ...contentChanges.map(({ rangeOffset, rangeLength, text }) => ({ start: rangeOffset, end: rangeOffset + rangeLength, text })),
      );
    // Another line ending moves every offset and is told without a change.
    if (!isNext || (followed.edits?.length ?? 0) > maxEdits) followed.edits = undefined;
    this.#schedule(document, followed);
  }

  /** At once: a reading that takes longer than the next key is given up, and the one after it takes all that came since. */
  #schedule(document: vscode.TextDocument, followed: Followed): void {
    if (followed.isReading) {
      if (!followed.isChanged) this.#reader.call('overtake', { file: document.uri.toString() }).catch(() => undefined);
      followed.isChanged = true;
      return;
    }
    clearTimeout(followed.timer);
    followed.timer = setTimeout(() => {
      followed.timer = undefined;
      void this.#readNow(document, followed);
    }, 0);
  }

  async #readNow(document: vscode.TextDocument, followed: Followed): Promise<void> {
    if (document.isClosed) return;
    const key = document.uri.toString();
    const { version } = followed;
    followed.isReading = true;
    followed.isChanged = false;
    try {
      const answer = JSON.parse(await this.#reader.call('read', { file: key, text: takeText(document, followed) })) as ReadingAnswer;
      this.#take(followed, answer, version);
      // Typing went on meanwhile: a newer reading is on its way.
      if (document.isClosed || document.version !== version || followed.reading === undefined) return;
      this.#read.fire({ document, reading: followed.reading });
    } catch {
      // The reader ended (it is started again by the next reading); what was shown stays.
      followed.edits = undefined;
    } finally {
      followed.isReading = false;
      if (followed.isChanged) this.#schedule(document, followed);
    }
  }

  #take(followed: Followed, answer: ReadingAnswer, version: number): void {
    const reading =
      answer === 'lost'
        ? undefined
        : 'reading' in answer
          ? answer.reading
          : followed.reading && changedReading(followed.reading, answer.change);
    followed.reading = reading;
    followed.readVersion = version;
    if (reading !== undefined) return;
    followed.edits = undefined;
    followed.isChanged = true;
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const followed = this.#followed.get(key);
    if (followed === undefined) return;
    clearTimeout(followed.timer);
    this.#followed.delete(key);
    this.#reader.call('forget', { file: key }).catch(() => undefined);
    this.#closed.fire(document.uri);
  }
}

/** What the worker needs to have the present text; from now on edits are collected anew. */
function takeText(document: vscode.TextDocument, followed: Followed): SentText {
  const { edits } = followed;
  followed.edits = [];
  if (edits === undefined) return { whole: document.getText() };
  return { edits, length: document.offsetAt(document.lineAt(document.lineCount - 1).range.end) };
}
