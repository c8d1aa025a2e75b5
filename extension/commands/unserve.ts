// Closes the door to kubectl; the cluster goes on.
import { defineCommand } from './command.ts';

export const unserve = defineCommand({
  id: 'kubelab.unserve',
  title: 'Stop Serving the Cluster to kubectl',
  palette: 'kubelab.served',
  menus: [{ menu: 'view/title', when: 'view == kubelab.explorer && kubelab.served', group: '8_kubectl@2' }],
  async run(app) {
    await app.kubectl.stop();
  },
});
