// Deletes one object of the cluster. Nothing asks twice: it is a lab, and time can be rewound.
import { vscode } from '../vscode.ts';
import { isFailure } from '../../lab-cluster/kubectl/kube-api.ts';
import { refusal } from '../../lab-cluster/kubectl/kubectl-words.ts';
import { objectPath, resourceByPlural } from '../../lab-cluster/kubectl/resources.ts';
import { defineCommand, when } from './command.ts';
import { objectTarget } from './targets.ts';

export const deleteObject = defineCommand({
  id: 'kubelab.delete',
  title: 'Delete Object',
  icon: '$(trash)',
  palette: when.running,
  menus: [{ menu: 'view/item/context', when: 'view == kubelab.explorer && viewItem =~ /^object\\.(?!events|nodes)/', group: '9_delete@1' }],
  async run(app, argument) {
    const ref = await objectTarget(app, argument, 'Delete an object');
    const resource = ref && resourceByPlural(ref.plural);
    if (ref === undefined || resource === undefined) return;
    const namespace = ref.namespace === undefined ? '' : ` -n ${ref.namespace}`;
    app.log('', `$ kubectl delete ${resource.kind.toLowerCase()} ${ref.name}${namespace}`);
    const response = await app.api.request({
      method: 'DELETE',
      path: objectPath(resource, ref.namespace, ref.name),
      headers: { 'user-agent': 'kubectl', 'content-type': 'application/json' },
      body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' },
    });
    if (isFailure(response)) {
      app.log(refusal(response.body));
      void vscode.window.showErrorMessage(refusal(response.body));
      return;
    }
    app.log(`${resource.kind.toLowerCase()} "${ref.name}" deleted`);
    vscode.window.setStatusBarMessage(`$(check) ${resource.kind} ${ref.name} deleted`, 5000);
    // What the cluster does about it is what one deletes for.
    if (app.clusterView.isOpen) await app.clusterView.showNewestEpisode();
  },
});
