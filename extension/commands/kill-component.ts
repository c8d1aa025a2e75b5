// Ends a process of the cluster the hard way: it loses all it had in memory.
import { vscode } from '../vscode.ts';
import { defineCommand, when } from './command.ts';
import { componentTarget } from './targets.ts';

export const killComponent = defineCommand({
  id: 'kubelab.killComponent',
  title: 'Kill a Component',
  icon: '$(debug-disconnect)',
  palette: when.running,
  menus: [{ menu: 'view/item/context', when: 'view == kubelab.explorer && viewItem == component.up', group: 'inline' }],
  async run(app, argument) {
    if (!(await app.ensureCluster())) return;
    const process = await componentTarget(app, argument, true);
    if (process === undefined) return;
    await app.lab.call('kill', { process });
    vscode.window.setStatusBarMessage(`$(debug-disconnect) ${process} is down`, 5000);
  },
});
