// Starts the cluster with progress shown, says when it failed or crashed, and keeps the context keys that menus depend on.
import { vscode } from '../vscode.ts';
import type { LabOptions, LabState } from '../../lab-cluster/host/protocol.ts';
import { readSetting } from '../settings.ts';
import { textOf } from './errors.ts';
import type { Lab } from './lab.ts';

export interface ClusterStarter extends vscode.Disposable {
  /** True once the cluster runs; false when it did not start, which has been said then. */
  ensure(): Promise<boolean>;
}

export function createClusterStarter(lab: Lab, log: (line: string) => void): ClusterStarter {
  const keys = new ContextKeys();
  const ensure = async (): Promise<boolean> => {
    if (lab.isRunning) return true;
    if (lab.state?.phase === 'failed') await lab.stop();
    try {
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: 'Starting the cluster' }, async (progress) => {
        const heard = lab.onState((state) => {
          const step = state?.boot.find((part) => !part.done);
          if (step !== undefined) progress.report({ message: `${step.part}: ${step.text}` });
        });
        await lab.start(options()).finally(() => heard.dispose());
      });
      return true;
    } catch (error) {
      log(`The cluster did not start: ${textOf(error)}`);
      void offerRestart(`The cluster did not start: ${firstLine(textOf(error))}`);
      return false;
    }
  };
  const offerRestart = async (text: string): Promise<void> => {
    const choice = await vscode.window.showErrorMessage(text, 'Restart');
    if (choice === 'Restart') await ensure();
  };
  const subscriptions = [
    lab.onState((state) => keys.update(state)),
    lab.onCrash((reason) => {
      log(reason);
      void offerRestart(`${firstLine(reason)} What was in the cluster is gone.`);
    }),
  ];
  return Object.assign(vscode.Disposable.from(...subscriptions), { ensure });
}

function options(): LabOptions {
  const configuration = vscode.workspace.getConfiguration();
  return {
    seed: readSetting(configuration, 'kubelab.seed'),
    // Tools that compute ages themselves, kubectl among them, look at the real clock.
    calendarMs: Date.now(),
    workers: readSetting(configuration, 'kubelab.workers'),
    speed: readSetting(configuration, 'kubelab.speed'),
  };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}

/** Sets a key only when it changes: states come several times a second. */
class ContextKeys {
  readonly #values = new Map<string, boolean>();

  update(state: LabState | null): void {
    this.#set('kubelab.active', state !== null);
    this.#set('kubelab.starting', state?.phase === 'starting');
    this.#set('kubelab.paused', state?.paused ?? false);
  }

  #set(key: string, value: boolean): void {
    if ((this.#values.get(key) ?? false) === value) return;
    this.#values.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
