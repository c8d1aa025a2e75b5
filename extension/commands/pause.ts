// Stops virtual time: nothing happens in the cluster until it goes on.
import { defineCommand, when } from './command.ts';

export const pause = defineCommand({
  id: 'kubelab.pause',
  title: 'Pause Time',
  icon: '$(debug-pause)',
  palette: when.going,
  menus: [{ menu: 'view/title', when: `view == kubelab.explorer && ${when.going}`, group: 'navigation@1' }],
  async run(app) {
    await app.lab.call('pause', null);
  },
});
