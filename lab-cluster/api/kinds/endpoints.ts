// Endpoints: the addresses behind a service, in the older form, all in one object.
import { NONE, ageColumn, column, nameColumn } from '../columns/columns.ts';
import type { Protocol } from '../pods/container.ts';
import { type Kind, defineKind } from '../kind.ts';
import { warningsOfEndpoints } from '../warnings/network-warnings.ts';
import type { KubeObject } from '../object.ts';
import type { ObjectReference } from '../object-reference.ts';
import { validateEndpoints } from '../validate/endpoints.ts';

export interface EndpointAddress {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: ObjectReference;
}

export interface EndpointPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: Protocol;
  readonly appProtocol?: string;
}

export interface EndpointSubset {
  readonly addresses?: readonly EndpointAddress[];
  readonly notReadyAddresses?: readonly EndpointAddress[];
  readonly ports?: readonly EndpointPort[];
}

export interface Endpoints extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Endpoints';
  readonly subsets?: readonly EndpointSubset[];
}

const SHOWN = 3;

export const endpoints: Kind<Endpoints> = defineKind<Endpoints>({
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  categories: [],
  namespaced: true,
  createOnUpdate: true,
  subresources: [],
  setDefaults: (object) => {
    for (const subset of object.subsets ?? []) {
      for (const port of subset.ports ?? []) (port as { protocol?: Protocol }).protocol ??= 'TCP';
    }
  },
  validate: validateEndpoints,
  rechecksMetadata: true,
  warnings: warningsOfEndpoints,
  deprecated: 'deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  columns: [nameColumn, column('Endpoints', 'Ready addresses with their ports, the first three.', printedEndpoints), ageColumn],
});

/** Models printers/internalversion formatEndpoints. */
function printedEndpoints(object: Endpoints): string {
  const subsets = object.subsets ?? [];
  if (subsets.length === 0) return NONE;
  const shown: string[] = [];
  let total = 0;
  for (const { addresses = [], ports = [] } of subsets) {
    if (ports.length === 0) {
      for (const address of addresses) if (total++ < SHOWN) shown.push(address.ip);
    }
    for (const port of ports) {
      for (const address of addresses) if (total++ < SHOWN) shown.push(joinHostPort(address.ip, port.port));
    }
  }
  const text = shown.join(',');
  return total > SHOWN ? `${text} + ${total - SHOWN} more...` : text;
}

/** Addresses with colons of their own go into brackets. Models net.JoinHostPort. */
function joinHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
