// Runs ten virtual seconds as fast as possible.
import { defineCommand, when } from './command.ts';

export const skip = defineCommand({
  id: 'kubelab.skip',
  title: 'Skip 10 Seconds',
  icon: '$(debug-step-into)',
  palette: when.running,
  menus: [{ menu: 'view/title', when: `view == kubelab.explorer && ${when.running}`, group: '5_time@1' }],
  async run(app) {
    await app.lab.call('skip', { ms: 10_000 });
  },
});
