// Rules for Endpoints and EndpointSlices. Models pkg/apis/core/validation ValidateEndpoints and pkg/apis/discovery/validation.
import type { FieldError } from '../field.ts';
import { duplicate, forbidden, invalid, notSupported, required, tooMany } from '../field-errors.ts';
import type { EndpointSlice } from '../kinds/endpoint-slice.ts';
import type { EndpointAddress, Endpoints } from '../kinds/endpoints.ts';
import { dns1123Label, dns1123Subdomain, ipAddress, isIpv4, isIpv6, portNumber, qualifiedName } from '../names.ts';
import { type Errors, IMMUTABLE, follow } from './primitives.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20_000;

export function validateEndpoints({ subsets = [] }: Endpoints): readonly FieldError[] {
  const errors: Errors = [];
  for (const [index, { addresses = [], notReadyAddresses = [], ports = [] }] of subsets.entries()) {
    const at = `subsets[${index}]`;
    if (addresses.length === 0 && notReadyAddresses.length === 0)
      errors.push(required(at, 'must specify `addresses` or `notReadyAddresses`'));
    for (const [place, address] of addresses.entries()) validateAddress(errors, `${at}.addresses[${place}]`, address);
    for (const [place, address] of notReadyAddresses.entries()) validateAddress(errors, `${at}.notReadyAddresses[${place}]`, address);
    for (const [place, { name, port, protocol }] of ports.entries()) {
      const here = `${at}.ports[${place}]`;
      if (ports.length > 1 && !name) errors.push(required(`${here}.name`));
      else if (name) follow(errors, `${here}.name`, name, dns1123Label);
      for (const problem of portNumber(port)) errors.push(invalid(`${here}.port`, port, problem));
      validateProtocol(errors, `${here}.protocol`, protocol);
    }
  }
  return errors;
}

function validateAddress(errors: Errors, at: string, { ip = '', hostname }: EndpointAddress): void {
  const problems = ipAddress(ip);
  for (const problem of problems) errors.push(invalid(`${at}.ip`, ip, problem));
  if (hostname) follow(errors, `${at}.hostname`, hostname, dns1123Label);
  if (problems.length > 0) return;
  if (ip === '0.0.0.0' || ip === '::') errors.push(invalid(`${at}.ip`, ip, 'may not be unspecified (0.0.0.0 or ::)'));
  if (ip.startsWith('127.') || ip === '::1')
    errors.push(invalid(`${at}.ip`, ip, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  if (ip.startsWith('169.254.')) errors.push(invalid(`${at}.ip`, ip, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
}

function validateProtocol(errors: Errors, at: string, protocol: string | undefined): void {
  if (protocol === undefined || protocol === '') errors.push(required(at));
  else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(at, protocol, PROTOCOLS));
}

export function validateEndpointSlice(slice: EndpointSlice): readonly FieldError[] {
  const errors: Errors = [];
  const { addressType, endpoints = [] } = slice;
  if ((addressType as string | undefined) === undefined) errors.push(required('addressType'));
  else if (!ADDRESS_TYPES.includes(addressType)) errors.push(notSupported('addressType', addressType, ADDRESS_TYPES));
  if (endpoints.length > MAX_ENDPOINTS) return [...errors, tooMany('endpoints', endpoints.length, MAX_ENDPOINTS)];
  for (const [index, endpoint] of endpoints.entries()) {
    const at = `endpoints[${index}]`;
    const { addresses = [], hostname, nodeName } = endpoint;
    if (addresses.length === 0) errors.push(required(`${at}.addresses`, 'must contain at least 1 address'));
    if (addresses.length > MAX_ADDRESSES) {
      errors.push(tooMany(`${at}.addresses`, addresses.length, MAX_ADDRESSES));
      continue;
    }
    for (const [place, address] of addresses.entries()) validateSliceAddress(errors, `${at}.addresses[${place}]`, address, addressType);
    if (nodeName !== undefined) follow(errors, `${at}.nodeName`, nodeName, dns1123Subdomain);
    if (hostname !== undefined) follow(errors, `${at}.hostname`, hostname, dns1123Label);
  }
  validateSlicePorts(errors, slice);
  return errors;
}

function validateSliceAddress(errors: Errors, at: string, address: string, type: EndpointSlice['addressType']): void {
  if (type === 'FQDN') follow(errors, at, address, dns1123Subdomain);
  else if (type === 'IPv4' && !isIpv4(address)) errors.push(invalid(at, address, 'must be an IPv4 address'));
  else if (type === 'IPv6' && !isIpv6(address)) errors.push(invalid(at, address, 'must be an IPv6 address'));
}

function validateSlicePorts(errors: Errors, { ports = [] }: EndpointSlice): void {
  if (ports.length > MAX_PORTS) errors.push(tooMany('ports', ports.length, MAX_PORTS));
  const names = new Set<string>();
  for (const [index, { name = '', protocol, appProtocol }] of ports.entries()) {
    const at = `ports[${index}]`;
    if (name !== '') follow(errors, `${at}.name`, name, dns1123Label);
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    validateProtocol(errors, `${at}.protocol`, protocol);
    if (appProtocol !== undefined) follow(errors, `${at}.appProtocol`, appProtocol, qualifiedName);
  }
}

export function validateEndpointSliceUpdate(next: EndpointSlice, previous: EndpointSlice): readonly FieldError[] {
  const errors: Errors = [...validateEndpointSlice(next)];
  if (next.addressType !== previous.addressType) errors.push(invalid('addressType', next.addressType, IMMUTABLE));
  for (const [index, endpoint] of (next.endpoints ?? []).entries()) {
    if (endpoint.deprecatedTopology?.['kubernetes.io/hostname'] !== undefined) {
      errors.push(forbidden(`endpoints[${index}].deprecatedTopology`, 'kubernetes.io/hostname label is forbidden; use nodeName instead'));
    }
  }
  return errors;
}
