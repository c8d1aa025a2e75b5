// The story's first part: the manifest with its mistake, the quick fix, the click on Apply.
import { clusterPage } from './cluster-page.ts';
import { clickLens, clickText, codeLens, hoverText, openFile, quickFix, runCommand, until } from './hands.ts';
import { openLesson } from './lesson.ts';
import { type Step, takePictures } from './stage.ts';

export const beforehand: readonly Step[] = [
  {
    name: 'without a cluster the view offers to start one',
    async act(stage) {
      await runCommand(stage.page, 'Open Cluster View');
      const frame = await clusterPage(stage.page);
      await frame.getByRole('button', { name: /start/i }).first().waitFor();
      await takePictures(stage, '01-empty');
      await runCommand(stage.page, 'View: Close All Editors');
    },
  },
  {
    name: 'Get Started offers the first lesson, with nothing ticked',
    async act({ page }) {
      const ticked = await openLesson(page);
      await until(
        'no ticked step',
        () => ticked.count(),
        (count) => count === 0,
      );
      await runCommand(page, 'View: Close All Editors');
    },
  },
  {
    name: 'a misspelt field is underlined with the reason',
    async act(stage) {
      const { page } = stage;
      await openFile(page, 'deployment.yaml');
      await page.locator('.monaco-editor .squiggly-error').first().waitFor();
      await takePictures(stage, '02-diagnostic', () => hoverText(page, 'replcas', 'unknown field'));
    },
  },
  {
    name: 'the quick fix mends it',
    async act({ page }) {
      await clickText(page, 'replcas');
      await quickFix(page, 'replicas', (timeout) =>
        page.locator('.monaco-editor .squiggly-error').first().waitFor({ state: 'hidden', timeout }),
      );
      await page.keyboard.press('Control+s');
    },
  },
  {
    name: 'a click on Apply starts the cluster, and the line above the document says 3/3 ready',
    async act(stage) {
      const { page } = stage;
      await clickLens(page, 'Apply', (timeout) =>
        codeLens(page, /the cluster is starting|looking|not in the cluster|ready|progress|\d\/3/i)
          .first()
          .waitFor({ timeout }),
      );
      const lens = codeLens(page, '3/3 ready');
      await until(
        '3/3 ready',
        () => lens.count(),
        (count) => count > 0,
      );
    },
  },
];
