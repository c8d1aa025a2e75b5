// Opens the sample Deployment: the one in the workspace where there is one, else a copy that can be edited.
import { vscode } from '../vscode.ts';
import { defineCommand } from './command.ts';

export const openSample = defineCommand({
  id: 'kubelab.openSample',
  title: 'Open a Sample Manifest',
  async run(app, argument) {
    const name = typeof argument === 'string' ? argument : 'deployment.yaml';
    const [inWorkspace] = await vscode.workspace.findFiles(name, undefined, 1);
    const document =
      inWorkspace === undefined ? await copyOf(app.extension.extensionUri, name) : await vscode.workspace.openTextDocument(inWorkspace);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
  },
});

async function copyOf(extensionUri: vscode.Uri, name: string): Promise<vscode.TextDocument> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'walkthroughs', 'samples', name));
  return vscode.workspace.openTextDocument({ language: 'yaml', content: new TextDecoder().decode(bytes) });
}
