// Lets kubectl in: serves the cluster on 127.0.0.1 and offers a terminal that knows where.
import { vscode } from '../vscode.ts';
import type { App } from '../app.ts';
import type { Served } from '../lab/kubectl-server.ts';
import { defineCommand, when } from './command.ts';

export const serve = defineCommand({
  id: 'kubelab.serve',
  title: 'Serve the Cluster to kubectl',
  icon: '$(plug)',
  palette: '!kubelab.served',
  menus: [{ menu: 'view/title', when: `view == kubelab.explorer && ${when.running} && !kubelab.served`, group: '8_kubectl@1' }],
  async run(app) {
    if (!(await app.ensureCluster())) return;
    await serveThen(app, (served) => void offerTerminal(app, served));
  },
});

/** Serves the cluster and goes on; where the port is taken, that is said, with another one on offer. */
export async function serveThen(app: App, then: (served: Served) => void): Promise<void> {
  try {
    then(await app.kubectl.start());
  } catch (error) {
    app.kubectl.offerFreePort(error, then);
  }
}

async function offerTerminal(app: App, { server, kubeconfig }: Served): Promise<void> {
  if (app.clusterView.isVisible) {
    // The item that appears beside this offers the terminal and names the kubeconfig.
    vscode.window.setStatusBarMessage(`$(check) kubectl reaches this cluster at ${server}`, 8000);
    return;
  }
  const choice = await vscode.window.showInformationMessage(
    `kubectl reaches this cluster at ${server}. New terminals of this window know it.`,
    'Open a Terminal',
    'Copy KUBECONFIG',
  );
  if (choice === 'Open a Terminal') await vscode.commands.executeCommand('kubelab.openTerminal');
  if (choice === 'Copy KUBECONFIG') await vscode.env.clipboard.writeText(kubeconfig);
}
