// What a pod asks of a node, summed over its containers, and the quality of service that follows.
// Models staging/src/k8s.io/component-helpers/resource and pkg/apis/core/v1/helper/qos.
import type { Container } from './container.ts';
import type { PodSpec } from './pod-spec.ts';
import type { QosClass } from '../kinds/pod.ts';
import { milliValue } from '../quantity.ts';
import type { ResourceList } from '../resources.ts';

/** Thousandths by resource name: 500 for `cpu: 500m`, bytes × 1000 for memory. */
export type MilliResources = Readonly<Record<string, number>>;

const NOTHING: MilliResources = Object.freeze({});
const requestsOfSpec = new WeakMap<PodSpec, MilliResources>();

/** Requests of a whole pod: containers together, or the largest init container if that is more, plus overhead. */
export function podRequests(spec: PodSpec): MilliResources {
  if (asksNothing(spec)) return NOTHING;
  const known = requestsOfSpec.get(spec);
  if (known !== undefined) return known;
  const total: Record<string, number> = { ...containerRequests(spec) };
  add(total, spec.overhead);
  for (const resource in spec.resources?.requests) total[resource] = milliValue(spec.resources.requests[resource]);
  const requests = Object.keys(total).length === 0 ? NOTHING : total;
  requestsOfSpec.set(spec, requests);
  return requests;
}

/** The same of the containers alone. Models AggregateContainerRequests. */
export function containerRequests(spec: PodSpec): MilliResources {
  const total: Record<string, number> = {};
  for (const container of spec.containers) add(total, container.resources?.requests);
  const sidecars: Record<string, number> = {};
  const peak: Record<string, number> = {};
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      // A sidecar keeps running: it counts with the containers, and with every init container after it.
      add(total, container.resources?.requests);
      add(sidecars, container.resources?.requests);
      raise(peak, sidecars);
    } else {
      const here = { ...sidecars };
      add(here, container.resources?.requests);
      raise(peak, here);
    }
  }
  raise(total, peak);
  return total;
}

/** Most pods of a lab: quicker to see than to look up. */
function asksNothing(spec: PodSpec): boolean {
  if (spec.initContainers !== undefined || spec.overhead !== undefined || spec.resources !== undefined) return false;
  return spec.containers.every((container) => container.resources?.requests === undefined);
}

function add(total: Record<string, number>, list: ResourceList | undefined): void {
  for (const resource in list) total[resource] = (total[resource] ?? 0) + milliValue(list[resource]);
}

function raise(total: Record<string, number>, other: MilliResources): void {
  for (const resource in other) total[resource] = Math.max(total[resource] ?? 0, other[resource] ?? 0);
}

/**
 * Guaranteed when every container limits cpu and memory and asks for as much; BestEffort when none asks for anything. A pod
 * that asks as a whole is judged as a whole.
 */
export function qosClassOf(spec: PodSpec): QosClass {
  let any = false;
  let guaranteed = true;
  const containers = spec.initContainers === undefined ? spec.containers : [...spec.containers, ...spec.initContainers];
  for (const container of spec.resources === undefined ? containers : [spec]) {
    if (asksForAnything(container)) any = true;
    if (!isGuaranteed(container)) guaranteed = false;
  }
  return !any ? 'BestEffort' : guaranteed ? 'Guaranteed' : 'Burstable';
}

function asksForAnything({ resources }: Pick<Container, 'resources'>): boolean {
  for (const list of [resources?.requests, resources?.limits]) {
    if (milliValue(list?.['cpu']) > 0 || milliValue(list?.['memory']) > 0) return true;
  }
  return false;
}

function isGuaranteed({ resources }: Pick<Container, 'resources'>): boolean {
  for (const resource of ['cpu', 'memory']) {
    const limit = milliValue(resources?.limits?.[resource]);
    if (limit === 0 || milliValue(resources?.requests?.[resource] ?? resources?.limits?.[resource]) !== limit) return false;
  }
  return true;
}
