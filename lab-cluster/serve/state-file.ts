// A lab's state in one file: what was there at some moment, then what changed, line by line, each batch ended by a line that
// makes it count. Written again from the beginning when changes outgrow what they change, so that its size stays bounded.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { Cluster, SavedState } from '../index.ts';

type SavedKey = SavedState['etcd']['keys'][number];

export interface KeptLab {
  readonly seed: number;
  readonly nodes: number;
  readonly state: SavedState;
}

interface Head {
  readonly kubelab: 1;
  readonly seed: number;
  readonly nodes: number;
}

/** Ends a batch: the lines before it, as many as it says, are whole. */
interface Commit {
  readonly commit: Omit<SavedState, 'etcd'> & { readonly etcd: Omit<SavedState['etcd'], 'keys'>; readonly keys: number };
}

const EVERY_MS = 500;
const KEYS_A_WRITE = 500;
const REWRITE_FROM_BYTES = 8 * 1024 * 1024;

/** What a file keeps; undefined where there is none. A batch that was cut off by a crash does not count. */
export function readStateFile(file: string): KeptLab | undefined {
  if (!existsSync(file)) return undefined;
  const [first = '', ...lines] = readFileSync(file, 'utf8').split('\n');
  const head = parsed<Partial<Head>>(first);
  if (head?.kubelab !== 1 || head.seed === undefined || head.nodes === undefined) throw new Error(`${file} is not a lab's state`);
  const keys = new Map<string, SavedKey>();
  let batch: SavedKey[] = [];
  let last: Commit['commit'] | undefined;
  for (const line of lines) {
    const entry = parsed<Commit | SavedKey>(line);
    if (entry === undefined) break;
    if (!('commit' in entry)) {
      batch.push(entry);
      continue;
    }
    if (entry.commit.keys !== batch.length) break;
    if (entry.commit.etcd.whole) keys.clear();
    for (const key of batch) keys.set(key.key, key);
    batch = [];
    last = entry.commit;
  }
  if (last === undefined) return undefined;
  const { timeUs, starts, files, etcd } = last;
  const present = [...keys.values()].filter(({ version }) => version > 0);
  return { seed: head.seed, nodes: head.nodes, state: { timeUs, starts, files, etcd: { ...etcd, whole: true, keys: present } } };
}

function parsed<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}

/** Keeps the state of a running lab in a file, a moment behind it. */
export class StateFile {
  readonly #path: string;
  readonly #head: string;
  #file: number | undefined;
  #cluster: Cluster | undefined;
  #revision: number | undefined;
  #bytes = 0;
  #wholeBytes = 0;
  readonly #timer: NodeJS.Timeout;
  readonly #failed: (problem: string) => void;

  constructor(path: string, { seed, nodes }: Omit<KeptLab, 'state'>, failed: (problem: string) => void) {
    this.#path = path;
    this.#head = `${JSON.stringify({ kubelab: 1, seed, nodes } satisfies Head)}\n`;
    this.#failed = failed;
    this.#timer = setInterval(() => this.#keep(false), EVERY_MS).unref();
  }

  /** From now on this cluster is kept, whole at first. */
  follow(cluster: Cluster): void {
    this.#cluster = cluster;
    this.#revision = undefined;
  }

  /** Keeps what there is and ends. */
  close(): void {
    clearInterval(this.#timer);
    this.#keep(true);
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#cluster = undefined;
  }

  #keep(last: boolean): void {
    const cluster = this.#cluster;
    if (cluster === undefined || (cluster.revision === this.#revision && !last)) return;
    try {
      const outgrown = this.#bytes > Math.max(REWRITE_FROM_BYTES, 2 * this.#wholeBytes);
      const state = cluster.save(outgrown ? undefined : this.#revision);
      if (state === undefined) return;
      if (state.etcd.whole) this.#begin(state);
      else this.#append(this.#file as number, state);
      this.#revision = state.etcd.revision;
      if (last && this.#file !== undefined) fsyncSync(this.#file);
    } catch (error) {
      // Once: a full disk stays full.
      this.#cluster = undefined;
      this.#failed(`the state is no longer kept in ${this.#path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Beside the old file, which is good until the new one is whole. */
  #begin(state: SavedState): void {
    const draft = `${this.#path}.tmp`;
    const file = openSync(draft, 'w', 0o600);
    this.#bytes = 0;
    this.#write(file, this.#head);
    this.#append(file, state);
    this.#wholeBytes = this.#bytes;
    renameSync(draft, this.#path);
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = file;
  }

  #append(file: number, { etcd: { keys, ...etcd }, ...rest }: SavedState): void {
    for (let from = 0; from < keys.length; from += KEYS_A_WRITE) {
      const lines = keys.slice(from, from + KEYS_A_WRITE).map((key) => `${JSON.stringify(key)}\n`);
      this.#write(file, lines.join(''));
    }
    this.#write(file, `${JSON.stringify({ commit: { ...rest, etcd, keys: keys.length } } satisfies Commit)}\n`);
  }

  #write(file: number, text: string): void {
    this.#bytes += writeSync(file, text);
  }
}
