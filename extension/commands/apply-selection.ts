// Applies what is selected, or the manifest the cursor is in when nothing is.
import { vscode } from '../vscode.ts';
import { applyText } from './apply-run.ts';
import { defineCommand, when } from './command.ts';
import { sourceName } from './file-text.ts';
import { lensText } from './targets.ts';

export const applySelection = defineCommand({
  id: 'kubelab.applySelection',
  title: 'Apply Selection',
  palette: `editorTextFocus && ${when.yaml}`,
  menus: [{ menu: 'editor/context', when: `editorHasSelection && ${when.yaml}`, group: '7_kubelab@2' }],
  async run(app) {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) return;
    const { document, selection } = editor;
    const text = selection.isEmpty ? (await lensText(app, undefined))?.text : document.getText(selection);
    if (text === undefined) void vscode.window.showInformationMessage('Select a manifest, or place the cursor in one.');
    else await applyText(app, { text, source: sourceName(document) });
  },
});
