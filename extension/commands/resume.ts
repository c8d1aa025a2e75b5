// Lets virtual time go on.
import { defineCommand, when } from './command.ts';

export const resume = defineCommand({
  id: 'kubelab.resume',
  title: 'Resume Time',
  icon: '$(debug-continue)',
  palette: when.paused,
  menus: [{ menu: 'view/title', when: `view == kubelab.explorer && ${when.paused}`, group: 'navigation@1' }],
  async run(app) {
    await app.lab.call('resume', null);
  },
});
