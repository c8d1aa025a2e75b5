// The story's middle: the tree, the picture, the trace with everyone who took part, the past, the text view.
import { clusterPage, goToStepOf, inOrder, lanes, readyPods, returnToLive } from './cluster-page.ts';
import { expandRow, openSideBar, runCommand, statusItem, treeRow, treeRows, until } from './hands.ts';
import { openLesson } from './lesson.ts';
import { type Step, takePictures } from './stage.ts';

/** Who takes part in a Deployment's coming to be, in the order in which it concerns them. */
const actors = [/api ?server/i, /etcd/i, /deployment/i, /replica ?set/i, /scheduler/i, /kubelet/i];

export const looking: readonly Step[] = [
  {
    name: 'the tree says 3/3 by itself',
    async act({ page }) {
      await openSideBar(page, 'Kubelab');
      await expandRow(page, 'Namespaces');
      await expandRow(page, 'default');
      await expandRow(page, 'Workloads');
      await until(
        '3/3 in the tree',
        () => treeRows(page),
        (rows) => rows.some((row) => row.includes('web') && row.includes('3/3')),
      );
    },
  },
  {
    name: 'the cluster view plays what happened, and then shows three ready pods',
    async act(stage) {
      const frame = await clusterPage(stage.page);
      await takePictures(stage, '03-follow');
      await returnToLive(frame);
      await readyPods(frame, 'web', 3);
      await takePictures(stage, '04-applied');
    },
  },
  {
    name: 'the trace has every component, in the order of cause',
    async act(stage) {
      await runCommand(stage.page, 'Show Trace of the Last Request');
      const frame = await clusterPage(stage.page);
      await until(
        'all lanes',
        () => lanes(frame),
        (found) => inOrder(found, actors),
      );
      // It plays from the start by now; a key stops it.
      await frame.locator('kl-past-bar').waitFor();
      await goToStepOf(stage.page, frame, /^(?:kube-)?scheduler$/i);
      await takePictures(stage, '05-trace');
    },
  },
  {
    name: 'looking at the past never looks like the present, and tree and status bar say that they show now',
    async act(stage) {
      const { page } = stage;
      const frame = await clusterPage(page);
      const scrubber = frame.locator('kl-trace .scrub');
      const box = await scrubber.boundingBox();
      if (box === null) throw new Error('the scrubber has no place');
      await scrubber.click({ position: { x: box.width * 0.6, y: 14 } });
      await frame
        .locator('kl-past-bar')
        .getByText(/revision [0-9,. ]+/i)
        .first()
        .waitFor();
      await page.locator('.part.sidebar > .title').getByText('Cluster (now)').waitFor();
      await statusItem(page, 'Cluster now').waitFor();
      await takePictures(stage, '06-past');
      await returnToLive(frame);
      await page.locator('.part.sidebar > .title').getByText('Cluster (now)').waitFor({ state: 'hidden' });
      await statusItem(page, 'Cluster now').waitFor({ state: 'hidden' });
    },
  },
  {
    name: 'the text view says the same in words',
    async act(stage) {
      const frame = await clusterPage(stage.page);
      await frame.locator('kl-trace .trace').press('t');
      await frame
        .getByText(/Scheduler\. Saw:/)
        .first()
        .waitFor();
      await takePictures(stage, '07-text');
      await frame.locator('kl-trace .trace').press('t');
      await frame.locator('kl-stage').first().waitFor();
    },
  },
  {
    name: 'the walkthrough has ticked the steps that really happened',
    async act(stage) {
      const { page } = stage;
      const ticked = await openLesson(page);
      await until(
        'three ticked steps',
        () => ticked.count(),
        (count) => count >= 3,
      );
      await takePictures(stage, '08-walkthrough');
      await page.keyboard.press('Control+w');
      await treeRow(page, 'web').waitFor();
    },
  },
];
