// Shows an object in the cluster view, with the explanation of its state.
import { refText } from '../../lab-cluster/kubectl/resources.ts';
import { defineCommand, when } from './command.ts';
import { objectTarget } from './targets.ts';

export const explain = defineCommand({
  id: 'kubelab.explain',
  title: 'Explain in the Cluster View',
  palette: when.running,
  menus: [{ menu: 'view/item/context', when: 'view == kubelab.explorer && viewItem =~ /^object\\./', group: '1_look@3' }],
  async run(app, argument) {
    if (!(await app.ensureCluster())) return;
    const ref = await objectTarget(app, argument, 'Explain an object');
    if (ref !== undefined) await app.clusterView.select(refText(ref));
  },
});
