// Sends manifests to the API server and says what came of it: the output channel as kubectl would, a message in short, the view.
import { vscode } from '../vscode.ts';
import type { App } from '../app.ts';
import { applyManifests, deleteManifests, type Outcome } from '../../lab-cluster/kubectl/apply.ts';
import { textOf } from '../lab/errors.ts';
import { readSetting } from '../settings.ts';

export interface ManifestText {
  readonly text: string;
  /** What messages call it: a file name. */
  readonly source: string;
  /** Where it stands, for refusals to be shown there. */
  readonly document?: vscode.TextDocument;
}

/** Messages quote this many lines; the rest is in the output. */
const maxQuoted = 3;

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
  const lines = outcomes.flatMap((outcome) => shortLines(outcome, underlinedIn)).filter((line) => !line.startsWith('Warning: '));
  const more = lines.length > maxQuoted ? ` … and ${lines.length - maxQuoted} more` : '';
  const text = `${lines.slice(0, maxQuoted).join(' · ')}${more}`;
  const failed = outcomes.some((outcome) => !outcome.ok);
  if (!failed) {
    vscode.window.setStatusBarMessage(`$(check) ${text}`, 8000);
    return;
  }
  const problems = underlinedIn === undefined ? [] : ['Show Problems'];
  // The command is over; what the person does with the message comes when it comes.
  void vscode.window.showErrorMessage(text, ...problems, 'Show Output').then((choice) => {
    if (choice === 'Show Output') app.showLog();
    if (choice === 'Show Problems') void vscode.commands.executeCommand('workbench.actions.view.problems');
  });
}

/** A message is one paragraph: several reasons that are underlined anyway are only counted in it. */
function shortLines({ lines, status }: Outcome, underlinedIn: string | undefined): readonly string[] {
  const reasons = status?.details?.causes?.length ?? 0;
  const [, what] = /^(.*? is invalid):/s.exec(lines[0] ?? '') ?? [];
  if (underlinedIn === undefined || what === undefined || reasons < 2) return lines;
  return [`${what} for ${reasons} reasons, each underlined in ${underlinedIn}.`];
}
