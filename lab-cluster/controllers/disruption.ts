// The disruption controller: counts for every PodDisruptionBudget how many of its pods are healthy and how many may be missed.
// Models pkg/controller/disruption/disruption.go.
import type { IntOrString } from '../api/pods/container.ts';
import { allowsDisruptions, saysSo, syncFailed } from '../api/disruption.ts';
import { deepEqual } from '../api/equal.ts';
import type { Kind } from '../api/kind.ts';
import { deployments } from '../api/kinds/deployment.ts';
import { type PodDisruptionBudget, type PodDisruptionBudgetStatus, podDisruptionBudgets } from '../api/kinds/pod-disruption-budget.ts';
import { type Pod, pods } from '../api/kinds/pod.ts';
import { replicaSets } from '../api/kinds/replica-set.ts';
import { replicationControllers } from '../api/kinds/replication-controller.ts';
import { statefulSets } from '../api/kinds/stateful-set.ts';
import { type KubeObject, type OwnerReference, controllerOf, keyOf } from '../api/object.ts';
import { isPodReady } from '../api/pods/pod-template.ts';
import { matchesSelector, selectorText } from '../api/selector.ts';
import { instantOf } from '../api/time.ts';
import { done, requeueAfter, retry } from '../client/reconcile-loop.ts';
import type { Outcome, Story } from '../client/reconcile-loop.ts';
import type { Context, Task } from '../sim/sim.ts';
import { defineController, watch, watchFor } from './define-controller.ts';
import type { Tools } from './define-controller.ts';
import { counted } from './words.ts';

/** A granted eviction that has not led to a deletion by then is forgotten. */
const byNamespace = 'namespace';
const deletionTimeoutUs = 120_000_000;

/** What a pod's controller can be, and how many pods it wants. */
const scalable: readonly Kind<Scalable>[] = [
  replicaSets as unknown as Kind<Scalable>,
  deployments as unknown as Kind<Scalable>,
  statefulSets as unknown as Kind<Scalable>,
  replicationControllers as unknown as Kind<Scalable>,
];

interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number };
}

export const disruptionController = defineController({
  name: 'disruption-controller',
  eventSource: 'controllermanager',
  watches: [
    watch(podDisruptionBudgets),
    watchFor(pods, (pod: Pod, tools: Tools) => budgetsOf(pod, tools).map(keyOf)),
    // Their numbers are read when a pass needs them; the pods they make ask for that pass.
    watchFor(replicaSets, () => []),
    watchFor(deployments, () => []),
    watchFor(statefulSets, () => []),
    watchFor(replicationControllers, () => []),
  ],
  workers: 1,
  memory: ({ informer }) => {
    informer(pods).addIndex(byNamespace, ({ metadata }) => [metadata.namespace ?? '']);
    informer(podDisruptionBudgets).addIndex(byNamespace, ({ metadata }) => [metadata.namespace ?? '']);
    return undefined;
  },
  reconcile,
});

function budgetsOf(pod: Pod, tools: Tools): PodDisruptionBudget[] {
  const { namespace, labels } = pod.metadata;
  const found: PodDisruptionBudget[] = [];
  // Most labs have no budget at all, and then a pod's change costs nothing here.
  if (tools.informer(podDisruptionBudgets).size === 0) return found;
  for (const budget of tools.informer(podDisruptionBudgets).byIndex(byNamespace, namespace ?? '')) {
    if (budget.spec.selector !== undefined && matchesSelector(budget.spec.selector, labels)) found.push(budget);
  }
  return found;
}

function* reconcile(tools: Tools, ctx: Context, key: string): Task<Outcome> {
  const budget = tools.informer(podDisruptionBudgets).get(key);
  if (budget === undefined) return done({ saw: `budget ${key} is gone`, decided: 'nothing to do' });
  const { selector } = budget.spec;
  const members =
    selector === undefined
      ? []
      : tools
          .informer(pods)
          .byIndex(byNamespace, budget.metadata.namespace ?? '')
          .filter(({ metadata }) => matchesSelector(selector, metadata.labels));
  if (members.length === 0) tools.recorder.event(ctx, budget, 'Normal', 'NoPods', 'No matching pods found');
  const expected = expectation(tools, budget, members);
  if ('problem' in expected) return yield* fail(tools, ctx, budget, expected.problem);
  if (expected.unmanaged.length > 0) warnOfUnmanaged(tools, ctx, budget);
  const { nowUs } = tools.sim.clock;
  const { disrupted, recheckUs, overdue } = stillExpected(members, budget, nowUs);
  for (const pod of overdue) {
    const { namespace, name } = budget.metadata;
    tools.recorder.event(ctx, pod, 'Warning', 'NotDeleted', `Pod was expected by PDB ${namespace}/${name} to be deleted but it wasn't`);
  }
  const healthy = members.filter(
    (pod) => pod.metadata.deletionTimestamp === undefined && disrupted[pod.metadata.name] === undefined && isPodReady(pod),
  ).length;
  const status = statusOf(budget, expected, healthy, disrupted, nowUs);
  const story: Story = {
    saw: `${counted(healthy, 'healthy pod')} of ${expected.count} for budget ${key}, ${expected.desired} needed`,
    decided: `${counted(status.disruptionsAllowed, 'pod')} may be taken away`,
  };
  const written = yield* write(tools, ctx, budget, status, story);
  if (written !== undefined) return written;
  return recheckUs === undefined ? done(story) : requeueAfter(Math.ceil((recheckUs - nowUs) / 1000), story);
}

/** Undefined when the status is as it should be, whoever wrote it. */
function* write(
  tools: Tools,
  ctx: Context,
  budget: PodDisruptionBudget,
  status: PodDisruptionBudgetStatus,
  story: Story,
): Task<Outcome | undefined> {
  if (deepEqual(status, budget.status)) return undefined;
  const updated = yield* tools.client.updateStatus(ctx, podDisruptionBudgets, { ...budget, status });
  if (!updated.ok) return updated.status.reason === 'NotFound' ? done(story) : retry(updated.status, story);
  const due = Object.values(status.disruptedPods ?? {}).length > 0;
  const told = { ...story, wrote: `status of ${keyOf(budget)}` };
  return due ? requeueAfter(deletionTimeoutUs / 1000, told) : done(told);
}

function* fail(tools: Tools, ctx: Context, budget: PodDisruptionBudget, problem: string): Task<Outcome> {
  const text = `Failed to calculate the number of expected pods: ${problem}`;
  tools.recorder.event(ctx, budget, 'Warning', 'CalculateExpectedPodCountFailed', text);
  const status = syncFailed(budget.status, problem, tools.sim.clock.nowUs);
  const story: Story = { saw: problem, decided: 'allow no disruption until it can be counted' };
  const written = yield* write(tools, ctx, budget, status, story);
  return written ?? done(story);
}

function warnOfUnmanaged(tools: Tools, ctx: Context, budget: PodDisruptionBudget): void {
  const selector = selectorText(budget.spec.selector);
  const text = `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;
  tools.recorder.event(ctx, budget, 'Warning', 'UnmanagedPods', text);
}

interface Expectation {
  /** Pods there should be. */
  readonly count: number;
  /** Pods that must be healthy. */
  readonly desired: number;
  readonly unmanaged: readonly Pod[];
}

/** Models getExpectedPodCount: a share is of what the pods' controllers want, a number stands for itself. */
function expectation(tools: Tools, { spec }: PodDisruptionBudget, members: readonly Pod[]): Expectation | { readonly problem: string } {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable === undefined && typeof minAvailable === 'number')
    return { count: members.length, desired: minAvailable, unmanaged: [] };
  if (maxUnavailable === undefined && minAvailable === undefined) return { count: 0, desired: 0, unmanaged: [] };
  const scale = expectedScale(tools, members);
  if ('problem' in scale) return scale;
  const { count, unmanaged } = scale;
  const desired = maxUnavailable === undefined ? shareOf(minAvailable, count) : Math.max(0, count - shareOf(maxUnavailable, count));
  return { count, desired, unmanaged };
}

function shareOf(value: IntOrString | undefined, total: number): number {
  if (typeof value === 'number') return value;
  return Math.ceil((Number((value ?? '0%').replace('%', '')) * total) / 100);
}

type Scale = { readonly count: number; readonly unmanaged: readonly Pod[] } | { readonly problem: string };

function expectedScale(tools: Tools, members: readonly Pod[]): Scale {
  const seen = new Set<string>();
  const unmanaged: Pod[] = [];
  let count = 0;
  for (const pod of members) {
    const owner = controllerOf(pod);
    if (owner === undefined) {
      unmanaged.push(pod);
      continue;
    }
    if (seen.has(owner.uid)) continue;
    const found = scaleOf(tools, pod.metadata.namespace ?? '', owner);
    if (found === undefined) return { problem: `found no controllers for pod ${JSON.stringify(pod.metadata.name)}` };
    seen.add(owner.uid);
    if (seen.has(found.uid) && found.uid !== owner.uid) continue;
    seen.add(found.uid);
    count += found.replicas;
  }
  return { count, unmanaged };
}

/** How many pods the controller wants, or what stands above it: of a Deployment's ReplicaSets only the Deployment knows. */
function scaleOf(tools: Tools, namespace: string, owner: OwnerReference): { readonly uid: string; readonly replicas: number } | undefined {
  const kind = scalable.find((one) => one.kind === owner.kind && one.apiVersion === owner.apiVersion);
  const object = kind === undefined ? undefined : tools.informer(kind).get(`${namespace}/${owner.name}`);
  if (object === undefined || object.metadata.uid !== owner.uid) return undefined;
  const above = kind?.kind === 'ReplicaSet' ? controllerOf(object) : undefined;
  if (above?.kind === 'Deployment') return scaleOf(tools, namespace, above);
  return { uid: object.metadata.uid, replicas: object.spec.replicas ?? 1 };
}

interface Disrupted {
  readonly disrupted: Readonly<Record<string, string>>;
  readonly overdue: readonly Pod[];
  readonly recheckUs: number | undefined;
}

/** Evictions that were granted and whose pods are neither going nor overdue. Models buildDisruptedPodMap. */
function stillExpected(members: readonly Pod[], { status }: PodDisruptionBudget, nowUs: number): Disrupted {
  const disrupted: Record<string, string> = {};
  const overdue: Pod[] = [];
  let recheckUs: number | undefined;
  for (const pod of members) {
    const granted = status.disruptedPods?.[pod.metadata.name];
    if (granted === undefined || pod.metadata.deletionTimestamp !== undefined) continue;
    const dueUs = instantOf(granted) + deletionTimeoutUs;
    if (dueUs < nowUs) overdue.push(pod);
    else {
      recheckUs = Math.min(recheckUs ?? dueUs, dueUs);
      disrupted[pod.metadata.name] = granted;
    }
  }
  return { disrupted, overdue, recheckUs };
}

function statusOf(
  budget: PodDisruptionBudget,
  { count, desired }: Expectation,
  healthy: number,
  disrupted: Readonly<Record<string, string>>,
  nowUs: number,
): PodDisruptionBudgetStatus {
  const { status, metadata } = budget;
  // A budget without pods allows nothing, so that its first pods are safe before they are counted.
  const disruptionsAllowed = count <= 0 ? 0 : Math.max(0, healthy - desired);
  const next: PodDisruptionBudgetStatus = {
    observedGeneration: metadata.generation ?? 0,
    ...(Object.keys(disrupted).length === 0 ? {} : { disruptedPods: disrupted }),
    disruptionsAllowed,
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: count,
    ...(status.conditions === undefined ? {} : { conditions: status.conditions }),
  };
  const same = deepEqual({ ...next, conditions: [] }, { ...status, conditions: [] });
  return same && saysSo(status) ? status : allowsDisruptions(next, nowUs);
}
