// What the server said no to, underlined where it stands in the manifest, until the manifest is changed or accepted.
import { vscode } from '../vscode.ts';
import type { Status } from '../../lab-cluster/index.ts';
import type { Outcome } from '../../lab-cluster/kubectl/apply.ts';
import { resourceByKind } from '../../lab-cluster/kubectl/resources.ts';
import type { ManifestClient } from './manifest-client.ts';
import type { ManifestOutline, Problem } from './manifest-types.ts';
import type { Manifests } from './manifests.ts';

export class Refusals implements vscode.Disposable {
  readonly #reader: ManifestClient;
  readonly #manifests: Manifests;
  readonly #collection = vscode.languages.createDiagnosticCollection('kubelab-server');
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(reader: ManifestClient, manifests: Manifests) {
    this.#reader = reader;
    this.#manifests = manifests;
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#collection.delete(document.uri);
      }),
      manifests.onDidClose((uri) => this.#collection.delete(uri)),
    ];
  }

  /** Replaces what was shown of this document by what came of sending it. True when every refusal is underlined there now. */
  async show(document: vscode.TextDocument | undefined, outcomes: readonly Outcome[]): Promise<boolean> {
    if (document === undefined) return false;
    this.#collection.delete(document.uri);
    const { version } = document;
    const found: vscode.Diagnostic[] = [];
    let isComplete = true;
    for (const outcome of outcomes) {
      if (outcome.ok) continue;
      const outline = outcome.status && this.#outlineOf(document, outcome);
      if (outcome.status !== undefined && outline !== undefined)
        found.push(...(await this.#diagnostics(document, outline, outcome.status)));
      else isComplete = false;
    }
    if (document.version !== version) return false;
    if (found.length > 0) this.#collection.set(document.uri, found);
    revealFirst(document, found);
    return isComplete;
  }

  dispose(): void {
    vscode.Disposable.from(this.#collection, ...this.#subscriptions).dispose();
  }

  #outlineOf(document: vscode.TextDocument, { ref }: Outcome): ManifestOutline | undefined {
    if (ref === undefined) return undefined;
    const outlines = this.#manifests.of(document)?.documents ?? [];
    return outlines.find(
      ({ apiVersion, kind, name, namespace }) =>
        name === ref.name && (namespace === '' || namespace === ref.namespace) && resourceByKind(apiVersion, kind)?.plural === ref.plural,
    );
  }

  async #diagnostics(document: vscode.TextDocument, outline: ManifestOutline, status: Status): Promise<readonly vscode.Diagnostic[]> {
    const text = document.getText().slice(outline.start, outline.end);
    const problems = await this.#reader.call('refused', { text, status });
    // What the editor underlined by the same rule before anything was sent stays one line, not two.
    const known = new Set(this.#manifests.of(document)?.problems.map(({ message }) => message));
    return problems.filter(({ message }) => !known.has(message)).map((problem) => diagnosticOf(document, outline.start, problem));
  }
}

/** What was refused is to be seen without being looked for; where it is on screen already nothing moves. */
function revealFirst(document: vscode.TextDocument, found: readonly vscode.Diagnostic[]): void {
  const [first] = [...found].sort((a, b) => a.range.start.compareTo(b.range.start));
  if (first === undefined) return;
  for (const editor of vscode.window.visibleTextEditors) {
    if (editor.document === document) editor.revealRange(first.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

function diagnosticOf(document: vscode.TextDocument, shift: number, { start, end, message, code }: Problem): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(start + shift), document.positionAt(end + shift));
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'kubelab API server';
  diagnostic.code = code;
  return diagnostic;
}
