// The door for kubectl: serves the cluster of this window on 127.0.0.1 and tells the integrated terminals where, until it is closed.
// A reset keeps the door: the new cluster is served at the same place, to the same kubeconfig.
import { rmSync } from 'node:fs';
import * as path from 'node:path';
import { vscode } from '../vscode.ts';
import { readSetting } from '../settings.ts';
import { Emitter } from './emitter.ts';
import { textOf } from './errors.ts';
import type { Lab } from './lab.ts';

export interface Served {
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** Path of the file. */
  readonly kubeconfig: string;
}

/** A port that was given back may be any connection's of this machine for a moment: so often, and so far apart, it is asked for again. */
const attempts = 8;
const againMs = 500;

export class KubectlServer implements vscode.Disposable {
  readonly #lab: Lab;
  readonly #environment: vscode.EnvironmentVariableCollection;
  readonly #folder: string;
  readonly #log: (line: string) => void;
  readonly #changes = new Emitter<Served | undefined>();
  readonly #subscriptions: readonly { dispose(): void }[];
  #served: Served | undefined;
  /** Where the last cluster of this window was served, unless that was ended on purpose. */
  #kept: { readonly port: number; readonly dir: string } | undefined;

  /** Certificates and the kubeconfig lie in the workspace's own folder; nobody else writes there. */
  constructor(lab: Lab, context: vscode.ExtensionContext, log: (line: string) => void) {
    this.#lab = lab;
    this.#environment = context.environmentVariableCollection;
    this.#folder = (context.storageUri ?? context.globalStorageUri).fsPath;
    this.#log = log;
    // What an earlier window left behind leads nowhere.
    this.#environment.clear();
    this.#environment.persistent = false;
    this.#environment.description = 'kubectl speaks to the learning-lab cluster of this window';
    this.#subscriptions = [
      lab.onNewCluster(() => void this.#follow()),
      lab.onState((state) => {
        if (state === null) this.#forget();
      }),
    ];
  }

  get served(): Served | undefined {
    return this.#served;
  }

  readonly onChange = this.#changes.event;

  /** Serves the running cluster, unless it is served already. Rejects with the reason when that is not possible. */
  async start(port = readSetting(vscode.workspace.getConfiguration(), 'kubelab.kubectl.port')): Promise<Served> {
    if (this.#served !== undefined) return this.#served;
    const { served, dir } = await this.#serve(port);
    this.#kept = { port: Number(new URL(served.server).port), dir };
    // Discovery of another cluster at the same address must not be met again.
    rmSync(cacheOf(served), { recursive: true, force: true });
    this.#set(served);
    return served;
  }

  async stop(): Promise<void> {
    this.#kept = undefined;
    if (this.#served === undefined) return;
    this.#forget();
    await this.#lab.call('unserve', null);
  }

  dispose(): void {
    this.#environment.clear();
    for (const subscription of this.#subscriptions) subscription.dispose();
    rmSync(this.#ownDir, { recursive: true, force: true });
  }

  /** Only of this window, for as long as it is open. */
  get #ownDir(): string {
    return path.join(this.#folder, `serve-${process.pid}`);
  }

  async #serve(port: number): Promise<{ readonly served: Served; readonly dir: string }> {
    // This window's earlier worker held it, and was ended without a word.
    const holder = 'window';
    const shared = path.join(this.#folder, 'serve');
    const attempt = async (dir: string): Promise<{ served: Served; dir: string }> => ({
      served: await this.#lab.call('serve', { port, dir, holder }),
      dir,
    });
    if (this.#kept !== undefined) return attempt(this.#kept.dir);
    // Another window on the same workspace may hold the folder: then it is one of our own. A port that is taken stays taken.
    return attempt(shared).catch(async (held: unknown) => {
      const found = await attempt(this.#ownDir);
      this.#log(`${textOf(held)}; this window keeps its certificates in ${this.#ownDir}`);
      return found;
    });
  }

  /** A new cluster in a new worker: served again where the one before was, or where the setting says so. */
  async #follow(): Promise<void> {
    const { port } = this.#kept ?? {};
    if (port === undefined && !readSetting(vscode.workspace.getConfiguration(), 'kubelab.kubectl.serve')) return;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.start(port);
        return;
      } catch (error) {
        if (this.#kept === undefined || attempt === attempts || !this.#lab.isRunning) return this.offerFreePort(error, () => undefined);
      }
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }

  /** Says why the cluster could not be served; `then` is called once it is served elsewhere, where that is wanted. */
  offerFreePort(error: unknown, then: (served: Served) => void): void {
    const text = `The cluster is not served to kubectl: ${textOf(error)}`;
    this.#log(text);
    void vscode.window.showWarningMessage(text, 'Take a Free Port').then((choice) => {
      if (choice !== undefined) this.start(0).then(then, (again: unknown) => vscode.window.showErrorMessage(textOf(again)));
    });
  }

  #set(served: Served): void {
    this.#served = served;
    this.#environment.replace('KUBECONFIG', served.kubeconfig);
    this.#environment.replace('KUBECACHEDIR', cacheOf(served));
    this.#log(`kubectl reaches the cluster at ${served.server}; KUBECONFIG is ${served.kubeconfig}`);
    this.#tell();
  }

  #forget(): void {
    if (this.#served === undefined) return;
    this.#served = undefined;
    this.#environment.clear();
    this.#tell();
  }

  #tell(): void {
    void vscode.commands.executeCommand('setContext', 'kubelab.served', this.#served !== undefined);
    this.#changes.fire(this.#served);
  }
}

/** Where kubectl keeps what it learned of the cluster. */
function cacheOf({ kubeconfig }: Served): string {
  return path.join(path.dirname(kubeconfig), 'cache');
}
