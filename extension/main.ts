// Activation: makes what commands and views are given, and registers everything from the registries. Nothing starts here.
import * as path from 'node:path';
import { vscode } from './vscode.ts';
import type { App } from './app.ts';
import { commands } from './commands/registry.ts';
import { createCodeLenses } from './editor/code-lens.ts';
import { createDiagnostics } from './editor/diagnostics.ts';
import { createFieldHelp } from './editor/field-help.ts';
import { ManifestClient } from './editor/manifest-client.ts';
import { Manifests } from './editor/manifests.ts';
import { Refusals } from './editor/refusals.ts';
import { LiveStore } from './kube/live-store.ts';
import { RestMapper } from '../lab-cluster/kubectl/resources.ts';
import { createClusterStarter } from './lab/cluster-starter.ts';
import { textOf } from './lab/errors.ts';
import { KubectlServer } from './lab/kubectl-server.ts';
import { Lab } from './lab/lab.ts';
import { LabKubeApi } from './lab/lab-kube-api.ts';
import { LessonProgress } from './lessons/progress.ts';
import { createLog } from './log.ts';
import { readSetting } from './settings.ts';
import { ClusterView } from './views/cluster-view.ts';
import { DiffDocuments } from './views/diff-documents.ts';
import { createExplorer } from './views/explorer.ts';
import { ObjectDocuments } from './views/object-documents.ts';
import { createStatusBar } from './views/status-bar.ts';
import { createWaitingNotice } from './views/waiting-notice.ts';

/** What tests inside the extension host may look at. */
export interface Exports {
  readonly app: App;
}

export function activate(extension: vscode.ExtensionContext): Exports {
  const file = (name: string): string => path.join(extension.extensionPath, 'dist', name);
  const lab = new Lab(file('host/node.cjs'));
  const api = new LabKubeApi(lab);
  const store = new LiveStore(api);
  const mapper = new RestMapper(api);
  const reader = new ManifestClient(file('extension/manifest-worker.cjs'));
  const manifests = new Manifests(reader);
  const refusals = new Refusals(reader, manifests);
  const diffs = new DiffDocuments();
  const documents = new ObjectDocuments(api, store, reader, lab);
  const clusterView = new ClusterView(extension.extensionUri, lab, documents);
  const lessons = new LessonProgress(extension.workspaceState, lab, store);
  const log = createLog();
  const kubectl = new KubectlServer(lab, extension, (line) => log.append(line));
  const starter = createClusterStarter(lab, (line) => log.append(line));
  const app: App = {
    extension,
    lab,
    api,
    mapper,
    store,
    reader,
    manifests,
    refusals,
    kubectl,
    clusterView,
    documents,
    diffs,
    lessons,
    log: (...lines) => log.append(...lines),
    showLog: () => log.show(),
    ensureCluster: () => starter.ensure(),
    get namespace() {
      return readSetting(vscode.workspace.getConfiguration(), 'kubelab.namespace');
    },
  };
  extension.subscriptions.push(
    { dispose: () => void lab.stop() },
    vscode.Disposable.from(...connectStore(lab, store, mapper)),
    starter,
    kubectl,
    log,
    reader,
    refusals,
    diffs,
    documents,
    clusterView,
    lessons,
    createExplorer(lab, store, clusterView),
    createStatusBar(lab, kubectl, clusterView),
    createWaitingNotice(lab, clusterView),
    createDiagnostics(manifests),
    createCodeLenses(lab, store, manifests, clusterView, () => app.namespace),
    createFieldHelp(reader),
    manifests,
    ...commands.map((command) => vscode.commands.registerCommand(command.id, (...args: unknown[]) => runCommand(app, command, args))),
  );
  manifests.start();
  return { app };
}

/** The copies of objects live and die with the cluster. */
function connectStore(lab: Lab, store: LiveStore, mapper: RestMapper): readonly { dispose(): void }[] {
  return [
    lab.onNewCluster(() => {
      mapper.reset();
      store.connect();
    }),
    lab.onState((state) => {
      if (state === null) store.disconnect();
    }),
  ];
}

/** Whatever a command throws is told in a message, with its own words. */
async function runCommand(app: App, command: (typeof commands)[number], args: readonly unknown[]): Promise<void> {
  try {
    await command.run(app, ...args);
  } catch (error) {
    void vscode.window.showErrorMessage(`${command.title}: ${textOf(error)}`);
  }
}
