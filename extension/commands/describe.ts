// Shows what `kubectl describe` would print of an object, with its events.
import { defineCommand, when } from './command.ts';
import { objectTarget } from './targets.ts';

export const describe = defineCommand({
  id: 'kubelab.describe',
  title: 'Describe Object',
  palette: when.running,
  menus: [{ menu: 'view/item/context', when: 'view == kubelab.explorer && viewItem =~ /^object\\./', group: '1_look@1' }],
  async run(app, argument) {
    if (!(await app.ensureCluster())) return;
    const ref = await objectTarget(app, argument, 'Describe an object');
    if (ref !== undefined) await app.documents.openDescription(ref);
  },
});
