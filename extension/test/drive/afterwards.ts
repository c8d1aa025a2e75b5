// The story's last part: a pod is lost, a component is lost, and a packet finds its way.
import { clusterPage, podLabels, readyPods } from './cluster-page.ts';
import {
  chooseInMenu,
  clickLens,
  closeTab,
  codeLens,
  editorTab,
  expandRow,
  openFile,
  pick,
  runCommand,
  treeRowNamed,
  treeRows,
  typeOver,
  until,
} from './hands.ts';
import { type Step, takePictures } from './stage.ts';

export const afterwards: readonly Step[] = [
  {
    name: 'a change is compared with the cluster before it is applied',
    async act(stage) {
      const { page } = stage;
      await editorTab(page, 'deployment.yaml').click();
      await typeOver(page, 'replicas', 'replicas: 4');
      const diff = page.locator('.diff-editor, .monaco-diff-editor').first();
      await clickLens(page, 'Diff', (timeout) => diff.waitFor({ timeout }));
      await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
      await takePictures(stage, '09-diff');
      await closeTab(page, 'web: in the cluster');
      await editorTab(page, 'deployment.yaml').click();
      await typeOver(page, 'replicas', 'replicas: 3');
    },
  },
  {
    name: 'a deleted pod is replaced by another',
    async act(stage) {
      const { page } = stage;
      const frame = await clusterPage(page);
      const before = await readyPods(frame, 'web', 3);
      await expandRow(page, 'web');
      await expandRow(page, /^web-[a-z0-9]+(?!-)/);
      const victim = (before[0] ?? '').split(',')[0]?.trim() ?? '';
      await chooseInMenu(page, treeRowNamed(page, victim), 'Delete Object');
      const isReplaced = (labels: readonly string[]): boolean => labels.length === 3 && !labels.some((label) => label.startsWith(victim));
      await until(`${victim} replaced`, () => podLabels(frame, 'web'), isReplaced);
      await readyPods(frame, 'web', 3);
      await takePictures(stage, '10-replaced');
    },
  },
  {
    name: 'a killed component is shown as lost, and comes back',
    async act(stage) {
      const { page } = stage;
      await runCommand(page, 'Kill a Component');
      await pick(page, 'kube-scheduler');
      await expandRow(page, 'Control plane');
      await until(
        'the scheduler is down',
        () => treeRows(page),
        (rows) => rows.some((row) => /kube-scheduler.*down/.test(row)),
      );
      await takePictures(stage, '11-killed');
      await runCommand(page, 'Restart a Component');
      await pick(page, 'kube-scheduler');
      await until(
        'the scheduler is back',
        () => treeRows(page),
        (rows) => rows.some((row) => /kube-scheduler/.test(row) && !/down/.test(row)),
      );
    },
  },
  {
    name: 'a packet finds its way to a pod and back',
    async act(stage) {
      const { page } = stage;
      // Into the editors' group, not beside the picture.
      await editorTab(page, 'deployment.yaml').click();
      await openFile(page, 'service.yaml');
      await clickLens(page, 'Apply', (timeout) =>
        codeLens(page, /LoadBalancer|\d+\.\d+\.\d+\.\d+/)
          .first()
          .waitFor({ timeout }),
      );
      await until(
        'an address',
        () => codeLens(page, /\d+\.\d+\.\d+\.\d+/).count(),
        (count) => count > 0,
      );
      await runCommand(page, 'Send a Packet to a Service');
      await pick(page, 'web');
      const frame = await clusterPage(page);
      await frame
        .getByText(/KUBE-SEP|DNAT/)
        .first()
        .waitFor();
      await takePictures(stage, '12-packet');
    },
  },
];
