// Ways the suite looks at the editor from inside: problems, quick fixes, CodeLenses, and waiting for them.
import * as vscode from 'vscode';
import type { Exports } from '../../main.ts';

/** Opens a file of the workspace in an editor. */
export async function openSample(name: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('the suite runs on a folder');
  return open(await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name)));
}

/** Opens a document of its own, saved nowhere. */
export async function openText(content: string, language = 'yaml'): Promise<vscode.TextDocument> {
  return open(await vscode.workspace.openTextDocument({ language, content }));
}

async function open(document: vscode.TextDocument): Promise<vscode.TextDocument> {
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
  return document;
}

/** What is underlined, with the text under the line. */
export function problemsOf(
  document: vscode.TextDocument,
): readonly { readonly text: string; readonly message: string; readonly range: vscode.Range }[] {
  return vscode.languages.getDiagnostics(document.uri).map(({ range, message }) => ({ text: document.getText(range), message, range }));
}

/** As many as VS Code is asked to resolve: more than any test looks at. */
const resolved = 5000;

/** Titles of the lenses of a document, icons left out. */
export async function lensesOf(document: vscode.TextDocument): Promise<readonly string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, resolved);
  return lenses.map(({ command }) => (command?.title ?? '').replaceAll(/\$\([a-z~-]+\)\s*/g, ''));
}

/** Runs what the lens with this text runs. */
export async function clickLens(document: vscode.TextDocument, text: string): Promise<void> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, resolved);
  const command = lenses.find((lens) => lens.command?.title.includes(text))?.command;
  if (command === undefined) throw new Error(`there is no lens “${text}”`);
  await vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
}

/** Longer than anything takes on a slow machine with other things to do. */
const patienceMs = 180_000;

/** Waits until `read` gives what `isIt` accepts. */
export async function until<T>(what: string, read: () => T | Promise<T>, isIt: (value: T) => boolean, pollMs = 100): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const value = await read();
    if (isIt(value)) return value;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${patienceMs} ms; it was ${JSON.stringify(value)?.slice(0, 1500)}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** What the extension shows to tests. */
export function exported(): Exports {
  const extension = vscode.extensions.getExtension<Exports>('kubelab.kubelab');
  if (extension === undefined) throw new Error('the extension is not there');
  return extension.exports;
}
