// What is known of every open YAML document: read in the worker a moment after typing stops, told to whoever shows it.
import { vscode } from '../vscode.ts';
import type { ManifestClient } from './manifest-client.ts';
import type { Problem, Reading } from './manifest-types.ts';

/** At once: a reading that takes longer than the next key is waited for, and the one after it takes all that came since. */
const debounceMs = 0;

export const yamlDocuments: vscode.DocumentSelector = [
  { language: 'yaml', scheme: 'file' },
  { language: 'yaml', scheme: 'untitled' },
  { language: 'yaml', scheme: 'vscode-remote' },
  { language: 'yaml', scheme: 'vscode-vfs' },
];

interface Known {
  version: number;
  reading: Reading;
}

export interface ReadDocument {
  readonly document: vscode.TextDocument;
  readonly reading: Reading;
}

export class Manifests implements vscode.Disposable {
  readonly #reader: ManifestClient;
  readonly #known = new Map<string, Known>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Documents being read; true when they changed since. */
  readonly #reading = new Map<string, boolean>();
  readonly #read = new vscode.EventEmitter<ReadDocument>();
  readonly #closed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable[] = [];

  constructor(reader: ManifestClient) {
    this.#reader = reader;
    this.#subscriptions.push(
      vscode.workspace.onDidOpenTextDocument((document) => this.#schedule(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#schedule(document, debounceMs);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
    );
  }

  /** A document was read, or read again after a change. */
  readonly onDidRead = this.#read.event;
  readonly onDidClose = this.#closed.event;

  /** Reads what is open already; called once the listeners are there. */
  start(): void {
    for (const document of vscode.workspace.textDocuments) this.#schedule(document, 0);
  }

  /** The newest reading, if it is of the present text. */
  of(document: vscode.TextDocument): Reading | undefined {
    const known = this.#known.get(document.uri.toString());
    return known?.version === document.version ? known.reading : undefined;
  }

  problemsIn(document: vscode.TextDocument, range: vscode.Range): readonly Problem[] {
    const start = document.offsetAt(range.start);
    const end = document.offsetAt(range.end);
    return (this.of(document)?.problems ?? []).filter((problem) => problem.start <= end && start <= problem.end);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.#subscriptions, this.#read, this.#closed).dispose();
  }

  #schedule(document: vscode.TextDocument, delayMs: number): void {
    if (vscode.languages.match(yamlDocuments, document) === 0) return;
    const key = document.uri.toString();
    if (this.#reading.has(key)) {
      this.#reading.set(key, true);
      return;
    }
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      void this.#readNow(document);
    }, delayMs);
    this.#timers.set(key, timer);
  }

  async #readNow(document: vscode.TextDocument): Promise<void> {
    if (document.isClosed) return;
    const key = document.uri.toString();
    const { version } = document;
    this.#reading.set(key, false);
    try {
      const answer = await this.#reader.call('read', { file: key, text: document.getText() });
      // Typing went on meanwhile: a newer reading is on its way.
      if (document.isClosed || document.version !== version) return;
      const reading = JSON.parse(answer) as Reading;
      this.#known.set(key, { version, reading });
      this.#read.fire({ document, reading });
    } catch {
      // The reader ended (it is started again by the next reading); what was shown stays.
    } finally {
      const again = this.#reading.get(key) === true;
      this.#reading.delete(key);
      if (again) this.#schedule(document, 0);
    }
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (!this.#known.delete(key)) return;
    this.#reader.call('forget', { file: key }).catch(() => undefined);
    this.#closed.fire(document.uri);
  }
}
