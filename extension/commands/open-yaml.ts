// Opens an object of the cluster as read-only YAML.
import { defineCommand, when } from './command.ts';
import { objectTarget } from './targets.ts';

export const openYaml = defineCommand({
  id: 'kubelab.openYaml',
  title: 'Open YAML',
  palette: when.running,
  menus: [{ menu: 'view/item/context', when: 'view == kubelab.explorer && viewItem =~ /^object\\./', group: '1_look@2' }],
  async run(app, argument) {
    if (!(await app.ensureCluster())) return;
    const ref = await objectTarget(app, argument, 'Open an object as YAML');
    if (ref !== undefined) await app.documents.openYaml(ref);
  },
});
