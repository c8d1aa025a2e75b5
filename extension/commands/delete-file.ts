// Deletes everything that a file describes.
import { vscode } from '../vscode.ts';
import { deleteText } from './apply-run.ts';
import { defineCommand, when } from './command.ts';
import { fileText } from './file-text.ts';

export const deleteFile = defineCommand({
  id: 'kubelab.deleteFile',
  title: 'Delete What This File Describes',
  icon: '$(trash)',
  menus: [
    { menu: 'explorer/context', when: `${when.yaml} && ${when.running}`, group: '7_kubelab@2' },
    { menu: 'editor/context', when: `${when.yaml} && ${when.running}`, group: '7_kubelab@3' },
  ],
  async run(app, uri) {
    const file = await fileText(uri);
    if (file === undefined) void vscode.window.showInformationMessage('Open the YAML file whose objects you want to delete.');
    else await deleteText(app, file);
  },
});
