// The tree in the side bar: the model's rows as VS Code wants them, refreshed by what the watches bring, a few times a second at most.
import { vscode } from '../vscode.ts';
import type { LiveStore } from '../kube/live-store.ts';
import type { Health } from '../kube/summary.ts';
import type { Subscription } from '../lab/emitter.ts';
import type { Lab } from '../lab/lab.ts';
import { Components } from './components.ts';
import { RefreshQueue } from './refresh-queue.ts';
import { TreeModel, treeSource, watchedByTree } from './tree-model.ts';
import { controlPlaneId, nodeId, nodesId, type TreeNode } from './tree-node.ts';

const refreshMs = 250;
/** The watches stay open a while when the view is hidden, since people switch back and forth. */
const lingerMs = 30_000;

const colors: Readonly<Record<Health, string | undefined>> = { ok: undefined, plain: undefined, busy: 'charts.yellow', bad: 'charts.red' };

/** Says whether the picture shows the past. The tree never does: then it has to say so. */
export interface Picture {
  onLook(hear: (atPast: boolean) => void): Subscription;
}

export function createExplorer(lab: Lab, store: LiveStore, picture: Picture): vscode.Disposable {
  const components = new Components(lab);
  const model = new TreeModel(treeSource(store, () => components.rows));
  const provider = new ExplorerProvider(model, () => lab.isRunning);
  const view = vscode.window.createTreeView('kubelab.explorer', { treeDataProvider: provider, showCollapseAll: true });
  const title = view.title ?? '';
  const watching = watchWhileVisible(view, store, components);
  const subscriptions = [
    store.onChange((changes) => provider.refresh(model.affected(changes))),
    components.onChange(() =>
      provider.refresh(new Set([controlPlaneId, nodesId, ...store.list('nodes').map((node) => nodeId(node.metadata.name))])),
    ),
    picture.onLook((atPast) => {
      // In the title, where nothing moves for it: following a request goes to the past and back each time.
      view.title = atPast ? `${title} (now)` : title;
    }),
    lab.onNewCluster(() => provider.refreshAll()),
    lab.onState((state) => {
      if (state === null) provider.refreshAll();
    }),
  ];
  return vscode.Disposable.from(view, provider, components, watching, ...subscriptions);
}

function watchWhileVisible(view: vscode.TreeView<string>, store: LiveStore, components: Components): vscode.Disposable {
  let held: Subscription | undefined;
  let timer: NodeJS.Timeout | undefined;
  const release = (): void => {
    clearTimeout(timer);
    held?.dispose();
    held = undefined;
  };
  const update = (visible: boolean): void => {
    clearTimeout(timer);
    components.want(visible);
    if (visible) held ??= store.hold(...watchedByTree);
    else timer = setTimeout(release, lingerMs);
  };
  update(view.visible);
  return vscode.Disposable.from(
    view.onDidChangeVisibility((event) => update(event.visible)),
    { dispose: release },
  );
}

class ExplorerProvider implements vscode.TreeDataProvider<string> {
  readonly #model: TreeModel;
  readonly #isRunning: () => boolean;
  readonly #changed = new vscode.EventEmitter<string[] | undefined>();
  /** Rows that VS Code has asked for: nothing else needs to be refreshed. */
  readonly #shown = new Set<string>();
  readonly #queue = new RefreshQueue(refreshMs, (ids) => this.#tell(ids));

  constructor(model: TreeModel, isRunning: () => boolean) {
    this.#model = model;
    this.#isRunning = isRunning;
  }

  readonly onDidChangeTreeData = this.#changed.event;

  getChildren(id?: string): string[] {
    if (!this.#isRunning()) return [];
    const children = [...this.#model.children(id)];
    for (const child of children) this.#shown.add(child);
    return children;
  }

  getTreeItem(id: string): vscode.TreeItem {
    this.#queue.asked(id);
    const row = this.#model.row(id);
    // It went away between the question for children and this one; its parent is about to be refreshed.
    return row === undefined ? new vscode.TreeItem('…') : itemOf(id, row);
  }

  refresh(ids: ReadonlySet<string>): void {
    for (const id of ids) if (this.#shown.has(id)) this.#queue.add(id);
  }

  refreshAll(): void {
    this.#shown.clear();
    this.#queue.clear();
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#queue.dispose();
    this.#changed.dispose();
  }

  /** Rows that are still there; of a row that has gone, its parent is told. */
  #tell(ids: readonly string[]): readonly string[] {
    const present = ids.filter((id) => this.#model.row(id) !== undefined);
    if (present.length > 0) this.#changed.fire(present);
    return present;
  }
}

function itemOf(id: string, row: TreeNode): vscode.TreeItem {
  const states = {
    none: vscode.TreeItemCollapsibleState.None,
    closed: vscode.TreeItemCollapsibleState.Collapsed,
    open: vscode.TreeItemCollapsibleState.Expanded,
  };
  const item = new vscode.TreeItem(row.label, states[row.open]);
  item.id = id;
  item.description = row.description;
  item.contextValue = row.context;
  const color = colors[row.health];
  if (row.icon !== '') item.iconPath = new vscode.ThemeIcon(row.icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  if (row.tooltip !== '') item.tooltip = row.tooltip;
  item.accessibilityInformation = { label: `${row.spoken ?? row.label} ${row.description}`.trim() };
  if (row.ref !== undefined && row.open === 'none') {
    item.command = { command: 'kubelab.openYaml', title: 'Open YAML', arguments: [id] };
  }
  return item;
}
