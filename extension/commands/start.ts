// Starts the cluster of this window.
import { defineCommand, when } from './command.ts';

export const start = defineCommand({
  id: 'kubelab.start',
  title: 'Start Cluster',
  icon: '$(play)',
  palette: when.noCluster,
  menus: [{ menu: 'view/title', when: `view == kubelab.explorer && ${when.noCluster}`, group: 'navigation' }],
  async run(app) {
    await app.ensureCluster();
  },
});
