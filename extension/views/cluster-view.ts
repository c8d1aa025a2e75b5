// The panel with the picture of the cluster: passes messages between the page and the lab, and does what only the editor can.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { vscode } from '../vscode.ts';
import type { LabMethods } from '../../lab-cluster/host/protocol.ts';
import type { PacketWalk } from '../../lab-cluster/index.ts';
import type { FromView, ToView, ViewMethod } from '../../webview/protocol.ts';
import { parseRef } from '../../lab-cluster/kubectl/resources.ts';
import { Emitter } from '../lab/emitter.ts';
import { textOf } from '../lab/errors.ts';
import type { Lab } from '../lab/lab.ts';
import type { ObjectDocuments } from './object-documents.ts';
import { clusterViewHtml } from './cluster-view-html.ts';

const viewType = 'kubelab.cluster';

/** The page may call these and nothing else: a method that is not listed is not passed on. */
const allowed: ReadonlySet<string> = new Set<ViewMethod>([
  'pause',
  'resume',
  'step',
  'speed',
  'skip',
  'rewind',
  'follow',
  'episodes',
  'episode',
  'spans',
  'explain',
  'packet',
  'activity',
  'timeline',
  'kill',
  'restart',
]);

/** Of an episode that is shown unasked; the page asks for more when it wants it. */
const maxSpans = 500;

export class ClusterView implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #lab: Lab;
  readonly #documents: ObjectDocuments;
  readonly #subscriptions: vscode.Disposable[];
  #panel: vscode.WebviewPanel | undefined;
  /** True between the page's `ready` and the moment it is hidden or closed. */
  #listening = false;
  /** What the page missed because it was not there yet; the newest of each kind counts. */
  readonly #missed = new Map<ToView['type'], ToView>();
  readonly #looks = new Emitter<boolean>();
  #showsPast = false;

  constructor(extensionUri: vscode.Uri, lab: Lab, documents: ObjectDocuments) {
    this.#extensionUri = extensionUri;
    this.#lab = lab;
    this.#documents = documents;
    this.#subscriptions = [
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      vscode.Disposable.from(
        lab.onState((state) => {
          if (state === null) this.#look(false);
          this.#post({ type: 'state', state });
        }),
      ),
      vscode.Disposable.from(
        lab.onPicture(({ delta, cursor }) => {
          this.#look(cursor.at === 'past');
          this.#post({ type: 'picture', delta, cursor });
        }),
      ),
    ];
  }

  /** It is on screen: what it says need not be said in a message over it. */
  get isVisible(): boolean {
    return this.#panel?.visible === true;
  }

  get showsPast(): boolean {
    return this.#showsPast;
  }

  /** True: the picture went to the past. False: it came back, or is gone. */
  readonly onLook = this.#looks.event;

  get isOpen(): boolean {
    return this.#panel !== undefined;
  }

  /** Opens the view beside the editor, or brings it to the front. */
  show(preserveFocus = false): void {
    if (this.#panel !== undefined) {
      this.#panel.reveal(undefined, preserveFocus);
      return;
    }
    const column = vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
    this.#adopt(vscode.window.createWebviewPanel(viewType, 'Cluster', { viewColumn: column, preserveFocus }, { enableScripts: true }));
  }

  /** Follows what the newest thing from outside set off. */
  async showNewestEpisode(): Promise<void> {
    const [newest] = await this.#lab.call('episodes', { limit: 1 });
    if (newest === undefined) return;
    this.#deliver({ type: 'showEpisode', episode: await this.#lab.call('episode', { root: newest.root, limit: maxSpans }) });
  }

  async select(object: string): Promise<void> {
    this.#deliver({ type: 'select', object, explanation: await this.#lab.call('explain', { object }) });
  }

  showPacket(walk: PacketWalk): void {
    this.#deliver({ type: 'showPacket', walk });
  }

  /** A window that is opened again brings its panel back; the cluster is a new one. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#panel === undefined) this.#adopt(panel);
    else panel.dispose();
    return Promise.resolve();
  }

  dispose(): void {
    this.#panel?.dispose();
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    const dist = vscode.Uri.joinPath(this.#extensionUri, 'dist', 'webview');
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist, vscode.Uri.joinPath(this.#extensionUri, 'media')] };
    const icon = (theme: string): vscode.Uri => vscode.Uri.joinPath(this.#extensionUri, 'media', `cluster-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.onDidReceiveMessage((message: FromView) => void this.#receive(message));
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.#stopListening();
    });
    panel.onDidDispose(() => {
      this.#stopListening();
      if (this.#panel === panel) this.#panel = undefined;
    });
    panel.webview.html = this.#html(panel.webview, dist);
  }

  #html(webview: vscode.Webview, dist: vscode.Uri): string {
    const style = vscode.Uri.joinPath(dist, 'main.css');
    return clusterViewHtml({
      nonce: randomBytes(16).toString('base64url'),
      cspSource: webview.cspSource,
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'main.js')).toString(),
      ...(existsSync(style.fsPath) && { styleUri: webview.asWebviewUri(style).toString() }),
    });
  }

  /** A hidden page is unloaded: no pictures are made for it. It says `ready` again when it is back. */
  #stopListening(): void {
    if (!this.#listening) return;
    this.#listening = false;
    this.#look(false);
    this.#lab.call('follow', { on: false }).catch(() => undefined);
  }

  #look(atPast: boolean): void {
    if (atPast === this.#showsPast) return;
    this.#showsPast = atPast;
    this.#looks.fire(atPast);
  }

  #deliver(message: ToView): void {
    this.show(true);
    if (this.#listening) this.#post(message);
    else this.#missed.set(message.type, message);
  }

  #post(message: ToView): void {
    if (this.#listening) void this.#panel?.webview.postMessage(message);
  }

  async #receive(message: FromView): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#listening = true;
        this.#post({ type: 'state', state: this.#lab.state });
        for (const missed of this.#missed.values()) this.#post(missed);
        this.#missed.clear();
        return;
      case 'call':
        await this.#call(message.id, message.method, message.params);
        return;
      case 'openYaml':
        await this.#openYaml(message.object, message.timeUs);
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'startCluster':
        await vscode.commands.executeCommand('kubelab.start');
        return;
      case 'openSample':
        await vscode.commands.executeCommand('kubelab.openSample');
        return;
      default:
        // A page of another version; nothing it could ask for is known here.
        return;
    }
  }

  async #call(id: number, method: ViewMethod, params: LabMethods[ViewMethod]['params']): Promise<void> {
    try {
      if (!allowed.has(method)) throw new Error(`The view may not call ${String(method)}.`);
      this.#post({ type: 'result', id, result: await this.#lab.call(method, params) });
    } catch (error) {
      this.#post({ type: 'error', id, error: textOf(error) });
    }
  }

  async #openYaml(object: string, timeUs: number | undefined): Promise<void> {
    const ref = parseRef(object);
    if (ref === undefined) return;
    try {
      await this.#documents.openYaml(ref, timeUs === undefined ? undefined : await this.#revisionAt(timeUs));
    } catch (error) {
      void vscode.window.showErrorMessage(textOf(error));
    }
  }

  /** The newest revision that was committed at or before that instant. */
  async #revisionAt(timeUs: number): Promise<number | undefined> {
    const { revisions } = await this.#lab.call('timeline', null);
    return revisions.findLast((entry) => entry.timeUs <= timeUs)?.revision;
  }
}
