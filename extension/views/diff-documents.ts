// Two texts side by side that no file holds: an object as the cluster has it, and as it would be. VS Code's own diff editor shows them.
import { vscode } from '../vscode.ts';

const scheme = 'kubelab-diff';
/** Comparisons that are remembered; the oldest is forgotten first. */
const maxKept = 20;

export interface Comparison {
  /** Title of the editor tab. */
  readonly title: string;
  /** Name of both sides, for example `deployments/default/web`. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export class DiffDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? '# This comparison is no longer kept: ask for it again.\n';
  }

  async open({ title, name, before, after }: Comparison): Promise<void> {
    const left = this.#keep(`/in the cluster/${name}.yaml`, before);
    const right = this.#keep(`/after apply/${name}.yaml`, after);
    await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true });
  }

  dispose(): void {
    vscode.Disposable.from(this.#registration, this.#changed).dispose();
  }

  #keep(path: string, text: string): vscode.Uri {
    this.#texts.delete(path);
    this.#texts.set(path, text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > 2 * maxKept && oldest !== undefined) this.#texts.delete(oldest);
    const uri = vscode.Uri.from({ scheme, path });
    this.#changed.fire(uri);
    return uri;
  }
}
