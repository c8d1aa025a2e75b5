// Sums of resource lists in quantities as people write them, for messages and quotas; schedulers count in pod-resources.ts.
// Models staging/src/k8s.io/component-helpers/resource and apiserver's quota/v1 resources.go.
import type { PodSpec } from './pods/pod-spec.ts';
import { addQuantities, compareQuantities, subtractQuantities } from './quantity.ts';
import type { ResourceList } from './resources.ts';

type Draft = Record<string, string>;

/** What a whole pod asks for or is limited to, with what running it costs. */
export function podAmounts(spec: PodSpec, which: 'requests' | 'limits'): ResourceList {
  const total: Draft = { ...containerAmounts(spec, which), ...spec.resources?.[which] };
  for (const name in spec.overhead) {
    if (which === 'requests' || (total[name] ?? '0') !== '0') addTo(total, { [name]: spec.overhead[name] ?? '0' });
  }
  return total;
}

/** Containers together, or the largest init container if that is more. */
export function containerAmounts(spec: PodSpec, which: 'requests' | 'limits'): ResourceList {
  const total: Draft = {};
  for (const container of spec.containers) addTo(total, container.resources?.[which]);
  const sidecars: Draft = {};
  const peak: Draft = {};
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      addTo(total, container.resources?.[which]);
      addTo(sidecars, container.resources?.[which]);
      raise(peak, sidecars);
    } else {
      const here = { ...sidecars };
      addTo(here, container.resources?.[which]);
      raise(peak, here);
    }
  }
  raise(total, peak);
  return total;
}

function addTo(total: Draft, list: ResourceList | undefined): void {
  for (const name in list) total[name] = sum(total[name], list[name] ?? '0');
}

/** Nothing has no format of its own. */
function sum(left: string | undefined, right: string): string {
  return left === undefined || left === '0' ? right : addQuantities(left, right);
}

function raise(total: Draft, other: ResourceList): void {
  for (const name in other) {
    const more = other[name] ?? '0';
    if (total[name] === undefined || compareQuantities(more, total[name]) > 0) total[name] = more;
  }
}

export function addLists(left: ResourceList, right: ResourceList): ResourceList {
  const total: Draft = { ...left };
  addTo(total, right);
  return total;
}

/** What is in `left` beyond `right`, which may be negative. */
export function subtractLists(left: ResourceList, right: ResourceList): ResourceList {
  const rest: Draft = { ...left };
  for (const name in right) rest[name] = subtractQuantities(left[name] ?? '0', right[name] ?? '0');
  return rest;
}

/** Only the resources that `names` has. */
export function maskList(list: ResourceList, names: ReadonlySet<string>): ResourceList {
  const masked: Draft = {};
  for (const name in list) if (names.has(name)) masked[name] = list[name] ?? '0';
  return masked;
}

export function equalLists(left: ResourceList | undefined, right: ResourceList | undefined): boolean {
  const names = Object.keys(left ?? {});
  if (names.length !== Object.keys(right ?? {}).length) return false;
  return names.every((name) => right?.[name] !== undefined && compareQuantities(left?.[name] ?? '0', right[name]) === 0);
}
