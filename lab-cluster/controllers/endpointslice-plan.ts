// Fits the endpoints of a service into slices of at most 100, touching as few slices as it can. Pure: it writes nothing.
// Models staging/src/k8s.io/endpointslice/reconciler.go.
import { deepEqual } from '../api/equal.ts';
import type { Endpoint, EndpointSlice, EndpointSlicePort } from '../api/kinds/endpoint-slice.ts';

/** Endpoints that share a list of ports, and so may share slices. */
export interface PortGroup {
  readonly ports: readonly EndpointSlicePort[];
  readonly endpoints: readonly Endpoint[];
}

export interface SlicePlan {
  readonly create: readonly { readonly ports: readonly EndpointSlicePort[]; readonly endpoints: readonly Endpoint[] }[];
  readonly update: readonly EndpointSlice[];
  readonly remove: readonly EndpointSlice[];
}

export const endpointsPerSlice = 100;

export function planSlices(
  existing: readonly EndpointSlice[],
  groups: readonly PortGroup[],
  isStale: (slice: EndpointSlice) => boolean,
): SlicePlan {
  const create: SlicePlan['create'][number][] = [];
  const update: EndpointSlice[] = [];
  const remove: EndpointSlice[] = [];
  const unused = new Set(existing);
  for (const group of groups) {
    const own = existing.filter((slice) => unused.has(slice) && deepEqual(slice.ports ?? [], group.ports));
    for (const slice of own) unused.delete(slice);
    fit(own, group, isStale, { create, update, remove });
  }
  for (const slice of unused) remove.push(slice);
  return keepPlaceholder(existing, reuseSlices({ create, update, remove }));
}

interface MutablePlan {
  readonly create: SlicePlan['create'][number][];
  readonly update: EndpointSlice[];
  readonly remove: EndpointSlice[];
}

function fit(
  slices: readonly EndpointSlice[],
  { ports, endpoints }: PortGroup,
  isStale: (slice: EndpointSlice) => boolean,
  plan: MutablePlan,
): void {
  const wanted = new Map(endpoints.map((endpoint) => [identityOf(endpoint), endpoint]));
  const kept = slices.map((slice) => {
    let changed = isStale(slice);
    const present: Endpoint[] = [];
    for (const endpoint of slice.endpoints) {
      const identity = identityOf(endpoint);
      const next = wanted.get(identity);
      wanted.delete(identity);
      const same = next !== undefined && sameEndpoint(next, endpoint);
      if (!same) changed = true;
      if (next !== undefined) present.push(same ? endpoint : next);
    }
    return { slice, present, changed };
  });
  const left = [...wanted.values()];
  // First into slices that are written anyway, then into the fullest one that takes all that is left, then into new ones.
  for (const entry of kept) {
    if (!entry.changed || entry.present.length === 0) continue;
    entry.present.push(...left.splice(0, endpointsPerSlice - entry.present.length));
  }
  if (left.length > 0) {
    const roomy = kept
      .filter((entry) => entry.present.length > 0 || entry.slice.endpoints.length === 0)
      .filter((entry) => entry.present.length + left.length <= endpointsPerSlice)
      .sort((one, other) => other.present.length - one.present.length)[0];
    if (roomy !== undefined) {
      roomy.present.push(...left.splice(0));
      roomy.changed = true;
    }
  }
  for (const { slice, present, changed } of kept) {
    if (!changed) continue;
    if (present.length === 0) plan.remove.push(slice);
    else plan.update.push({ ...slice, endpoints: present });
  }
  while (left.length > 0) plan.create.push({ ports, endpoints: left.splice(0, endpointsPerSlice) });
}

/** A slice that would go becomes one that would come: readers see one change instead of two. */
function reuseSlices({ create, update, remove }: MutablePlan): MutablePlan {
  while (create.length > 0 && remove.length > 0) {
    const fresh = create.pop();
    const spare = remove.shift();
    if (fresh !== undefined && spare !== undefined) update.push({ ...spare, ...fresh });
  }
  return { create, update, remove };
}

/** A service without endpoints has one empty slice, so that readers can tell "none" from "not known yet". */
function keepPlaceholder(existing: readonly EndpointSlice[], plan: MutablePlan): SlicePlan {
  const remaining = existing.length - plan.remove.length + plan.create.length;
  if (remaining > 0) return plan;
  const [last] = plan.remove;
  if (last === undefined) return { ...plan, create: [{ ports: [], endpoints: [] }] };
  const empty: EndpointSlice = { ...last, endpoints: [], ports: [] };
  const unchanged = last.endpoints.length === 0 && (last.ports ?? []).length === 0;
  return { create: [], update: unchanged ? plan.update : [...plan.update, empty], remove: plan.remove.slice(1) };
}

/** The same pod is the same endpoint. */
function identityOf(endpoint: Endpoint): string {
  return endpoint.targetRef?.uid ?? endpoint.addresses[0] ?? '';
}

/** Cheaper than comparing everything: these are the fields that this controller sets. */
function sameEndpoint(one: Endpoint, other: Endpoint): boolean {
  if (one === other) return true;
  return (
    one.addresses[0] === other.addresses[0] &&
    one.conditions?.ready === other.conditions?.ready &&
    one.conditions?.serving === other.conditions?.serving &&
    one.conditions?.terminating === other.conditions?.terminating &&
    one.nodeName === other.nodeName &&
    one.hostname === other.hostname &&
    one.targetRef?.uid === other.targetRef?.uid
  );
}
