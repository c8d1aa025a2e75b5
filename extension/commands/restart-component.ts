// Starts a process again that was ended: it finds its way from what is in etcd.
import { vscode } from '../vscode.ts';
import { defineCommand, when } from './command.ts';
import { componentTarget } from './targets.ts';

export const restartComponent = defineCommand({
  id: 'kubelab.restartComponent',
  title: 'Restart a Component',
  icon: '$(debug-restart)',
  palette: when.running,
  menus: [{ menu: 'view/item/context', when: 'view == kubelab.explorer && viewItem == component.down', group: 'inline' }],
  async run(app, argument) {
    if (!(await app.ensureCluster())) return;
    const process = await componentTarget(app, argument, false);
    if (process === undefined) return;
    await app.lab.call('restart', { process });
    vscode.window.setStatusBarMessage(`$(debug-restart) ${process} is up again`, 5000);
  },
});
