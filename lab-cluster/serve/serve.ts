// `kubelab serve`: a lab of one's own behind HTTPS, until somebody ends it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LabCalls } from '../host/lab-calls.ts';
import { type LabExtras, LabHost } from '../host/lab-host.ts';
import { nodePlatform } from '../host/node-platform.ts';
import type { LabMethod, LabMethods, LabState } from '../host/protocol.ts';
import type { ServeArguments } from './arguments.ts';
import { AuditFile } from './audit-file.ts';
import { holdDirectory } from './data-directory.ts';
import type { Output } from './run.ts';
import { serveHeldDirectory } from './serve-directory.ts';
import { type KeptLab, readStateFile, StateFile } from './state-file.ts';

/** Nobody can go back here: no input is kept, and etcd forgets as upstream's --etcd-compaction-interval has it. */
const FORGOTTEN = { inputLimit: { count: 0, bytes: 0 }, compactionIntervalMs: 300_000 };

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
  const complain = (problem: string): void => output.err(`warning: ${problem}`);
  const stateFile = path.join(dir, 'state.jsonl');
  const release = holdDirectory(dir);
  try {
    const kept = readStateFile(stateFile);
    const { seed, nodes } = agreed(args, kept, dir);
    // Ages that clients compute themselves are right when the lab's clock shows the time of day; a kept lab was merely off.
    const keptMs = (kept?.state.timeUs ?? 0) / 1000;
    const audit = args.auditLog === undefined ? undefined : await AuditFile.open(args.auditLog, complain);
    const state = args.data === undefined ? undefined : new StateFile(stateFile, { seed, nodes }, complain);
    const lab = new Lab({
      serve: (entrance, options) =>
        serveHeldDirectory(entrance, { ...options, ...(args.kubeconfig === undefined ? {} : { kubeconfigPath: args.kubeconfig }) }),
      ...(kept === undefined ? {} : { resume: kept.state }),
      past: FORGOTTEN,
      onCluster: (cluster) => {
        audit?.follow(cluster);
        state?.follow(cluster);
      },
      onState: ({ failure }) => {
        if (failure === '') return;
        output.err(`error: the cluster has stopped: ${failure}`);
        ended(1);
      },
    });
    try {
      // Before the lab starts, so that a taken port is told at once.
      const { server, kubeconfig } = await lab.call('serve', { port: args.port, dir });
      const { phase } = await lab.call('start', { workers: nodes, seed, speed: args.speed, calendarMs: Date.now() - keptMs });
      if (phase === 'failed') return 1;
      output.out(JSON.stringify({ ready: true, server, kubeconfig, pid: process.pid }));
      return await end;
    } finally {
      await lab.call('unserve', null);
      await lab.stop();
      state?.close();
      const lost = (await audit?.close()) ?? 0;
      if (lost > 0) complain(`${lost} audit events were lost because the disk was too slow`);
    }
  } finally {
    stopListening();
    release();
  }
}

/** A lab that was kept goes on as it was made; asking for another in its place is an error. */
function agreed(args: ServeArguments, kept: KeptLab | undefined, dir: string): { readonly seed: number; readonly nodes: number } {
  const seed = args.seed ?? kept?.seed ?? 1;
  const nodes = args.nodes ?? kept?.nodes ?? 3;
  if (kept !== undefined && (seed !== kept.seed || nodes !== kept.nodes))
    throw new Error(
      `${dir} keeps a lab of ${kept.nodes} nodes with seed ${kept.seed}: leave out --nodes and --seed, or take another directory`,
    );
  return { seed, nodes };
}

/** A lab in this process. */
class Lab {
  readonly #calls: LabCalls;
  #started = false;

  constructor({ onState, ...extras }: LabExtras & { readonly onState: (state: LabState) => void }) {
    const host: LabHost = new LabHost(
      (message) => {
        if ('event' in message && message.event === 'state') onState(message.state);
        else this.#calls.take(message);
      },
      nodePlatform,
      extras,
    );
    this.#calls = new LabCalls((call) => void host.receive(call));
  }

  /** Time stands still, and no timer keeps the process. */
  async stop(): Promise<void> {
    if (this.#started) await this.call('pause', null);
  }

  call<M extends LabMethod>(method: M, params: LabMethods[M]['params']): Promise<LabMethods[M]['result']> {
    if (method === 'start') this.#started = true;
    return this.#calls.call(method, params);
  }
}
