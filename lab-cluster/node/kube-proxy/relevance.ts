// Whether a new version of an object can change any rule. Most versions cannot: labels, annotations, conditions.
// Models pkg/proxy/servicechangetracker.go and endpointschangetracker.go, which drop changes that come to nothing.
import { deepEqual } from '../../api/equal.ts';
import type { EndpointSlice } from '../../api/kinds/endpoint-slice.ts';
import type { Service } from '../../api/kinds/service.ts';

/** Answers by newer version: every node asks about the same two objects. */
const answers = new WeakMap<object, { readonly previous: object; readonly matters: boolean }>();

function remember<T extends object>(next: T, previous: T, differs: () => boolean): boolean {
  const known = answers.get(next);
  if (known?.previous === previous) return known.matters;
  const matters = differs();
  answers.set(next, { previous, matters });
  return matters;
}

export function serviceMatters(next: Service, previous: Service): boolean {
  return remember(
    next,
    previous,
    () =>
      !deepEqual(next.spec, previous.spec) ||
      !deepEqual(next.status.loadBalancer, previous.status.loadBalancer) ||
      !deepEqual(next.metadata.labels, previous.metadata.labels),
  );
}

export function sliceMatters(next: EndpointSlice, previous: EndpointSlice): boolean {
  return remember(
    next,
    previous,
    () =>
      !deepEqual(next.endpoints, previous.endpoints) ||
      !deepEqual(next.ports, previous.ports) ||
      !deepEqual(next.metadata.labels, previous.metadata.labels),
  );
}
