// Stops the cluster: it is gone with everything in it.
import { defineCommand, when } from './command.ts';

export const stop = defineCommand({
  id: 'kubelab.stop',
  title: 'Stop Cluster',
  icon: '$(debug-stop)',
  palette: when.running,
  menus: [{ menu: 'view/title', when: `view == kubelab.explorer && ${when.running}`, group: '9_cluster@2' }],
  async run(app) {
    await app.lab.stop();
  },
});
