// ResourceQuota: what would take a namespace beyond its share is refused, and what is allowed is written down first.
// Models apiserver/pkg/admission/plugin/resourcequota.
import { forbiddenStatus } from '../../api/errors.ts';
import { type ResourceQuota, resourceQuotas } from '../../api/kinds/resource-quota.ts';
import { pathOf } from '../../api/kind.ts';
import { compareQuantities } from '../../api/quantity.ts';
import { evaluatorOf, quotaMatches } from '../../api/quota/evaluators.ts';
import type { QuotaEvaluator } from '../../api/quota/quota-evaluator.ts';
import { erased } from '../../api/registry.ts';
import type { ApiRequest } from '../../api/request.ts';
import { addLists, maskList, subtractLists } from '../../api/resource-sums.ts';
import type { ResourceList } from '../../api/resources.ts';
import type { Result, Status } from '../../api/status.ts';
import type { Task } from '../../sim/sim.ts';
import { Signal } from '../../sim/task.ts';
import { everything } from '../storage/matcher.ts';
import type { WatchCache } from '../storage/watch-cache.ts';
import type { AdmissionEnv, AdmissionPlugin, AdmissionRequest } from './plugin.ts';

const kind = erased(resourceQuotas);
/** Writing a quota's status is tried so often against the quota controller. */
const ATTEMPTS = 4;

export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  handles: (request) => evaluatorOf(request.kind)?.charges(request.operation, request.subresource) ?? false,
  reserve: (request, env) => {
    const quotas = env.cache.of(kind);
    const evaluator = evaluatorOf(request.kind);
    if (quotas.size === 0 || evaluator === undefined) return undefined;
    const known = quotas.list(request.namespace, everything) as ResourceQuota[];
    if (!known.some((quota) => quotaMatches(quota, quota.status.hard, evaluator, request.object))) return undefined;
    return charge(request, env, evaluator);
  },
};

/** What one server remembers: namespaces in which a charge is under way, and quotas newer than its cache has them. */
interface Ledger {
  readonly busy: Set<string>;
  readonly freed: Signal;
  readonly newest: Map<string, ResourceQuota>;
}

const ledgers = new WeakMap<WatchCache, Ledger>();

function ledgerOf({ cache }: AdmissionEnv): Ledger {
  let ledger = ledgers.get(cache);
  if (ledger === undefined) {
    ledger = { busy: new Set(), freed: new Signal(), newest: new Map() };
    ledgers.set(cache, ledger);
  }
  return ledger;
}

/** One at a time in each namespace, as upstream's workers do, so that no two take the same rest. */
function* charge(request: AdmissionRequest, env: AdmissionEnv, evaluator: QuotaEvaluator): Task<Status | undefined> {
  const ledger = ledgerOf(env);
  const namespace = request.namespace ?? '';
  while (ledger.busy.has(namespace)) yield* ledger.freed.wait();
  ledger.busy.add(namespace);
  const refused = yield* chargeAlone(request, env, evaluator, ledger);
  ledger.busy.delete(namespace);
  ledger.freed.wake();
  return refused;
}

function* chargeAlone(request: AdmissionRequest, env: AdmissionEnv, evaluator: QuotaEvaluator, ledger: Ledger): Task<Status | undefined> {
  let pending: ReadonlySet<string> | undefined;
  for (let attempt = 1; ; attempt++) {
    const quotas = newestQuotas(request.namespace, env, ledger).filter(({ metadata }) => pending?.has(metadata.name) ?? true);
    const checked = checkRequest(request, quotas, evaluator, env.nowUs);
    if (!checked.ok) return checked.status;
    if (request.dryRun) return undefined;
    const failed = new Set<string>();
    let last: Status | undefined;
    for (const quota of checked.value) {
      const status = yield* writeStatus(quota, env, ledger);
      if (status === undefined) continue;
      last = status;
      failed.add(quota.metadata.name);
    }
    if (last === undefined) return undefined;
    if (attempt === ATTEMPTS) return last;
    pending = failed;
  }
}

/** The cache may be a moment behind what this server wrote itself. */
function newestQuotas(namespace: string | undefined, { cache }: AdmissionEnv, ledger: Ledger): readonly ResourceQuota[] {
  return (cache.of(kind).list(namespace, everything) as ResourceQuota[]).map((quota) => {
    const own = ledger.newest.get(quota.metadata.uid);
    if (own === undefined) return quota;
    if (Number(own.metadata.resourceVersion) > Number(quota.metadata.resourceVersion)) return own;
    ledger.newest.delete(quota.metadata.uid);
    return quota;
  });
}

function* writeStatus(quota: ResourceQuota, env: AdmissionEnv, ledger: Ledger): Task<Status | undefined> {
  const { namespace, name, uid } = quota.metadata;
  const headers = { 'user-agent': 'kube-apiserver' };
  const path = pathOf(kind, namespace, name);
  const write: ApiRequest = { method: 'PUT', path: `${path}/status`, headers, body: quota };
  const written = yield* env.ask(write, env.ctx);
  if (written.code === 200) {
    ledger.newest.set(uid, written.body as ResourceQuota);
    return undefined;
  }
  const read = yield* env.ask({ method: 'GET', path, headers }, env.ctx);
  if (read.code === 200) ledger.newest.set(uid, read.body as ResourceQuota);
  return written.body as Status;
}

/** The quotas as they would be, or the refusal of the first that has too little. Models CheckRequest. */
function checkRequest(
  request: AdmissionRequest,
  quotas: readonly ResourceQuota[],
  evaluator: QuotaEvaluator,
  nowUs: number,
): Result<readonly ResourceQuota[]> {
  const { object } = request;
  const refuse = (why: string): Result<never> => ({ ok: false, status: forbiddenStatus(request.kind, request.name, why) });
  const concerned = quotas.filter((quota) => quotaMatches(quota, quota.status.hard, evaluator, object));
  for (const { metadata, status } of concerned) {
    const limited = Object.keys(status.hard ?? {}).filter((name) => evaluator.counts(name));
    const objection = evaluator.objection?.(object, limited);
    if (objection !== undefined) return refuse(`failed quota: ${metadata.name}: ${objection}`);
    if (limited.some((name) => status.used?.[name] === undefined)) {
      return refuse(`status unknown for quota: ${metadata.name}, resources: ${limited.sort().join(',')}`);
    }
  }
  const usage = evaluator.usage(object, nowUs);
  const negative = Object.keys(usage).filter((name) => compareQuantities(usage[name] ?? '0', '0') < 0);
  if (negative.length > 0) return refuse(`quota usage is negative for resource(s): ${negative.sort().join(',')}`);
  const { oldObject } = request;
  const all = positive(usage);
  const more = oldObject === undefined ? all : positive(subtractLists(usage, evaluator.usage(oldObject, nowUs)));
  const charged: ResourceQuota[] = [];
  for (const quota of concerned) {
    const { hard = {}, used = {} } = quota.status;
    // What comes under a quota by this change costs it everything.
    const isKnown = oldObject !== undefined && quotaMatches(quota, hard, evaluator, oldObject);
    const asked = maskList(isKnown ? more : all, new Set(Object.keys(hard)));
    if (Object.keys(asked).length === 0) continue;
    const next = addLists(used, asked);
    const exceeded = new Set(Object.keys(asked).filter((name) => compareQuantities(next[name] ?? '0', hard[name] ?? '0') > 0));
    if (exceeded.size > 0) {
      const parts = [asked, used, hard].map((list) => printList(maskList(list, exceeded)));
      return refuse(`exceeded quota: ${quota.metadata.name}, requested: ${parts[0]}, used: ${parts[1]}, limited: ${parts[2]}`);
    }
    charged.push({ ...quota, status: { ...quota.status, used: next } });
  }
  return { ok: true, value: charged };
}

function positive(list: ResourceList): ResourceList {
  return Object.fromEntries(Object.entries(list).filter(([, amount]) => compareQuantities(amount, '0') > 0));
}

function printList(list: ResourceList): string {
  return Object.keys(list)
    .sort()
    .map((name) => `${name}=${list[name]}`)
    .join(',');
}
