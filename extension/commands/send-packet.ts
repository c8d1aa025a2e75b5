// Sends one packet from outside to a Service and shows the way it took.
import { vscode } from '../vscode.ts';
import { defineCommand, when } from './command.ts';
import { serviceTarget } from './targets.ts';

export const sendPacket = defineCommand({
  id: 'kubelab.sendPacket',
  title: 'Send a Packet to a Service',
  icon: '$(rocket)',
  palette: when.running,
  menus: [{ menu: 'view/item/context', when: 'view == kubelab.explorer && viewItem == object.services', group: 'inline' }],
  async run(app, argument) {
    if (!(await app.ensureCluster())) return;
    const service = await serviceTarget(app, argument);
    if (service === undefined) return;
    const walk = await app.lab.call('packet', { service });
    app.lessons.packet(walk);
    app.log('', `# packet to ${service}: ${walk.verdict}`, ...walk.hops.map((hop) => `  ${hop.place}: ${hop.title}. ${hop.text}`));
    app.clusterView.showPacket(walk);
    // The view tells the whole way, so no message may lie over it.
    if (walk.outcome !== 'answered') vscode.window.setStatusBarMessage(`$(warning) ${walk.verdict}`, 8000);
  },
});
