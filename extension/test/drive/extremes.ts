// States beyond the main job that have to look right too: a cluster that is starting, a node that is lost, hundreds of pods.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { clusterPage, returnToLive } from './cluster-page.ts';
import { codeLens, editorTab, expandRow, openFile, pick, runCommand, treeRows, until } from './hands.ts';
import { type Step, takePictures } from './stage.ts';

export const extremes: readonly Step[] = [
  {
    name: 'a node whose kubelet is gone becomes NotReady, and the picture says so',
    async act(stage) {
      const { page } = stage;
      await runCommand(page, 'Kill a Component');
      await pick(page, 'kubelet/node-1');
      // The node's lease runs out after 50 seconds.
      for (let tens = 1; tens <= 6; tens += 1) await runCommand(page, 'Skip 10 Seconds');
      await until(
        'two of three nodes',
        () => treeRows(page),
        (rows) => rows.some((row) => row.includes('2/3 ready')),
      );
      await expandRow(page, 'Nodes');
      const said = (rows: readonly string[]): boolean =>
        rows.some((row) => row.startsWith('node-1 NotReady')) && rows.some((row) => /^web-\S+ node NotReady, 1\/1 Running/.test(row));
      await until('the node, and its pod', () => treeRows(page), said);
      await takePictures(stage, '20-failure');
      await runCommand(page, 'Restart a Component');
      await pick(page, 'kubelet/node-1');
      await until(
        'three of three nodes',
        () => treeRows(page),
        (rows) => rows.some((row) => row.includes('3/3 ready')),
      );
    },
  },
  {
    name: 'three hundred pods fit into the picture',
    async act(stage) {
      const { page } = stage;
      writeFileSync(path.join(stage.folder, 'many.yaml'), many(250));
      await editorTab(page, 'deployment.yaml').click();
      await openFile(page, 'many.yaml');
      await until(
        'its lens',
        () => codeLens(page, 'Apply').count(),
        (count) => count > 0,
      );
      await runCommand(page, 'Apply File');
      const frame = await clusterPage(page);
      await frame.locator('kl-past-bar').waitFor();
      await returnToLive(frame);
      await until(
        '250/250 ready',
        () => codeLens(page, '250/250 ready').count(),
        (count) => count > 0,
      );
      await frame.locator('kl-tiles').waitFor();
      await until(
        'the tree, too, says 250/250',
        () => treeRows(page),
        (rows) => rows.some((row) => row.startsWith('many 250/250')),
      );
      await takePictures(stage, '21-many');
    },
  },
  {
    name: 'a cluster that starts again is empty, comes up by itself, and nothing of the old one is claimed of it',
    async act(stage) {
      const { page } = stage;
      await runCommand(page, 'Reset Cluster');
      // VS Code asks for lenses again after a while of its own choice, longer the busier it is.
      await codeLens(page, '250/250 ready').first().waitFor({ state: 'hidden' });
      await codeLens(page, 'not in the cluster').first().waitFor();
      const isNew = (rows: readonly string[]): boolean =>
        rows.some((row) => row.includes('3/3 ready')) && !rows.some((row) => row.includes('many'));
      await until('three nodes and nothing else', () => treeRows(page), isNew);
      await takePictures(stage, '22-reset');
    },
  },
];

function many(replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: many
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: many
  template:
    metadata:
      labels:
        app: many
    spec:
      containers:
        - name: web
          image: nginx:1.27
`;
}
