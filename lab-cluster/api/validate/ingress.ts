// Rules for Ingresses and IngressClasses. Models pkg/apis/networking/validation/validation.go.
import type { FieldError } from '../field.ts';
import { forbidden, invalid, notSupported, required, tooLong } from '../field-errors.ts';
import { legacyIp, parseIp } from '../ip.ts';
import type { HTTPIngressPath, Ingress, IngressBackend, IngressRule } from '../kinds/ingress.ts';
import type { IngressClass, IngressClassParameters } from '../kinds/ingress-class.ts';
import type { TypedObjectReference } from '../kinds/persistent-volume-claim.ts';
import { dns1035Label, dns1123Label, dns1123Subdomain, pathSegment, portName, portNumber, wildcardSubdomain } from '../names.ts';
import { type Errors, follow, immutable, validateDomainPath } from './primitives.ts';

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const BAD_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const BAD_SUFFIXES = ['/..', '/.'];
const SCOPES = ['Cluster', 'Namespace'];
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';
const MAX_CONTROLLER = 250;

/** What a stored Ingress already gets wrong is let be in updates of it. */
interface Leniency {
  readonly secretNames: boolean;
  readonly wildcardRules: boolean;
  readonly serviceNames: boolean;
}

const STRICT: Leniency = { secretNames: false, wildcardRules: false, serviceNames: false };

export function validateIngress(ingress: Ingress): readonly FieldError[] {
  const errors: Errors = [];
  validateSpec(errors, ingress, STRICT);
  const annotation = ingress.metadata.annotations?.[CLASS_ANNOTATION];
  const { ingressClassName } = ingress.spec;
  if (annotation !== undefined && ingressClassName !== undefined && annotation !== ingressClassName)
    errors.push(invalid(`annotations.${CLASS_ANNOTATION}`, annotation, 'must match `ingressClassName` when both are specified'));
  return errors;
}

export function validateIngressUpdate(next: Ingress, previous: Ingress): readonly FieldError[] {
  const errors: Errors = [];
  validateSpec(errors, next, leniencyFor(previous));
  return errors;
}

function leniencyFor({ spec }: Ingress): Leniency {
  const rules = spec.rules ?? [];
  const backends = [spec.defaultBackend, ...rules.flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend))];
  const breaks = (check: (errors: Errors) => void): boolean => {
    const errors: Errors = [];
    check(errors);
    return errors.length > 0;
  };
  return {
    secretNames: (spec.tls ?? []).some(({ secretName }) => Boolean(secretName) && dns1123Subdomain(secretName ?? '').length > 0),
    wildcardRules: rules.some(
      (rule) => rule.host?.includes('*') === true && breaks((errors) => validateRuleValue(errors, '', rule, STRICT)),
    ),
    serviceNames: backends.some((backend) => {
      const name = backend?.service?.name ?? '';
      return dns1123Label(name).length === 0 && dns1035Label(name).length > 0;
    }),
  };
}

function validateSpec(errors: Errors, { spec }: Ingress, leniency: Leniency): void {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec;
  if (rules.length === 0 && defaultBackend === undefined)
    errors.push(invalid('spec', spec.rules ?? null, 'either `defaultBackend` or `rules` must be specified'));
  if (defaultBackend !== undefined) validateBackend(errors, 'spec.defaultBackend', defaultBackend, leniency);
  for (const [index, rule] of rules.entries()) validateRule(errors, `spec.rules[${index}]`, rule, leniency);
  for (const [index, { hosts = [], secretName = '' }] of tls.entries()) {
    const at = `spec.tls[${index}]`;
    for (const [place, host] of hosts.entries())
      follow(errors, `${at}.hosts[${place}]`, host, host.includes('*') ? wildcardSubdomain : dns1123Subdomain);
    if (!leniency.secretNames && secretName !== '') follow(errors, `${at}.secretName`, secretName, dns1123Subdomain);
  }
  if (ingressClassName !== undefined) follow(errors, 'spec.ingressClassName', ingressClassName, dns1123Subdomain);
}

function validateRule(errors: Errors, at: string, rule: IngressRule, leniency: Leniency): void {
  const { host = '' } = rule;
  const wildcard = host.includes('*');
  if (host !== '') {
    if (parseIp(host) !== undefined) errors.push(invalid(`${at}.host`, host, 'must be a DNS name, not an IP address'));
    follow(errors, `${at}.host`, host, wildcard ? wildcardSubdomain : dns1123Subdomain);
  }
  if (!wildcard || !leniency.wildcardRules) validateRuleValue(errors, at, rule, leniency);
}

function validateRuleValue(errors: Errors, at: string, { http }: IngressRule, leniency: Leniency): void {
  if (http === undefined) return;
  const paths = http.paths ?? [];
  if (paths.length === 0) errors.push(required(`${at}.http.paths`));
  for (const [index, path] of paths.entries()) validatePath(errors, `${at}.http.paths[${index}]`, path, leniency);
}

function validatePath(errors: Errors, at: string, { path = '', pathType, backend }: HTTPIngressPath, leniency: Leniency): void {
  if (pathType === undefined) {
    errors.push(required(`${at}.pathType`, 'pathType must be specified'));
    return;
  }
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!path.startsWith('/')) errors.push(invalid(`${at}.path`, path, 'must be an absolute path'));
    for (const sequence of BAD_SEQUENCES)
      if (path.includes(sequence)) errors.push(invalid(`${at}.path`, path, `must not contain '${sequence}'`));
    for (const suffix of BAD_SUFFIXES) if (path.endsWith(suffix)) errors.push(invalid(`${at}.path`, path, `cannot end with '${suffix}'`));
  } else if (pathType === 'ImplementationSpecific') {
    if (path !== '' && !path.startsWith('/')) errors.push(invalid(`${at}.path`, path, 'must be an absolute path'));
  } else {
    errors.push(notSupported(`${at}.pathType`, pathType, PATH_TYPES));
  }
  validateBackend(errors, `${at}.backend`, backend ?? {}, leniency);
}

function validateBackend(errors: Errors, at: string, { service, resource }: IngressBackend, leniency: Leniency): void {
  if (resource !== undefined && service !== undefined) {
    errors.push(invalid(at, '', 'cannot set both resource and service backends'));
  } else if (resource !== undefined) {
    validateReference(errors, `${at}.resource`, resource);
  } else if (service !== undefined) {
    const { name = '', port = {} } = service;
    if (name === '') errors.push(required(`${at}.service.name`));
    else follow(errors, `${at}.service.name`, name, leniency.serviceNames ? dns1123Label : dns1035Label);
    const { name: portText = '', number = 0 } = port;
    if (portText !== '' && number !== 0) errors.push(invalid(at, '', 'cannot set both port name & port number'));
    else if (portText !== '') follow(errors, `${at}.service.port.name`, portText, portName);
    else if (number !== 0) for (const problem of portNumber(number)) errors.push(invalid(`${at}.service.port.number`, number, problem));
    else errors.push(required(at, 'port name or number is required'));
  } else {
    errors.push(invalid(at, '', 'resource or service backend is required'));
  }
}

function validateReference(
  errors: Errors,
  at: string,
  { apiGroup, kind = '', name = '' }: TypedObjectReference | IngressClassParameters,
): void {
  if (apiGroup !== undefined) follow(errors, `${at}.apiGroup`, apiGroup, dns1123Subdomain);
  if (kind === '') errors.push(required(`${at}.kind`));
  else follow(errors, `${at}.kind`, kind, pathSegment);
  if (name === '') errors.push(required(`${at}.name`));
  else follow(errors, `${at}.name`, name, pathSegment);
}

export function validateIngressStatus({ status }: Ingress): readonly FieldError[] {
  const errors: Errors = [];
  for (const [index, { ip = '', hostname = '' }] of (status.loadBalancer?.ingress ?? []).entries()) {
    const at = `status.loadBalancer.ingress[${index}]`;
    if (ip !== '') follow(errors, `${at}.ip`, ip, legacyIp);
    if (hostname === '') continue;
    follow(errors, `${at}.hostname`, hostname, dns1123Subdomain);
    if (parseIp(hostname) !== undefined) errors.push(invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address'));
  }
  return errors;
}

export function validateIngressClass({ spec }: IngressClass): readonly FieldError[] {
  const errors: Errors = [];
  const { controller = '', parameters } = spec;
  if (controller.length > MAX_CONTROLLER) errors.push(tooLong('spec.controller', MAX_CONTROLLER));
  validateDomainPath(errors, 'spec.controller', controller);
  if (parameters !== undefined) validateParameters(errors, 'spec.parameters', parameters);
  return errors;
}

function validateParameters(errors: Errors, at: string, parameters: IngressClassParameters): void {
  validateReference(errors, at, parameters);
  const { scope, namespace } = parameters;
  if (scope === undefined) errors.push(required(`${at}.scope`));
  else if (!SCOPES.includes(scope)) errors.push(notSupported(`${at}.scope`, scope, SCOPES));
  else if (scope === 'Cluster') {
    if (namespace !== undefined) errors.push(forbidden(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  } else if (namespace === undefined) errors.push(required(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'"));
  else follow(errors, `${at}.namespace`, namespace, dns1123Label);
}

export function validateIngressClassUpdate(next: IngressClass, previous: IngressClass): readonly FieldError[] {
  const errors: Errors = [];
  immutable(errors, 'spec.controller', next.spec.controller, previous.spec.controller);
  return [...errors, ...validateIngressClass(next)];
}
