// `kubelab run`: a fresh cluster, manifests applied in order, time run to the end asked for, the story printed.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { type Cluster, createCluster, storyLines } from '../index.ts';
import { applyManifests } from '../kubectl/apply.ts';
import { RestMapper } from '../kubectl/resources.ts';
import type { RunArguments } from './arguments.ts';
import { ClusterApi } from './cluster-api.ts';
import { type Until, parseCondition } from './condition.ts';

const BOOT_LIMIT_US = 120_000_000;
const RUN_LIMIT_US = 600_000_000;

/** Where words go; tests give their own. */
export interface Output {
  out(line: string): void;
  err(line: string): void;
}

/** Returns the exit code: 0 reached, 1 not. */
export async function run(args: RunArguments, output: Output): Promise<0 | 1> {
  const until = args.until === undefined ? undefined : parseCondition(args.until);
  if (typeof until === 'string') {
    output.err(`error: ${until}`);
    return 1;
  }
  const manifests = readManifests(args.files, output);
  if (manifests === undefined) return 1;
  const cluster = createCluster({ seed: args.seed, workers: args.nodes });
  while (!cluster.boot().every((step) => step.done)) {
    if (cluster.nowUs > BOOT_LIMIT_US || !cluster.step()) {
      output.err('error: the cluster did not start');
      return 1;
    }
  }
  const startUs = cluster.nowUs;
  output.out(`cluster ready at ${seconds(startUs)} virtual: 1 control-plane node, ${args.nodes} workers, seed ${args.seed}`);
  const applied = await applyAll(cluster, manifests, output);
  const reached = runToEnd(cluster, until);
  output.out('');
  for (const line of storyLines(cluster.spans(startUs, cluster.nowUs, Number.POSITIVE_INFINITY, false))) output.out(line);
  output.out('');
  output.out(outcome(cluster, until, reached));
  if (args.tracePath !== undefined) writeTrace(cluster, args.tracePath);
  output.out(`trace hash: ${cluster.traceHash}`);
  return applied && reached ? 0 : 1;
}

interface ManifestFile {
  readonly source: string;
  readonly manifests: readonly unknown[];
}

function readManifests(files: readonly string[], output: Output): ManifestFile[] | undefined {
  const read: ManifestFile[] = [];
  for (const source of files) {
    let text: string;
    try {
      text = readFileSync(source === '-' ? 0 : source, 'utf8');
    } catch (error) {
      output.err(`error: the path "${source}" cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
    const documents = parseAllDocuments(text, { merge: true });
    const broken = ('empty' in documents ? [] : documents).flatMap((document) => document.errors)[0];
    if (broken !== undefined) {
      output.err(`error: error parsing ${source}: ${broken.message}`);
      return undefined;
    }
    const manifests = ('empty' in documents ? [] : documents)
      .map((document) => document.toJS() as unknown)
      .filter((manifest) => manifest !== null);
    read.push({ source, manifests });
  }
  return read;
}

async function applyAll(cluster: Cluster, files: readonly ManifestFile[], output: Output): Promise<boolean> {
  const api = new ClusterApi(cluster);
  const mapper = new RestMapper(api);
  let ok = true;
  for (const { source, manifests } of files) {
    output.out(`$ kubectl apply -f ${source}`);
    for (const outcome of await applyManifests(api, mapper, manifests, { source, namespace: 'default' })) {
      ok &&= outcome.ok;
      for (const line of outcome.lines) (outcome.ok ? output.out : output.err)(line);
    }
  }
  return ok;
}

function runToEnd(cluster: Cluster, until: Until | undefined): boolean {
  const limitUs = cluster.nowUs + RUN_LIMIT_US;
  if (until === undefined) return cluster.runToIdle(RUN_LIMIT_US);
  // A condition is about stored objects: it can only change with a revision, or with time itself.
  let looked = -1;
  for (;;) {
    if (cluster.revision !== looked || until.object === undefined) {
      looked = cluster.revision;
      if (until.isMet(cluster)) return true;
    }
    const next = cluster.nextUs();
    if (next === undefined || next > limitUs) return false;
    cluster.step();
  }
}

function outcome(cluster: Cluster, until: Until | undefined, reached: boolean): string {
  const at = `${seconds(cluster.nowUs)} virtual, revision ${cluster.revision}`;
  if (until === undefined) return reached ? `idle at ${at}` : `still busy after 10 virtual minutes, at ${at}`;
  if (reached) return `${until.text} reached at ${at}`;
  const missing = until.object !== undefined && cluster.objectAt(until.object) === undefined ? ` (there is no ${until.object})` : '';
  return `${until.text} not reached within 10 virtual minutes${missing}, at ${at}`;
}

function writeTrace(cluster: Cluster, path: string): void {
  const spans = cluster.spans(0, cluster.nowUs, Number.POSITIVE_INFINITY, false);
  writeFileSync(path, `${JSON.stringify({ traceHash: cluster.traceHash, inputs: cluster.inputs, spans }, undefined, 1)}\n`);
}

function seconds(us: number): string {
  return `${(us / 1_000_000).toFixed(3)} s`;
}
