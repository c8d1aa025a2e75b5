// Measures, inside the extension host, how long a keystroke takes to become a diagnostic in a file of many documents, and how
// long the host is blocked meanwhile. Prints `typing {…}`.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { exported, until } from '../suite/editor.ts';

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
    60_000,
    20,
  );
  const openMs = performance.now() - opened;
  // What happens right after the opening is the editor's own work.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  const times: number[] = [];
  for (let count = 0; count < keystrokes; count++) times.push(await keystroke(document, count % 2 === 0));
  histogram.disable();
  console.log(
    `typing ${JSON.stringify({ documents, openMs, times, blockedMs: histogram.max / 1e6, blockedP99Ms: histogram.percentile(99) / 1e6 })}`,
  );
}

/** Adds or takes away one letter in the middle of the file; the time until the diagnostics say so. */
async function keystroke(document: vscode.TextDocument, breaks: boolean): Promise<number> {
  const text = document.getText();
  const at = text.indexOf(breaks ? right : misspelt, text.length / 2) + right.indexOf(':');
  // VS Code tells of diagnostics 50 ms late, in batches: what stands there is looked at instead.
  const stands = (): boolean => vscode.languages.getDiagnostics(document.uri).length === (breaks ? 1 : 0);
  // The clock begins when the change reaches the extension host, as it does for a language server.
  const changed = new Promise<number>((resolve) => {
    const heard = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || event.contentChanges.length === 0) return;
      heard.dispose();
      resolve(performance.now());
    });
  });
  const edit = new vscode.WorkspaceEdit();
  const [start, end] = [document.positionAt(at), document.positionAt(at + 1)];
  if (breaks) edit.insert(document.uri, start, 'y');
  else edit.delete(document.uri, new vscode.Range(start, end));
  await vscode.workspace.applyEdit(edit);
  const begun = await changed;
  while (!stands()) await new Promise((resolve) => setImmediate(resolve));
  return performance.now() - begun;
}
