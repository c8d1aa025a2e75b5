// A terminal whose kubectl speaks to the cluster of this window.
import { vscode } from '../vscode.ts';
import { defineCommand, when } from './command.ts';
import { serveThen } from './serve.ts';

export const openTerminal = defineCommand({
  id: 'kubelab.openTerminal',
  title: 'Open a Terminal for kubectl',
  icon: '$(terminal)',
  menus: [{ menu: 'view/title', when: `view == kubelab.explorer && ${when.running}`, group: '8_kubectl@0' }],
  async run(app) {
    if (!(await app.ensureCluster())) return;
    await serveThen(app, () =>
      vscode.window.createTerminal({ name: 'kubectl', iconPath: new vscode.ThemeIcon('symbol-structure') }).show(),
    );
  },
});
