// Real kubectls of this machine, for tests that drive one: found by name, run with a kubeconfig and a cache of their own.
import { spawn } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import path from 'node:path';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `kubectl.1.33` beside the kubectl in PATH, or in KUBECTL_DIR; undefined where there is none. */
export function findKubectl(version: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const beside = folders.flatMap((folder) => {
    const found = real(path.join(folder, 'kubectl'));
    return found === undefined ? [] : [path.dirname(found)];
  });
  const named = process.env['KUBECTL_DIR'];
  const places = [...(named === undefined ? [] : [named]), ...beside];
  return places.map((folder) => path.join(folder, `kubectl.${version}`)).find((file) => real(file) !== undefined);
}

function real(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

export interface KubectlOptions {
  readonly kubeconfig: string;
  readonly cacheDir: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Told of all it has printed so far; true ends it, as a person ends a watch. */
  readonly enough?: (out: string) => boolean;
}

/** Ends what would never end; no command takes as long on any machine. */
const PATIENCE_MS = 600_000;

export function runKubectl(binary: string, args: readonly string[], options: KubectlOptions): Promise<Ran> {
  const { kubeconfig, cacheDir, input, enough } = options;
  const env = { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: cacheDir, ...options.env };
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { env, timeout: PATIENCE_MS });
    let out = '';
    let err = '';
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString();
      if (enough?.(out) === true) child.kill();
    });
    child.stderr.on('data', (part: Buffer) => {
      err += part.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, out, err }));
    child.stdin.end(input);
  });
}
