// The door for kubectl: serves the cluster of this window on 127.0.0.1 and tells the integrated terminals where, as long as it lives.
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

export class KubectlServer implements vscode.Disposable {
  readonly #lab: Lab;
  readonly #environment: vscode.EnvironmentVariableCollection;
  readonly #folder: string;
  readonly #log: (line: string) => void;
  readonly #changes = new Emitter<Served | undefined>();
  readonly #subscriptions: readonly { dispose(): void }[];
  #served: Served | undefined;

  /** `folder`: where certificates and the kubeconfig may lie; nobody else writes there. */
  constructor(lab: Lab, context: vscode.ExtensionContext, log: (line: string) => void) {
    this.#lab = lab;
    this.#environment = context.environmentVariableCollection;
    // A window without a workspace has no folder of its own, so that it needs one that no other such window uses.
    const storage = context.storageUri ?? vscode.Uri.joinPath(context.globalStorageUri, String(process.pid));
    this.#folder = storage.fsPath;
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
  async start(): Promise<Served> {
    if (this.#served !== undefined) return this.#served;
    const port = readSetting(vscode.workspace.getConfiguration(), 'kubelab.kubectl.port');
    const served = await this.#lab.call('serve', { port, dir: path.join(this.#folder, 'serve') });
    this.#set(served);
    return served;
  }

  async stop(): Promise<void> {
    if (this.#served === undefined) return;
    this.#forget();
    await this.#lab.call('unserve', null);
  }

  dispose(): void {
    this.#environment.clear();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** A new cluster in a new worker: served again where the setting says so. */
  async #follow(): Promise<void> {
    if (!readSetting(vscode.workspace.getConfiguration(), 'kubelab.kubectl.serve')) return;
    try {
      await this.start();
    } catch (error) {
      this.#log(`The cluster is not served to kubectl: ${textOf(error)}`);
      void vscode.window.showWarningMessage(`The cluster is not served to kubectl: ${textOf(error)}`);
    }
  }

  #set(served: Served): void {
    this.#served = served;
    this.#environment.replace('KUBECONFIG', served.kubeconfig);
    // A cluster of another time must not be met in the cache of its discovery.
    this.#environment.replace(
      'KUBECACHEDIR',
      path.join(this.#folder, 'cache', path.basename(new URL(served.server).host).replace(':', '_')),
    );
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
