// Behind the lens Diff: asks the server, in a dry run, what Apply would change, and shows it beside what is there.
import { vscode } from '../vscode.ts';
import type { App } from '../app.ts';
import type { KubeObject } from '../../lab-cluster/index.ts';
import { applyManifests, type Outcome } from '../../lab-cluster/kubectl/apply.ts';
import { refText } from '../../lab-cluster/kubectl/resources.ts';
import { type ManifestText, readTarget, tell } from './apply-run.ts';
import { defineCommand } from './command.ts';
import { sourceName } from './file-text.ts';
import { lensText } from './targets.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

export const diffDocument = defineCommand({
  id: 'kubelab.diffDocument',
  title: 'Show What Apply Would Change',
  palette: 'kubelab.active && resourceLangId == yaml',
  async run(app, target) {
    const found = await lensText(app, target);
    if (found === undefined) {
      void vscode.window.showInformationMessage('Put the cursor into the manifest that you want to compare with the cluster.');
      return;
    }
    await diffText(app, { text: found.text, source: sourceName(found.document), document: found.document });
  },
});

async function diffText(app: App, manifest: ManifestText): Promise<void> {
  const objects = await readTarget(app, manifest);
  if (objects === undefined || !(await app.ensureCluster())) return;
  app.log('', `$ kubectl diff -f ${manifest.source}`);
  const outcomes = await applyManifests(app.api, app.mapper, objects, { source: manifest.source, namespace: app.namespace, dryRun: true });
  app.log(...outcomes.flatMap((outcome) => outcome.lines));
  const isUnderlined = await app.refusals.show(manifest.document, outcomes);
  if (outcomes.some((outcome) => !outcome.ok)) {
    tell(app, outcomes, isUnderlined ? { underlinedIn: manifest.source } : {});
    return;
  }
  if (outcomes.every((outcome) => outcome.change === 'unchanged')) {
    vscode.window.setStatusBarMessage('$(check) Nothing would change: the cluster has it already.', 8000);
    return;
  }
  const [before, after] = await Promise.all([sideOf(app, outcomes, 'before'), sideOf(app, outcomes, 'after')]);
  const [first] = outcomes;
  const one = outcomes.length === 1 ? first?.ref : undefined;
  const title = `${one?.name ?? manifest.source}: in the cluster ↔ after Apply${one === undefined ? ` (${tally(outcomes)})` : ''}`;
  await app.diffs.open({ title, name: one === undefined ? manifest.source : refText(one), before, after });
}

/** All objects of one side as one text. */
async function sideOf(app: App, outcomes: readonly Outcome[], side: 'before' | 'after'): Promise<string> {
  const objects = outcomes.flatMap((outcome) => outcome[side] ?? []);
  return (await Promise.all(objects.map((object) => app.reader.call('render', { object: withoutLastApplied(object) })))).join('---\n');
}

/** As kubectl diff has it: what kubectl itself remembers of the last time is no change that anybody made. */
function withoutLastApplied(object: KubeObject): KubeObject {
  const { annotations = {}, ...metadata } = object.metadata;
  const { [lastApplied]: _known, ...others } = annotations;
  return { ...object, metadata: { ...metadata, ...(Object.keys(others).length > 0 && { annotations: others }) } };
}

function tally(outcomes: readonly Outcome[]): string {
  const count = (change: Outcome['change'], word: string): string[] => {
    const number = outcomes.filter((outcome) => outcome.change === change).length;
    return number > 0 ? [`${number} ${word}`] : [];
  };
  return [...count('created', 'new'), ...count('configured', 'changed'), ...count('unchanged', 'the same')].join(', ');
}
