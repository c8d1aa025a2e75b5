// LimitRanger: gives containers the sizes their namespace has for those that name none, and refuses what is out of bounds.
// Models plugin/pkg/admission/limitranger.
import { aggregate } from '../../api/aggregate.ts';
import { forbiddenStatus } from '../../api/errors.ts';
import type { Container } from '../../api/pods/container.ts';
import { type LimitRange, type LimitRangeItem, limitRanges } from '../../api/kinds/limit-range.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { KubeObject } from '../../api/object.ts';
import type { PodSpec } from '../../api/pods/pod-spec.ts';
import { compareQuantities, milliValue } from '../../api/quantity.ts';
import { erased } from '../../api/registry.ts';
import { containerAmounts } from '../../api/resource-sums.ts';
import type { ResourceList, ResourceRequirements } from '../../api/resources.ts';
import type { Status } from '../../api/status.ts';
import { writable } from '../../api/writable.ts';
import { everything } from '../storage/matcher.ts';
import { type AdmissionEnv, type AdmissionPlugin, type AdmissionRequest, creates } from './plugin.ts';

const ANNOTATION = 'kubernetes.io/limit-ranger';
const kind = erased(limitRanges);

interface Claim extends KubeObject {
  readonly spec: { readonly resources?: ResourceRequirements };
}

export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  handles: (request) =>
    creates(request, 'pods') ||
    (request.operation === 'UPDATE' && request.kind.plural === 'pods' && request.subresource === 'resize') ||
    (request.kind.plural === 'persistentvolumeclaims' && request.operation !== 'DELETE' && request.subresource === undefined),
  mutate: (request, env) => {
    if (request.kind.plural !== 'pods' || request.oldObject?.metadata.deletionTimestamp !== undefined) return undefined;
    const ranges = rangesOf(request, env);
    if (request.operation === 'CREATE') for (const range of ranges) complete(request.object as Pod, range);
    else if (ranges.length > 0 && request.object !== request.oldObject) completeResized(request.object as Pod, ranges);
    return undefined;
  },
  validate: (request, env) => {
    if (request.oldObject?.metadata.deletionTimestamp !== undefined) return undefined;
    for (const range of rangesOf(request, env)) {
      const refused = judge(request, range);
      if (refused !== undefined) return refused;
    }
    return undefined;
  },
};

function rangesOf(request: AdmissionRequest, { cache }: AdmissionEnv): readonly LimitRange[] {
  const ranges = cache.of(kind);
  return ranges.size === 0 ? [] : (ranges.list(request.namespace, everything) as LimitRange[]);
}

/** A resize gives what is missing too, but notes nothing. The pod may share its containers with the one before. */
function completeResized(pod: Pod, ranges: readonly LimitRange[]): void {
  const { spec, metadata } = pod;
  const copied = (containers: readonly Container[]): readonly Container[] => containers.map((container) => ({ ...container }));
  const own = {
    ...spec,
    containers: copied(spec.containers),
    ...(spec.initContainers === undefined ? {} : { initContainers: copied(spec.initContainers) }),
  };
  const draft = { metadata: { ...metadata }, spec: own } as Pod;
  for (const range of ranges) complete(draft, range);
  (pod as { spec: Pod['spec'] }).spec = draft.spec;
}

function complete(pod: Pod, range: LimitRange): void {
  const requests: Record<string, string> = {};
  const limits: Record<string, string> = {};
  for (const item of range.spec.limits ?? []) {
    if (item.type !== 'Container') continue;
    Object.assign(requests, item.defaultRequest);
    Object.assign(limits, item.default);
  }
  const notes = [
    ...pod.spec.containers.flatMap((container) => completeContainer(container, 'container', requests, limits)),
    ...(pod.spec.initContainers ?? []).flatMap((container) => completeContainer(container, 'init container', requests, limits)),
  ];
  if (notes.length === 0) return;
  const { metadata } = writable(pod);
  metadata.annotations = { ...metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
}

function completeContainer(container: Container, what: string, requests: ResourceList, limits: ResourceList): readonly string[] {
  const notes: string[] = [];
  const resources: ResourceRequirements = container.resources ?? {};
  const missing = (defaults: ResourceList, own: ResourceList | undefined): readonly string[] =>
    Object.keys(defaults).filter((name) => own?.[name] === undefined);
  const asked = missing(requests, resources.requests);
  const limited = missing(limits, resources.limits);
  if (asked.length === 0 && limited.length === 0) return notes;
  if (asked.length > 0) notes.push(`${[...asked].sort().join(', ')} request for ${what} ${container.name}`);
  if (limited.length > 0) notes.push(`${[...limited].sort().join(', ')} limit for ${what} ${container.name}`);
  writable(container).resources = {
    ...resources,
    ...(limited.length > 0 ? { limits: { ...limits, ...resources.limits } } : {}),
    ...(asked.length > 0 ? { requests: { ...requests, ...resources.requests } } : {}),
  } as ReturnType<typeof writable<ResourceRequirements>>;
  return notes;
}

function judge(request: AdmissionRequest, range: LimitRange): Status | undefined {
  const problems: string[] = [];
  for (const item of range.spec.limits ?? []) {
    if (request.kind.plural === 'pods') judgePod(problems, item, request.object as Pod);
    else if (item.type === 'PersistentVolumeClaim') judgeClaim(problems, item, request.object as Claim);
  }
  return problems.length === 0 ? undefined : forbiddenStatus(request.kind, request.name, aggregate(problems));
}

function judgePod(problems: string[], item: LimitRangeItem, { spec }: Pod): void {
  if (item.type === 'Container') {
    for (const { resources = {} } of [...spec.containers, ...(spec.initContainers ?? [])]) judgeAmounts(problems, item, resources);
  } else if (item.type === 'Pod') {
    judgeAmounts(problems, item, { requests: wholePod(spec, 'requests'), limits: wholePod(spec, 'limits') });
  }
}

/** What is said for the pod as a whole holds for what may be said so; what its runtime costs is not its own. */
function wholePod(spec: PodSpec, which: 'requests' | 'limits'): ResourceList {
  const whole = Object.entries(spec.resources?.[which] ?? {}).filter(([name]) => name === 'cpu' || name === 'memory');
  return { ...containerAmounts(spec, which), ...Object.fromEntries(whole) };
}

interface Bound {
  readonly field: 'min' | 'max';
  readonly word: string;
  /** The first of these amounts must be there, and none may lie beyond the bound. */
  readonly asked: readonly ('request' | 'limit')[];
  readonly sign: 1 | -1;
}

const BOUNDS: readonly Bound[] = [
  { field: 'min', word: 'minimum', asked: ['request', 'limit'], sign: -1 },
  { field: 'max', word: 'maximum', asked: ['limit', 'request'], sign: 1 },
];
/** A claim's limits are nobody's input. */
const CLAIM_BOUNDS = BOUNDS.map((bound): Bound => ({ ...bound, asked: ['request'] }));

function judgeAmounts(problems: string[], item: LimitRangeItem, { requests = {}, limits = {} }: ResourceRequirements): void {
  for (const bound of BOUNDS) judgeBound(problems, item, bound, { requests, limits });
  for (const name of Object.keys(item.maxLimitRequestRatio ?? {}).sort())
    judgeRatio(problems, item.type, name, item.maxLimitRequestRatio?.[name] ?? '0', requests[name], limits[name]);
}

function judgeClaim(problems: string[], item: LimitRangeItem, { spec }: Claim): void {
  const requests = spec.resources?.requests ?? {};
  for (const bound of CLAIM_BOUNDS) judgeBound(problems, item, bound, { requests, limits: {} });
}

interface Amounts {
  readonly requests: ResourceList;
  readonly limits: ResourceList;
}

function judgeBound(problems: string[], item: LimitRangeItem, bound: Bound, { requests, limits }: Amounts): void {
  for (const [name, amount = '0'] of Object.entries(item[bound.field] ?? {}).sort(([one], [other]) => (one < other ? -1 : 1))) {
    const head = `${bound.word} ${name} usage per ${item.type} is ${amount}`;
    for (const what of bound.asked) {
      const own = what === 'request' ? requests[name] : limits[name];
      const problem = own === undefined ? lacking(bound, what) : beyond(bound, what, own, amount);
      if (problem === undefined) continue;
      problems.push(head + problem);
      break;
    }
  }
}

function lacking({ asked }: Bound, what: string): string | undefined {
  return what === asked[0] ? `.  No ${what} is specified` : undefined;
}

function beyond({ sign }: Bound, what: string, own: string, amount: string): string | undefined {
  return compareQuantities(own, amount) * sign > 0 ? `, but ${what} is ${own}` : undefined;
}

function judgeRatio(
  problems: string[],
  type: string,
  name: string,
  bound: string,
  request: string | undefined,
  limit: string | undefined,
): void {
  const head = `${name} max limit to request ratio per ${type} is ${bound}`;
  if (milliValue(request) === 0) problems.push(`${head}, but no request is specified or request is 0`);
  else if (milliValue(limit) === 0) problems.push(`${head}, but no limit is specified or limit is 0`);
  else {
    const ratio = milliValue(limit) / milliValue(request);
    if (ratio * 1000 > milliValue(bound)) problems.push(`${head}, but provided ratio is ${ratio.toFixed(6)}`);
  }
}
