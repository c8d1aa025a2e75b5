// Sends manifests to the API server and says what came of it: the output channel as kubectl would, a message in short, the view.
import { vscode } from '../vscode.ts';
import type { App } from '../app.ts';
import { applyManifests, deleteManifests, type Outcome } from '../../lab-cluster/kubectl/apply.ts';
import { textOf } from '../lab/errors.ts';
import { readSetting } from '../settings.ts';
import { told } from './told.ts';

export interface ManifestText {
  readonly text: string;
  /** What messages call it: a file name. */
  readonly source: string;
  /** Where it stands, for refusals to be shown there. */
  readonly document?: vscode.TextDocument;
}

export async function applyText(app: App, manifest: ManifestText): Promise<void> {
  const sent = await send(app, manifest, 'apply');
  if (sent === undefined) return;
  if (sent.outcomes.some(({ change }) => change === 'created' || change === 'configured')) await showRequest(app);
  tell(app, sent.outcomes, sent);
}

export async function deleteText(app: App, manifest: ManifestText): Promise<void> {
  const sent = await send(app, manifest, 'delete');
  if (sent !== undefined) tell(app, sent.outcomes, sent);
}

interface Shown {
  /** The file in which every refusal is underlined by now. */
  readonly underlinedIn?: string;
}

interface Sent extends Shown {
  readonly outcomes: readonly Outcome[];
}

async function send(app: App, { text, source, document }: ManifestText, verb: 'apply' | 'delete'): Promise<Sent | undefined> {
  const { objects, errors } = await app.reader.call('objects', { text });
  const unread = errors.map(unreadable);
  if (objects.length === 0) {
    tell(app, unread.length > 0 ? unread : [unreadable('error: no objects passed to apply')]);
    return undefined;
  }
  if (!(await app.ensureCluster())) return undefined;
  app.log('', `$ kubectl ${verb} -f ${source}`);
  try {
    const act = verb === 'apply' ? applyManifests : deleteManifests;
    const outcomes = [...(await act(app.api, app.mapper, objects, { source, namespace: app.namespace })), ...unread];
    app.log(...outcomes.flatMap((outcome) => outcome.lines));
    const isUnderlined = await app.refusals.show(document, outcomes);
    return { outcomes, ...(isUnderlined && { underlinedIn: source }) };
  } catch (error) {
    app.log(`error: ${textOf(error)}`);
    void vscode.window.showErrorMessage(textOf(error));
    return undefined;
  }
}

/** The objects of a text; undefined where it holds none that can be read, and that was said. */
export async function readTarget(app: App, { text }: ManifestText): Promise<readonly unknown[] | undefined> {
  const { objects, errors } = await app.reader.call('objects', { text });
  if (errors.length === 0 && objects.length > 0) return objects;
  tell(app, errors.length > 0 ? errors.map(unreadable) : [unreadable('error: no objects passed to apply')]);
  return undefined;
}

function unreadable(line: string): Outcome {
  return { ok: false, lines: [line], change: 'failed' };
}

async function showRequest(app: App): Promise<void> {
  const wanted = readSetting(vscode.workspace.getConfiguration(), 'kubelab.openClusterViewOnApply');
  if (!wanted && !app.clusterView.isOpen) return;
  await app.clusterView.showNewestEpisode();
}

export function tell(app: App, outcomes: readonly Outcome[], { underlinedIn }: Shown = {}): void {
  const text = told(outcomes);
  if (outcomes.every((outcome) => outcome.ok)) {
    vscode.window.setStatusBarMessage(`$(check) ${text}`, 8000);
    return;
  }
  if (underlinedIn !== undefined && app.clusterView.isVisible && !app.clusterView.showsPast) {
    // The view tells of the refusal, the file of its places: a message would only lie over one of them.
    vscode.window.setStatusBarMessage(`$(error) Refused: the reasons are underlined in ${underlinedIn}`, 12_000);
    return;
  }
  if (underlinedIn !== undefined) {
    // A warning goes away by itself, an error with a button would not; the reasons stay where they are underlined.
    void vscode.window.showWarningMessage(text, 'Show Problems').then((choice) => {
      if (choice !== undefined) void vscode.commands.executeCommand('workbench.actions.view.problems');
    });
    return;
  }
  // The command is over; what the person does with the message comes when it comes.
  void vscode.window.showErrorMessage(text, 'Show Output').then((choice) => choice !== undefined && app.showLog());
}
