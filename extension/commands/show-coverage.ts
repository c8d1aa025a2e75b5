// Says where the lab does less than Kubernetes, and opens the whole table.
import * as path from 'node:path';
import { vscode } from '../vscode.ts';
import { defineCommand } from './command.ts';

export const showCoverage = defineCommand({
  id: 'kubelab.showCoverage',
  title: 'Show What the Lab Covers of Kubernetes',
  async run(app, note) {
    const open = (): Thenable<unknown> =>
      vscode.commands.executeCommand(
        'markdown.showPreview',
        vscode.Uri.file(path.join(app.extension.extensionPath, 'docs', 'coverage.md')),
      );
    if (typeof note !== 'string') {
      await open();
      return;
    }
    void vscode.window.showInformationMessage(note, 'Show the Whole Table').then((choice) => choice !== undefined && open());
  },
});
