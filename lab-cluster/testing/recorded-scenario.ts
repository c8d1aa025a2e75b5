// Recorded sessions of a real cluster, typed again into a lab: what kubectl sent, and what became of a kubelet.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { kindOf } from '../api/registry.ts';
import { pathOf } from '../api/kind.ts';
import type { Deployment } from '../api/kinds/deployment.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import type { KubeObject } from '../api/object.ts';
import type { ApiRequest, ObjectList } from '../api/request.ts';
import type { Cluster } from '../index.ts';
import { invariant } from '../sim/invariant.ts';
import { bootedCluster } from './boot.ts';
import { type Comparison, compareWrites, type Write } from './compare-writes.ts';
import { warmImages } from './oracle-trace.ts';
import { writesOf } from './write-log.ts';

interface RecordedStep {
  readonly atMs: number;
  readonly cmd?: string;
  readonly stdin?: string;
  readonly note?: string | null;
  readonly waitSeconds?: number;
}

interface RecordedWrite {
  readonly t: number;
  readonly actor: string;
  readonly verb: string;
  readonly res: string;
  readonly name: string | null;
  readonly code: number;
  readonly result?: { readonly event?: string; readonly message?: string; readonly on?: string };
}

interface Recording {
  readonly namespace: string;
  readonly steps: readonly RecordedStep[];
  readonly writes: readonly RecordedWrite[];
}

export interface ReplayedScenario {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly startUs: number;
  readonly comparison: Comparison;
}

/** Names in the recording that are chance, with those that stand for them here. */
type Names = Map<string, string>;

/** `file` is one of the oracle's traces. What `isLeftOut` names is neither typed nor compared. */
export function replayScenario(file: string, isLeftOut: (text: string) => boolean = () => false): ReplayedScenario {
  const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
  const { namespace } = recording;
  const cluster = bootedCluster({ seed: 1 });
  for (const image of ['nginx:1.27', 'nginx:1.28', 'nginx', 'busybox']) warmImages(cluster, image);
  send(cluster, {
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  });
  cluster.runUntil(cluster.nowUs + 3_000_000);
  const startUs = cluster.nowUs;
  const names: Names = new Map();
  let endMs = 0;
  for (const step of recording.steps) {
    cluster.runUntil(Math.max(cluster.nowUs, startUs + step.atMs * 1000));
    endMs = step.atMs + (step.waitSeconds ?? 0) * 1000;
    if (!isLeftOut(`${step.cmd ?? ''}\n${step.stdin ?? ''}`)) replayStep(cluster, namespace, step, names);
  }
  cluster.runUntil(Math.max(cluster.nowUs, startUs + endMs * 1000));
  const isCompared = (write: Write): boolean => !isLeftOut(`${write.resource}/${write.name}`) && !isOfTheRuntime(write);
  const recorded = recording.writes.filter(isOfNamespace).map(writeOf).filter(isCompared);
  const ours = writesOf(cluster, namespace, startUs).map(plainly).filter(isCompared);
  invariant(recorded.length > 20, () => `${file} was read as nothing`);
  return { cluster, namespace, startUs, comparison: compareWrites(recorded, ours) };
}

/** Nodes and what is told of them belong to no namespace. */
function isOfNamespace({ res, result }: RecordedWrite): boolean {
  return !/^nodes\b/.test(res) && !(res === 'events' && (result?.on ?? '').startsWith('Node/'));
}

/** The recorded runtime was a stand-in: it had no image beforehand, pulled in no time, and mounted late. */
function isOfTheRuntime({ resource, reason = '' }: Write): boolean {
  return resource === 'events' && ['Pulling', 'Pulled', 'FailedMount'].includes(reason);
}

function writeOf({ t, actor, verb, res, name, code, result }: RecordedWrite): Write {
  // What was refused has no name here and no words there.
  const said = res === 'events' ? { reason: result?.event ?? '', message: code < 300 ? (result?.message ?? '') : '' } : {};
  return plainly({ atMs: t, actor, verb, resource: res, name: res.startsWith('namespaces') ? '' : (name ?? ''), code, ...said });
}

const UID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Two controllers act under one account, and uids are chance. */
function plainly(write: Write): Write {
  const actor = /^(node-lifecycle|taint-eviction)-controller$/.test(write.actor) ? 'node-controller' : write.actor;
  const place =
    write.resource === 'namespaces' && /^(status|finalize)?$/.test(write.name)
      ? { resource: write.name === '' ? 'namespaces' : `namespaces/${write.name}`, name: '' }
      : write.verb === 'deletecollection'
        ? { name: '' }
        : {};
  return { ...write, actor, ...place, ...(write.message === undefined ? {} : { message: write.message.replace(UID, '*') }) };
}

function replayStep(cluster: Cluster, namespace: string, { cmd, stdin, note }: RecordedStep, names: Names): void {
  const death = /kill -9 of the (node-\d) kubelet/.exec(note ?? '');
  if (death !== null) cluster.apply({ type: 'kill', process: `kubelet/${death[1]}` });
  const start = /kubelet of (node-\d) started again/.exec(note ?? '');
  if (start !== null) cluster.apply({ type: 'restart', process: `kubelet/${start[1]}` });
  const words = (cmd ?? '').split(' ').slice(3);
  if (words[0] === 'apply') create(cluster, namespace, parse(stdin ?? '') as KubeObject);
  else if (words.length > 0) command(cluster, namespace, words, names);
}

function create(cluster: Cluster, namespace: string, object: KubeObject): void {
  const kind = kindOf(object.apiVersion, object.kind);
  invariant(kind !== undefined, () => `no kind ${object.kind}`);
  send(cluster, { method: 'POST', path: pathOf(kind, namespace), body: object });
}

const LOOKS = new Set(['get', 'describe', 'rollout status', 'rollout history']);

function command(cluster: Cluster, namespace: string, words: readonly string[], names: Names): void {
  const [verb = '', what = '', name = ''] = words;
  const option = (flag: string): string | undefined => words.find((word) => word.startsWith(`--${flag}=`))?.slice(flag.length + 3);
  const core = `/api/v1/namespaces/${namespace}`;
  const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  if (LOOKS.has(verb) || LOOKS.has(`${verb} ${what}`)) return;
  switch (`${verb} ${what.split('/')[0]}`) {
    case 'scale deploy':
      return patch(cluster, `${deployments}/${name}/scale`, { spec: { replicas: Number(option('replicas')) } });
    case 'set image': {
      const [container, image] = (words[3] ?? '').split('=');
      return patch(cluster, `${deployments}/${name.split('/')[1]}`, {
        spec: { template: { spec: { containers: [{ name: container, image }] } } },
      });
    }
    case 'rollout undo':
      return undo(cluster, namespace, name.split('/')[1] ?? '');
    case 'delete pod':
      return remove(
        cluster,
        `${core}/pods/${podLike(cluster, namespace, what.split('/')[1] ?? '', names)}`,
        words.includes('--force') ? { gracePeriodSeconds: 0 } : {},
      );
    case 'delete deploy': {
      const cascade = option('cascade') ?? 'background';
      return remove(cluster, `${deployments}/${name}`, { propagationPolicy: `${cascade[0]?.toUpperCase()}${cascade.slice(1)}` });
    }
    case 'delete ns':
      return remove(cluster, `/api/v1/namespaces/${name}`, {});
    case 'create cm':
      return create(cluster, namespace, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } as KubeObject);
    case 'expose deploy': {
      const { labels } = deployment(cluster, namespace, name).spec.template.metadata ?? {};
      const spec = { selector: labels, ports: [{ port: Number(option('port')), protocol: 'TCP', targetPort: Number(option('port')) }] };
      return create(cluster, namespace, { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec } as unknown as KubeObject);
    }
    case 'cordon node-1':
    case 'uncordon node-1':
      return patch(cluster, `/api/v1/nodes/${what}`, { spec: { unschedulable: verb === 'cordon' ? true : null } });
    case 'taint nodes':
      return taint(cluster, words.slice(2));
    default:
      invariant(false, () => `kubectl ${words.join(' ')} is not understood`);
  }
}

function taint(cluster: Cluster, words: readonly string[]): void {
  const [, key = '', value = '', effect] = /^([^=:]+?)(?:=(.*?))?(?::(\w+))?-?$/.exec(words.at(-1) ?? '') ?? [];
  const isTakenAway = (words.at(-1) ?? '').endsWith('-');
  for (const node of words.slice(0, -1)) {
    patch(cluster, `/api/v1/nodes/${node}`, { spec: { taints: isTakenAway ? null : [{ key, value, effect }] } });
    // kubectl goes from node to node.
    cluster.runUntil(cluster.nowUs + 30_000);
  }
}

function undo(cluster: Cluster, namespace: string, name: string): void {
  const sets = (cluster.read({ method: 'GET', path: `/apis/apps/v1/namespaces/${namespace}/replicasets` }).body as ObjectList<ReplicaSet>)
    .items;
  const revision = (set: ReplicaSet): number => Number(set.metadata.annotations?.['deployment.kubernetes.io/revision']);
  const before = [...sets].sort((one, other) => revision(other) - revision(one))[1];
  invariant(before !== undefined, () => 'nothing to go back to');
  const { 'pod-template-hash': _, ...labels } = before.spec.template.metadata?.labels ?? {};
  const template = { ...before.spec.template, metadata: { ...before.spec.template.metadata, labels } };
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
  const headers = { 'content-type': 'application/json-patch+json' };
  send(cluster, { method: 'PATCH', path, headers, body: [{ op: 'replace', path: '/spec/template', value: template }] });
}

function deployment(cluster: Cluster, namespace: string, name: string): Deployment {
  return cluster.read({ method: 'GET', path: `/apis/apps/v1/namespaces/${namespace}/deployments/${name}` }).body as Deployment;
}

/** A pod that may stand for a recorded one: of the same workload, and no other recorded one's. */
function podLike(cluster: Cluster, namespace: string, recorded: string, names: Names): string {
  const pods = (cluster.read({ method: 'GET', path: `/api/v1/namespaces/${namespace}/pods` }).body as ObjectList).items;
  const taken = new Set(names.values());
  const found = pods.find(
    ({ metadata }) =>
      metadata.name.split('-')[0] === recorded.split('-')[0] && metadata.deletionTimestamp === undefined && !taken.has(metadata.name),
  );
  invariant(found !== undefined, () => `no pod like ${recorded}`);
  names.set(recorded, found.metadata.name);
  return found.metadata.name;
}

function patch(cluster: Cluster, path: string, body: unknown): void {
  send(cluster, { method: 'PATCH', path, headers: { 'content-type': 'application/strategic-merge-patch+json' }, body });
}

function remove(cluster: Cluster, path: string, how: object): void {
  send(cluster, { method: 'DELETE', path, body: { apiVersion: 'v1', kind: 'DeleteOptions', ...how } });
}

function send(cluster: Cluster, request: ApiRequest): void {
  cluster.apply({ type: 'api', request: { ...request, headers: { 'user-agent': 'kubectl', ...request.headers } } });
}
