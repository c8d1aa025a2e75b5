// `kubelab run`: a fresh cluster, manifests applied in order, time run to the end asked for, the story printed.
import { readFileSync, writeFileSync } from 'node:fs';
import { bootWatch, type Cluster, createCluster, storyLines } from '../index.ts';
import { applyManifests } from '../kubectl/apply.ts';
import { type ReadObjects, readObjects } from '../kubectl/read-objects.ts';
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
  if (manifests.every(({ objects }) => objects.length === 0)) {
    for (const { source, errors } of manifests) for (const line of errors) output.err(`${source}: ${line}`);
    if (manifests.every(({ errors }) => errors.length === 0)) output.err('error: no objects passed to apply');
    return 1;
  }
  const cluster = createCluster({ seed: args.seed, workers: args.nodes });
  const isUp = bootWatch(cluster);
  while (!isUp()) {
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
  const written = args.tracePath === undefined || writeTrace(cluster, args.tracePath, output);
  output.out(`trace hash: ${cluster.traceHash}`);
  return applied && reached && written ? 0 : 1;
}

interface ManifestFile extends ReadObjects {
  readonly source: string;
}

function readManifests(files: readonly string[], output: Output): ManifestFile[] | undefined {
  const read: ManifestFile[] = [];
  for (const source of files) {
    let text: string;
    try {
      text = readFileSync(source === '-' ? 0 : source, 'utf8');
    } catch (error) {
      output.err(`error: the path "${source}" cannot be read: ${textOf(error)}`);
      return undefined;
    }
    read.push({ source, ...readObjects(text) });
  }
  return read;
}

async function applyAll(cluster: Cluster, files: readonly ManifestFile[], output: Output): Promise<boolean> {
  const api = new ClusterApi(cluster);
  const mapper = new RestMapper(api);
  let ok = true;
  for (const { source, objects, errors } of files) {
    output.out(`$ kubectl apply -f ${source}`);
    ok &&= errors.length === 0;
    for (const line of errors) output.err(line);
    if (objects.length === 0 && errors.length > 0) continue;
    for (const outcome of await applyManifests(api, mapper, objects, { source, namespace: 'default' })) {
      ok &&= outcome.ok;
      for (const line of outcome.lines) (outcome.ok ? output.out : output.err)(line);
    }
  }
  return ok;
}

function runToEnd(cluster: Cluster, until: Until | undefined): boolean {
  const limitUs = cluster.nowUs + (until?.limitUs ?? RUN_LIMIT_US);
  if (until === undefined) return cluster.runToIdle(RUN_LIMIT_US);
  // A condition is about stored objects: it can only change with a revision, or with time itself.
  let looked = -1;
  for (;;) {
    if (cluster.revision !== looked || until.object === undefined) {
      looked = cluster.revision;
      if (until.isMet(cluster)) return true;
    }
    const next = cluster.nextUs();
    if (next === undefined || next > limitUs) {
      cluster.runUntil(limitUs);
      return until.isMet(cluster);
    }
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

function writeTrace(cluster: Cluster, path: string, output: Output): boolean {
  const spans = cluster.spans(0, cluster.nowUs, Number.POSITIVE_INFINITY, false);
  try {
    writeFileSync(path, `${JSON.stringify({ traceHash: cluster.traceHash, inputs: cluster.inputs, spans }, undefined, 1)}\n`);
    return true;
  } catch (error) {
    output.err(`error: the trace cannot be written: ${textOf(error)}`);
    return false;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function seconds(us: number): string {
  return `${(us / 1_000_000).toFixed(3)} s`;
}
