// Rules for NetworkPolicies. Models pkg/apis/networking/validation/validation.go ValidateNetworkPolicy.
import type { FieldError } from '../field.ts';
import { forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { cidrContains, legacyCidr, parseCidr } from '../ip.ts';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../kinds/network-policy.ts';
import { portName, portNumber } from '../names.ts';
import { type Errors, follow, validateSelector } from './primitives.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const POLICY_TYPES = ['Ingress', 'Egress'];

export function validateNetworkPolicy({ spec }: NetworkPolicy, previous?: NetworkPolicy): readonly FieldError[] {
  const errors: Errors = [];
  const known = previous === undefined ? new Set<string>() : rangesOf(previous);
  validateSelector(errors, 'spec.podSelector', spec.podSelector);
  for (const [index, { ports = [], from = [] }] of (spec.ingress ?? []).entries()) {
    const at = `spec.ingress[${index}]`;
    for (const [place, port] of ports.entries()) validatePort(errors, `${at}.ports[${place}]`, port);
    for (const [place, peer] of from.entries()) validatePeer(errors, `${at}.from[${place}]`, peer, known);
  }
  for (const [index, { ports = [], to = [] }] of (spec.egress ?? []).entries()) {
    const at = `spec.egress[${index}]`;
    for (const [place, port] of ports.entries()) validatePort(errors, `${at}.ports[${place}]`, port);
    for (const [place, peer] of to.entries()) validatePeer(errors, `${at}.to[${place}]`, peer, known);
  }
  const types = spec.policyTypes ?? [];
  if (types.length > POLICY_TYPES.length) {
    errors.push(invalid('spec.policyTypes', types, 'may not specify more than two policyTypes'));
    return errors;
  }
  for (const [index, type] of types.entries())
    if (!POLICY_TYPES.includes(type)) errors.push(notSupported(`spec.policyTypes[${index}]`, type, POLICY_TYPES));
  return errors;
}

function validatePort(errors: Errors, at: string, { protocol, port, endPort }: NetworkPolicyPort): void {
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
  if (port === undefined) {
    if (endPort !== undefined) errors.push(invalid(`${at}.endPort`, endPort, 'may not be specified when `port` is not specified'));
  } else if (typeof port === 'number') {
    for (const problem of portNumber(port)) errors.push(invalid(`${at}.port`, port, problem));
    if (endPort === undefined) return;
    if (endPort < port) errors.push(invalid(`${at}.endPort`, endPort, 'must be greater than or equal to `port`'));
    for (const problem of portNumber(endPort)) errors.push(invalid(`${at}.endPort`, endPort, problem));
  } else {
    if (endPort !== undefined) errors.push(invalid(`${at}.endPort`, endPort, 'may not be specified when `port` is non-numeric'));
    follow(errors, `${at}.port`, port, portName);
  }
}

function validatePeer(errors: Errors, at: string, peer: NetworkPolicyPeer, known: ReadonlySet<string>): void {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (podSelector !== undefined) validateSelector(errors, `${at}.podSelector`, podSelector);
  if (namespaceSelector !== undefined) validateSelector(errors, `${at}.namespaceSelector`, namespaceSelector);
  if (ipBlock !== undefined) validateBlock(errors, `${at}.ipBlock`, ipBlock, known);
  const given = [podSelector, namespaceSelector, ipBlock].filter((one) => one !== undefined).length;
  if (given === 0) errors.push(required(at, 'must specify a peer'));
  else if (given > 1 && ipBlock !== undefined) errors.push(forbidden(at, 'may not specify both ipBlock and another peer'));
}

/** `known`: ranges of the stored policy, which are not judged again. */
function validateBlock(
  errors: Errors,
  at: string,
  { cidr = '', except = [] }: NonNullable<NetworkPolicyPeer['ipBlock']>,
  known: ReadonlySet<string>,
): void {
  if (cidr === '') {
    errors.push(required(`${at}.cidr`));
    return;
  }
  if (!known.has(cidr)) follow(errors, `${at}.cidr`, cidr, legacyCidr);
  const range = parseCidr(cidr);
  if (range === undefined) return;
  for (const [index, text] of except.entries()) {
    const here = `${at}.except[${index}]`;
    if (!known.has(text)) follow(errors, here, text, legacyCidr);
    const hole = parseCidr(text);
    if (hole === undefined) continue;
    if (!cidrContains(range, hole.ip) || range.bits >= hole.bits) errors.push(invalid(here, text, 'must be a strict subset of `cidr`'));
  }
}

function rangesOf({ spec }: NetworkPolicy): ReadonlySet<string> {
  const peers = [...(spec.ingress ?? []).flatMap(({ from }) => from ?? []), ...(spec.egress ?? []).flatMap(({ to }) => to ?? [])];
  return new Set(peers.flatMap(({ ipBlock }) => (ipBlock === undefined ? [] : [ipBlock.cidr, ...(ipBlock.except ?? [])])));
}
