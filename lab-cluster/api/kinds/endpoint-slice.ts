// EndpointSlice: up to 100 of the addresses behind a service, so that a change does not rewrite them all.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import type { Protocol } from '../pods/container.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import { warningsOfEndpointSlice } from '../warnings/network-warnings.ts';
import type { KubeObject } from '../object.ts';
import type { ObjectReference } from '../object-reference.ts';
import { beginGeneration, countGeneration } from '../strategy.ts';
import { validateEndpointSlice, validateEndpointSliceUpdate } from '../validate/endpoints.ts';
import { writable } from '../writable.ts';

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions?: { readonly ready?: boolean; readonly serving?: boolean; readonly terminating?: boolean };
  readonly hostname?: string;
  readonly targetRef?: ObjectReference;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly deprecatedTopology?: Readonly<Record<string, string>>;
  readonly hints?: { readonly forZones?: readonly { readonly name: string }[]; readonly forNodes?: readonly { readonly name: string }[] };
}

export interface EndpointSlicePort {
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: Protocol;
  readonly appProtocol?: string;
}

export interface EndpointSlice extends KubeObject {
  readonly apiVersion: 'discovery.k8s.io/v1';
  readonly kind: 'EndpointSlice';
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN';
  readonly endpoints: readonly Endpoint[];
  readonly ports?: readonly EndpointSlicePort[];
}

const SHOWN = 3;

export const endpointSlices: Kind<EndpointSlice> = defineKind<EndpointSlice>({
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  shortNames: [],
  categories: [],
  namespaced: true,
  subresources: [],
  setDefaults: (slice) => {
    const object = slice as { endpoints?: readonly Endpoint[]; ports?: readonly EndpointSlicePort[] | null };
    object.endpoints ??= [];
    // Go prints this list even when there is none, and a struct that is no pointer always.
    object.ports ??= null;
    for (const endpoint of writable(slice).endpoints) endpoint.conditions ??= {};
    for (const port of slice.ports ?? []) {
      const draft = port as { name?: string; protocol?: Protocol };
      draft.name ??= '';
      draft.protocol ??= 'TCP';
    }
  },
  prepareForCreate: (slice) => {
    beginGeneration(slice);
    dropTopology(slice);
  },
  prepareForUpdate: (next, previous) => {
    const sameEndpoints = deepEqual(next.endpoints, previous.endpoints);
    const same =
      sameEndpoints &&
      deepEqual(next.ports, previous.ports) &&
      next.addressType === previous.addressType &&
      deepEqual(next.metadata.labels, previous.metadata.labels) &&
      deepEqual(next.metadata.annotations, previous.metadata.annotations);
    countGeneration(next, previous, !same);
    if (!sameEndpoints) dropTopology(next);
  },
  validate: validateEndpointSlice,
  validateUpdate: validateEndpointSliceUpdate,
  warnings: warningsOfEndpointSlice,
  columns: [
    nameColumn,
    column('AddressType', 'IPv4, IPv6 or FQDN; all addresses of a slice are alike.', (slice) => slice.addressType),
    column('Ports', 'Ports every address of this slice answers on.', printedPorts),
    column('Endpoints', 'Addresses, the first three.', printedAddresses),
    ageColumn,
  ],
});

/** What the version before said in labels this one shows and does not take. */
function dropTopology(slice: EndpointSlice): void {
  for (const endpoint of writable(slice).endpoints) delete endpoint.deprecatedTopology;
}

/** Models printers/internalversion formatDiscoveryPorts. */
function printedPorts(slice: EndpointSlice): string {
  return shortened((slice.ports ?? []).map(({ port, name }) => (port === undefined ? (name ?? '*') : String(port))));
}

function printedAddresses(slice: EndpointSlice): string {
  return shortened((slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []));
}

function shortened(items: readonly string[]): string {
  const text = items.slice(0, SHOWN).join(',');
  return items.length > SHOWN ? `${text} + ${items.length - SHOWN} more...` : text || '<unset>';
}
