// What every command and view is given: the lab, the Kubernetes API, live copies, the manifest reader, places to show things.
import type * as vscode from 'vscode';
import type { ManifestClient } from './editor/manifest-client.ts';
import type { Manifests } from './editor/manifests.ts';
import type { Refusals } from './editor/refusals.ts';
import type { KubeApi } from '../lab-cluster/kubectl/kube-api.ts';
import type { LiveStore } from './kube/live-store.ts';
import type { RestMapper } from '../lab-cluster/kubectl/resources.ts';
import type { KubectlServer } from './lab/kubectl-server.ts';
import type { Lab } from './lab/lab.ts';
import type { LessonProgress } from './lessons/progress.ts';
import type { ClusterView } from './views/cluster-view.ts';
import type { DiffDocuments } from './views/diff-documents.ts';
import type { ObjectDocuments } from './views/object-documents.ts';

export interface App {
  readonly extension: vscode.ExtensionContext;
  readonly lab: Lab;
  readonly api: KubeApi;
  readonly mapper: RestMapper;
  readonly store: LiveStore;
  readonly reader: ManifestClient;
  readonly manifests: Manifests;
  readonly refusals: Refusals;
  readonly kubectl: KubectlServer;
  readonly clusterView: ClusterView;
  readonly documents: ObjectDocuments;
  readonly diffs: DiffDocuments;
  readonly lessons: LessonProgress;
  /** Appends lines to the output channel; commands are printed as their kubectl twins. */
  log(...lines: readonly string[]): void;
  showLog(): void;
  /** Starts the cluster unless it runs, with progress shown. False when it did not start (and that was said). */
  ensureCluster(): Promise<boolean>;
  /** Namespace for objects that do not name one. */
  readonly namespace: string;
}
