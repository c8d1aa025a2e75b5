// Opens the picture of the cluster; without a cluster it offers to start one.
import { defineCommand } from './command.ts';

export const openClusterView = defineCommand({
  id: 'kubelab.openClusterView',
  title: 'Open Cluster View',
  icon: '$(symbol-structure)',
  menus: [{ menu: 'view/title', when: 'view == kubelab.explorer', group: 'navigation@9' }],
  run(app) {
    app.clusterView.show();
  },
});
