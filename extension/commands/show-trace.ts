// Opens the cluster view on the trace of the newest thing that came from outside.
import { defineCommand, when } from './command.ts';

export const showTrace = defineCommand({
  id: 'kubelab.showTrace',
  title: 'Show Trace of the Last Request',
  palette: when.running,
  async run(app) {
    if (!(await app.ensureCluster())) return;
    app.clusterView.show();
    await app.clusterView.showNewestEpisode();
  },
});
