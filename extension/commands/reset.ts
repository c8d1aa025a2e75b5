// A new, empty cluster in place of the present one.
import { defineCommand, when } from './command.ts';

export const reset = defineCommand({
  id: 'kubelab.reset',
  title: 'Reset Cluster',
  icon: '$(discard)',
  palette: when.running,
  menus: [{ menu: 'view/title', when: `view == kubelab.explorer && ${when.running}`, group: '9_cluster@1' }],
  async run(app) {
    await app.lab.stop();
    await app.ensureCluster();
  },
});
