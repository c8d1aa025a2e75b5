// Measures, inside the extension host, how long a keystroke takes to become a diagnostic in a file of many documents, and how
// long the host is blocked meanwhile; beside it, the same typing in plain text, of which only VS Code itself takes notice.
// Prints `typing {…}`.
import * as vscode from 'vscode';
import { exported, until } from '../suite/editor.ts';
import { watchHost } from './host-watch.ts';

const keystrokes = 40;
const misspelt = 'imagePullPolicyy: Always';
const right = 'imagePullPolicy: Always';

export async function run(): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('the measurement runs on a folder');
  const uri = vscode.Uri.joinPath(folder.uri, 'many.yaml');
  const opened = performance.now();
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  const documents = document.getText().split('\n---\n').length;
  await until(
    'the documents are read',
    () => (vscode.extensions.getExtension('kubelab.kubelab')?.isActive === true ? exported().app.manifests.of(document) : undefined),
    (reading) => reading !== undefined,
    20,
  );
  const openMs = performance.now() - opened;
  await quiet();
  const host = watchHost();
  const times: number[] = [];
  for (let count = 0; count < keystrokes; count++) times.push(await keystroke(document, count % 2 === 0));
  const blocked = host.end();
  const plain = await vscode.workspace.openTextDocument({ language: 'plaintext', content: document.getText() });
  await vscode.window.showTextDocument(plain);
  await quiet();
  const besides = watchHost();
  for (let count = 0; count < keystrokes; count++) {
    await edit(plain, count % 2 === 0);
    await new Promise((resolve) => setTimeout(resolve, median(times)));
  }
  const plainBlocked = besides.end();
  console.log(`typing ${JSON.stringify({ documents, openMs, times, blocked, plainBlocked })}`);
}

/** What happens after an opening is the editor's own work: it loads extensions of its own, late, and draws. Waits until it has done so. */
async function quiet(): Promise<void> {
  for (let second = 0, calm = 0; second < 60 && calm < 3; second++) {
    const host = watchHost();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    calm = host.end().maxCpuMs < 5 ? calm + 1 : 0;
  }
}

/** Adds or takes away one letter in the middle of the file; the time until the diagnostics say so. */
async function keystroke(document: vscode.TextDocument, breaks: boolean): Promise<number> {
  // VS Code tells of diagnostics 50 ms late, in batches: what stands there is looked at instead.
  const stands = (): boolean => vscode.languages.getDiagnostics(document.uri).length === (breaks ? 1 : 0);
  const begun = await edit(document, breaks);
  while (!stands()) await new Promise((resolve) => setImmediate(resolve));
  return performance.now() - begun;
}

/** Resolves to when the change reached the extension host: there the clock begins, as it does for a language server. */
async function edit(document: vscode.TextDocument, breaks: boolean): Promise<number> {
  const text = document.getText();
  const at = text.indexOf(breaks ? right : misspelt, text.length / 2) + right.indexOf(':');
  const changed = new Promise<number>((resolve) => {
    const heard = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || event.contentChanges.length === 0) return;
      heard.dispose();
      resolve(performance.now());
    });
  });
  const change = new vscode.WorkspaceEdit();
  const [start, end] = [document.positionAt(at), document.positionAt(at + 1)];
  if (breaks) change.insert(document.uri, start, 'y');
  else change.delete(document.uri, new vscode.Range(start, end));
  await vscode.workspace.applyEdit(change);
  return changed;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
