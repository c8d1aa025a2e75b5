// Runs the one event that comes next, and pauses there.
import { defineCommand, when } from './command.ts';

export const step = defineCommand({
  id: 'kubelab.step',
  title: 'Step One Event',
  icon: '$(debug-step-over)',
  palette: when.running,
  menus: [{ menu: 'view/title', when: `view == kubelab.explorer && ${when.paused}`, group: 'navigation@2' }],
  async run(app) {
    await app.lab.call('step', null);
  },
});
