// IPAddress: one address of a Service, so that no two Services get the same.
import { NONE, ageColumn, column, nameColumn } from '../columns/columns.ts';
import { type Column, type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { validateIpAddress, validateIpAddressUpdate } from '../validate/service-cidr.ts';

export interface ParentReference {
  readonly group?: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
}

export interface IPAddress extends KubeObject {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'IPAddress';
  readonly spec: { readonly parentRef?: ParentReference };
}

/** Upstream prints an age under no heading, and so nobody sees it. */
const unnamedAge: Column<KubeObject> = { ...ageColumn, name: '' };

export const ipAddresses: Kind<IPAddress> = defineKind<IPAddress>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IPAddress',
  plural: 'ipaddresses',
  singular: 'ipaddress',
  shortNames: ['ip'],
  categories: [],
  namespaced: false,
  nameRule: 'ip-address',
  subresources: [],
  setDefaults: (address) => {
    (address as { spec?: IPAddress['spec'] }).spec ??= {};
  },
  validate: validateIpAddress,
  validateUpdate: validateIpAddressUpdate,
  columns: [nameColumn, column('ParentRef', 'Whose address it is.', printedParent), unnamedAge],
});

function printedParent({ spec: { parentRef } }: IPAddress): string {
  if (parentRef === undefined) return NONE;
  const { group, resource, namespace, name } = parentRef;
  const kind = group ? `${resource}.${group}` : resource;
  return `${kind.toLowerCase()}${namespace ? `/${namespace}` : ''}/${name}`;
}
