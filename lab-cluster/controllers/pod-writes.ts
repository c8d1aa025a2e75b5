// Makes and removes pods on behalf of a controller, with the events that tell of it.
// Models pkg/controller/controller_utils.go (RealPodControl, slowStartBatch).
import type { Draft, KubeObject } from '../api/object.ts';
import type { PodTemplateSpec } from '../api/pods/pod-spec.ts';
import { pods } from '../api/kinds/pod.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { Result, Status } from '../api/status.ts';
import type { Context, Task } from '../sim/sim.ts';
import { controllerReference } from './adoption.ts';
import type { Tools } from './define-controller.ts';
import { inParallel } from './parallel.ts';

export interface BatchResult {
  readonly created: readonly Pod[];
  /** Pods that were wanted and will not come: the failed ones, and those no longer tried after a failure. */
  readonly missed: number;
  readonly problem?: Status;
}

/** Creates 1 pod, then 2, then 4, … at a time, and stops at the first batch with a failure: no thousand futile tries. */
export function* createPodsSlowly(
  tools: Tools<unknown>,
  ctx: Context,
  owner: KubeObject,
  template: PodTemplateSpec,
  count: number,
): Task<BatchResult> {
  const created: Pod[] = [];
  const draft = podFrom(owner, template);
  let left = count;
  for (let batch = 1; left > 0; batch *= 2) {
    const size = Math.min(batch, left);
    const tries = Array.from({ length: size }, () => createPod(tools, ctx, owner, draft));
    const results = yield* inParallel(tools.sim, tries);
    let problem: Status | undefined;
    for (const result of results) {
      if (result.ok) created.push(result.value);
      // As upstream: in a namespace that is going away nothing is missed, so that nobody tries again and again.
      if (result.ok || isNamespaceTerminating(result.status)) left -= 1;
      else problem ??= result.status;
    }
    if (problem !== undefined) return { created, missed: left, problem };
  }
  return { created, missed: 0 };
}

/** Deletes one pod; a pod that is gone already counts as a failure with reason NotFound. */
export function* deletePod(tools: Tools<unknown>, ctx: Context, owner: KubeObject, pod: Pod): Task<Result<KubeObject>> {
  const { namespace, name } = pod.metadata;
  const result = yield* tools.client.delete(ctx, pods, namespace, name);
  if (result.ok) tools.recorder.event(ctx, owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  else if (result.status.reason !== 'NotFound') {
    tools.recorder.event(ctx, owner, 'Warning', 'FailedDelete', `Error deleting: ${result.status.message ?? ''}`);
  }
  return result;
}

/** Whether the server refused because the namespace is on its way out: then nothing will ever help. */
export function isNamespaceTerminating(status: Status): boolean {
  return status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false;
}

function* createPod(tools: Tools<unknown>, ctx: Context, owner: KubeObject, draft: Draft<Pod>): Task<Result<Pod>> {
  const result = yield* tools.client.create(ctx, pods, draft);
  if (result.ok) tools.recorder.event(ctx, owner, 'Normal', 'SuccessfulCreate', `Created pod: ${result.value.metadata.name}`);
  else if (!isNamespaceTerminating(result.status)) {
    tools.recorder.event(ctx, owner, 'Warning', 'FailedCreate', `Error creating: ${result.status.message ?? ''}`);
  }
  return result;
}

function podFrom(owner: KubeObject, template: PodTemplateSpec): Draft<Pod> {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const { namespace, name } = owner.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  };
}
