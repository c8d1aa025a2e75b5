// The post-start hook that puts the default roles and bindings there, and gives back to those that somebody has changed what
// they lack. Models pkg/registry/rbac/rest PolicyData.EnsureRBACPolicy and component-helpers/auth/rbac/reconciliation.
// Simplified: written straight into the store, many at once, where upstream sends a request for each.
import { deepEqual } from '../../api/equal.ts';
import type { KubeObject } from '../../api/object.ts';
import type { BindingParts, PolicyRule, Subject } from '../../api/rbac.ts';
import type { Result } from '../../api/status.ts';
import { timestamp } from '../../api/time.ts';
import type { Context, Task } from '../../sim/sim.ts';
import { registryKey } from '../storage/registry-key.ts';
import type { Server } from '../server-state.ts';
import { bootstrapPolicy, type PolicyObject } from '../authz/bootstrap-policy.ts';
import { uncovered } from '../authz/covers.ts';

const AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate';

type RbacObject = KubeObject &
  Partial<BindingParts> & { readonly rules?: readonly PolicyRule[] | null; readonly aggregationRule?: unknown };

/** The Status of what stood in the way, to be tried again. Needs a watch cache that has everything. */
export function* ensurePolicy(server: Server, ctx: Context): Task<Result<undefined>> {
  const missing: KubeObject[] = [];
  const changed: KubeObject[] = [];
  for (const wanted of bootstrapPolicy()) {
    const { namespace, name } = wanted.object.metadata;
    const found = server.cache.get(wanted.kind, registryKey(wanted.kind, namespace, name)) as RbacObject | undefined;
    if (found === undefined) missing.push(create(wanted, server));
    else {
      const next = reconciled(found, wanted.object as unknown as RbacObject);
      if (next !== found) changed.push(next);
    }
  }
  return missing.length === 0 && changed.length === 0
    ? { ok: true, value: undefined }
    : yield* server.storage.writeMany(ctx, missing, changed);
}

function create({ object }: PolicyObject, { sim }: Server): KubeObject {
  const metadata = { ...object.metadata, uid: sim.rng.uuid(), resourceVersion: '', creationTimestamp: timestamp(sim.clock.nowUs) };
  return { ...object, metadata };
}

/** What is there with everything that is to be there; more than that stays. Opted out of by the annotation. */
function reconciled(found: RbacObject, wanted: RbacObject): RbacObject {
  if (found.metadata.annotations?.[AUTOUPDATE] === 'false') return found;
  const labels = { ...wanted.metadata.labels, ...found.metadata.labels };
  const annotations = { ...wanted.metadata.annotations, ...found.metadata.annotations };
  const parts = wanted.roleRef === undefined ? reconciledRules(found, wanted) : reconciledSubjects(found, wanted);
  const complete =
    deepEqual(labels, found.metadata.labels ?? {}) && deepEqual(annotations, found.metadata.annotations ?? {}) && parts === undefined;
  return complete ? found : { ...found, ...parts, metadata: { ...found.metadata, labels, annotations } };
}

/** Rules of a role that is the sum of others are its controller's affair. */
function reconciledRules(found: RbacObject, wanted: RbacObject): Partial<RbacObject> | undefined {
  if (wanted.aggregationRule !== undefined) {
    return found.aggregationRule === undefined ? { aggregationRule: wanted.aggregationRule } : undefined;
  }
  const lacking = uncovered(found.rules ?? [], wanted.rules ?? []);
  return lacking.length === 0 ? undefined : { rules: [...(found.rules ?? []), ...lacking] };
}

function reconciledSubjects(found: RbacObject, wanted: RbacObject): Partial<RbacObject> | undefined {
  const present = found.subjects ?? [];
  const lacking = (wanted.subjects ?? []).filter((subject) => !present.some((one) => sameSubject(one, subject)));
  return lacking.length === 0 ? undefined : { subjects: [...present, ...lacking] };
}

function sameSubject(left: Subject, right: Subject): boolean {
  return left.kind === right.kind && left.name === right.name && (left.namespace ?? '') === (right.namespace ?? '');
}
