// A terminal whose kubectl speaks to the cluster of this window.
import { vscode } from '../vscode.ts';
import { defineCommand, when } from './command.ts';

export const openTerminal = defineCommand({
  id: 'kubelab.openTerminal',
  title: 'Open a Terminal for kubectl',
  icon: '$(terminal)',
  menus: [{ menu: 'view/title', when: `view == kubelab.explorer && ${when.running}`, group: '8_kubectl@0' }],
  async run(app) {
    if (!(await app.ensureCluster())) return;
    await app.kubectl.start();
    vscode.window.createTerminal({ name: 'kubectl', iconPath: new vscode.ThemeIcon('symbol-structure') }).show();
  },
});
