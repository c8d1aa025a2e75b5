// Applies a whole file: the active editor's, or the one chosen in the file explorer.
import { vscode } from '../vscode.ts';
import { applyText } from './apply-run.ts';
import { defineCommand, when } from './command.ts';
import { fileText } from './file-text.ts';

export const applyFile = defineCommand({
  id: 'kubelab.applyFile',
  title: 'Apply File',
  icon: '$(play)',
  menus: [
    // Not beside a comparison, where it would not be clear which side it sends.
    { menu: 'editor/title/run', when: `${when.yaml} && resourceScheme != kubelab-diff`, group: 'kubelab@1' },
    { menu: 'explorer/context', when: when.yaml, group: '7_kubelab@1' },
    { menu: 'editor/context', when: when.yaml, group: '7_kubelab@1' },
  ],
  async run(app, uri) {
    const file = await fileText(uri);
    if (file === undefined) void vscode.window.showInformationMessage('Open the YAML file that you want to apply.');
    else await applyText(app, file);
  },
});
