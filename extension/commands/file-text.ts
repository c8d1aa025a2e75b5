// The text of the file that a command was called for: with unsaved changes, since that is what the user sees.
import * as path from 'node:path';
import { vscode } from '../vscode.ts';
import type { ManifestText } from './apply-run.ts';

export async function fileText(argument: unknown): Promise<ManifestText | undefined> {
  const document =
    argument instanceof vscode.Uri ? await vscode.workspace.openTextDocument(argument) : vscode.window.activeTextEditor?.document;
  return document && { text: document.getText(), source: sourceName(document), document };
}

export function sourceName(document: vscode.TextDocument): string {
  return document.isUntitled ? document.uri.path : path.posix.basename(document.uri.path);
}
