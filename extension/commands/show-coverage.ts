// Opens the table of what the lab has of Kubernetes, what it does less of, and what it has not.
import * as path from 'node:path';
import { vscode } from '../vscode.ts';
import { defineCommand } from './command.ts';

export const showCoverage = defineCommand({
  id: 'kubelab.showCoverage',
  title: 'Show What the Lab Covers of Kubernetes',
  async run(app) {
    const table = vscode.Uri.file(path.join(app.extension.extensionPath, 'docs', 'coverage.md'));
    await vscode.commands.executeCommand('markdown.showPreview', table);
  },
});
