// `kubelab serve`: a lab of one's own behind HTTPS, until somebody ends it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LabHost } from '../host/lab-host.ts';
import { nodePlatform } from '../host/node-platform.ts';
import type { LabMessage, LabState } from '../host/protocol.ts';
import type { ServeArguments } from './arguments.ts';
import type { Output } from './run.ts';
import { serveDirectory } from './serve-directory.ts';

/** Resolves with the exit code, when a signal or a failure has ended it. */
export async function serve(args: ServeArguments, output: Output, signals: Signals = processSignals): Promise<0 | 1> {
  const lent = args.data === undefined ? mkdtempSync(path.join(tmpdir(), 'kubelab-')) : undefined;
  const dir = path.resolve(args.data ?? lent ?? '');
  try {
    return await serveIn(dir, args, output, signals);
  } catch (error) {
    output.err(`error: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    if (lent !== undefined) rmSync(lent, { recursive: true, force: true });
  }
}

/** How the outside asks a server to end. */
export interface Signals {
  /** Calls `act` at the first request to end; the result stops listening. */
  onEnd(act: () => void): () => void;
}

const processSignals: Signals = {
  onEnd: (act) => {
    process.once('SIGINT', act);
    process.once('SIGTERM', act);
    return () => {
      process.off('SIGINT', act);
      process.off('SIGTERM', act);
    };
  },
};

async function serveIn(dir: string, args: ServeArguments, output: Output, signals: Signals): Promise<0 | 1> {
  let ended = (_code: 0 | 1): void => {};
  const end = new Promise<0 | 1>((resolve) => {
    ended = resolve;
  });
  const stopListening = signals.onEnd(() => ended(0));
  const lab = new Lab((state) => {
    if (state.failure === '') return;
    output.err(`error: the cluster has stopped: ${state.failure}`);
    ended(1);
  });
  const { port, nodes, seed, speed, kubeconfig } = args;
  // Opened before the lab starts, so that a taken port or a held directory is told at once.
  const serving = await serveDirectory(lab.host.entrance, {
    port,
    dir,
    ...(kubeconfig === undefined ? {} : { kubeconfigPath: kubeconfig }),
  });
  try {
    const state = await lab.start({ workers: nodes, seed, speed });
    if (state.phase === 'failed') return 1;
    output.out(JSON.stringify({ ready: true, server: serving.server, kubeconfig: serving.kubeconfig, pid: process.pid }));
    return await end;
  } finally {
    stopListening();
    await serving.close();
    await lab.stop();
  }
}

/** A lab host with its messages as promises. */
class Lab {
  readonly host: LabHost;
  readonly #answers = new Map<number, (message: LabMessage) => void>();
  #next = 1;

  constructor(onState: (state: LabState) => void) {
    this.host = new LabHost((message) => {
      if ('id' in message) return this.#answers.get(message.id)?.(message);
      if (message.event === 'state') onState(message.state);
    }, nodePlatform);
  }

  start(options: { readonly workers: number; readonly seed: number; readonly speed: LabState['speed'] }): Promise<LabState> {
    return this.#call('start', options);
  }

  /** Time stands still, and no timer keeps the process. */
  async stop(): Promise<void> {
    await this.#call('pause', null);
  }

  #call(method: 'start' | 'pause', params: object | null): Promise<LabState> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, (message) => {
        this.#answers.delete(id);
        if ('error' in message) reject(new Error(message.error));
        else if ('result' in message) resolve(message.result as LabState);
      });
      void this.host.receive({ id, method, params } as Parameters<LabHost['receive']>[0]);
    });
  }
}
