// Rules for Endpoints and EndpointSlices. Models pkg/apis/core/validation ValidateEndpoints and pkg/apis/discovery/validation.
import type { FieldError } from '../field.ts';
import { duplicate, forbidden, invalid, notSupported, required, tooMany } from '../field-errors.ts';
import type { Endpoint, EndpointSlice } from '../kinds/endpoint-slice.ts';
import type { EndpointAddress, Endpoints } from '../kinds/endpoints.ts';
import { legacyIp, parseIp, specialIp } from '../ip.ts';
import { dns1123Label, dns1123Subdomain, labelValue, portNumber, qualifiedName } from '../names.ts';
import { type Errors, IMMUTABLE, follow, validateLabels } from './primitives.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const MAX_HINTS = 8;
const MAX_TOPOLOGY = 16;
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
    for (const [place, { name, port, protocol, appProtocol }] of ports.entries()) {
      const here = `${at}.ports[${place}]`;
      if (ports.length > 1 && !name) errors.push(required(`${here}.name`));
      else if (name) follow(errors, `${here}.name`, name, dns1123Label);
      for (const problem of portNumber(port)) errors.push(invalid(`${here}.port`, port, problem));
      validateProtocol(errors, `${here}.protocol`, protocol);
      if (appProtocol !== undefined) follow(errors, `${here}.appProtocol`, appProtocol, qualifiedName);
    }
  }
  return errors;
}

function validateAddress(errors: Errors, at: string, { ip = '', hostname, nodeName }: EndpointAddress): void {
  follow(errors, `${at}.ip`, ip, legacyIp);
  if (hostname) follow(errors, `${at}.hostname`, hostname, dns1123Label);
  if (nodeName !== undefined) follow(errors, `${at}.nodeName`, nodeName, dns1123Subdomain);
  // Addresses nobody could reach from elsewhere are refused.
  follow(errors, `${at}.ip`, ip, specialIp);
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
  if (endpoints.length > MAX_ENDPOINTS) errors.push(tooMany('endpoints', endpoints.length, MAX_ENDPOINTS));
  else for (const [index, endpoint] of endpoints.entries()) validateSliceEndpoint(errors, `endpoints[${index}]`, endpoint, addressType);
  validateSlicePorts(errors, slice);
  return errors;
}

function validateSliceEndpoint(errors: Errors, at: string, endpoint: Endpoint, type: EndpointSlice['addressType']): void {
  const { addresses = [], hostname, nodeName, deprecatedTopology, hints } = endpoint;
  if (addresses.length === 0) errors.push(required(`${at}.addresses`, 'must contain at least 1 address'));
  else if (addresses.length > MAX_ADDRESSES) errors.push(tooMany(`${at}.addresses`, addresses.length, MAX_ADDRESSES));
  for (const [place, address] of addresses.entries()) validateSliceAddress(errors, `${at}.addresses[${place}]`, address, type);
  if (nodeName !== undefined) follow(errors, `${at}.nodeName`, nodeName, dns1123Subdomain);
  const topology = Object.keys(deprecatedTopology ?? {}).length;
  if (topology > MAX_TOPOLOGY) errors.push(tooMany(`${at}.deprecatedTopology`, topology, MAX_TOPOLOGY));
  validateLabels(errors, `${at}.deprecatedTopology`, deprecatedTopology);
  if (hostname !== undefined) follow(errors, `${at}.hostname`, hostname, dns1123Label);
  validateHints(errors, `${at}.hints.forZones`, hints?.forZones ?? [], labelValue);
  validateHints(errors, `${at}.hints.forNodes`, hints?.forNodes ?? [], dns1123Subdomain);
}

function validateHints(
  errors: Errors,
  at: string,
  hints: readonly { readonly name: string }[],
  rule: (name: string) => readonly string[],
): void {
  if (hints.length > MAX_HINTS) {
    errors.push(tooMany(at, hints.length, MAX_HINTS));
    return;
  }
  const seen = new Set<string>();
  for (const [index, { name = '' }] of hints.entries()) {
    if (seen.has(name)) errors.push(duplicate(`${at}[${index}].name`, name));
    seen.add(name);
    follow(errors, `${at}[${index}].name`, name, rule);
  }
}

function validateSliceAddress(errors: Errors, at: string, address: string, type: EndpointSlice['addressType']): void {
  if (type === 'FQDN') return validateDomain(errors, at, address);
  if (type !== 'IPv4' && type !== 'IPv6') return;
  const ip = parseIp(address);
  if (ip === undefined) return follow(errors, at, address, legacyIp);
  if (type !== `IPv${ip.family}`) errors.push(invalid(at, address, `must be an ${type} address`));
  follow(errors, at, address, specialIp);
}

/** Models IsFullyQualifiedDomainName. */
function validateDomain(errors: Errors, at: string, address: string): void {
  if (address === '') {
    errors.push(required(at));
    return;
  }
  const name = address.replace(/\.$/, '');
  const problems = dns1123Subdomain(name);
  if (problems.length > 0) errors.push(invalid(at, name, problems.join(',')));
  else if (!name.includes('.')) errors.push(invalid(at, name, 'should be a domain with at least two segments separated by dots'));
  else
    for (const label of name.split('.')) {
      const wrong = dns1123Label(label);
      if (wrong.length > 0) errors.push(invalid(at, label, wrong.join(',')));
    }
}

function validateSlicePorts(errors: Errors, slice: EndpointSlice): void {
  const ports = slice.ports ?? [];
  if (ports.length > MAX_PORTS) {
    errors.push(tooMany('ports', ports.length, MAX_PORTS));
    return;
  }
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
