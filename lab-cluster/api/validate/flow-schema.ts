// Rules for FlowSchemas and PriorityLevelConfigurations. Models pkg/apis/flowcontrol/validation/validation.go.
import type { FieldError } from '../field.ts';
import { forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import type { FlowResourceRule, FlowRule, FlowSchema, FlowSubject } from '../kinds/flow-schema.ts';
import type { PriorityLevelConfiguration, PriorityLevelSpec, Queuing } from '../kinds/priority-level-configuration.ts';
import { dns1123Label, dns1123Subdomain } from '../names.ts';
import { type Errors, follow } from './primitives.ts';

const METHODS = ['ByNamespace', 'ByUser'];
const SUBJECTS = ['Group', 'ServiceAccount', 'User'];
const VERBS = ['*', 'create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const MAX_PRECEDENCE = 10_000;
const MAX_QUEUES = 10_000_000;
const MAX_HASH_BITS = 60;
const LEVEL_TYPES = ['Exempt', 'Limited'];
const RESPONSES = ['Queue', 'Reject'];

export function validateFlowSchema({ metadata, spec }: FlowSchema): readonly FieldError[] {
  const errors: Errors = [];
  const { matchingPrecedence: precedence = 0, distinguisherMethod: method, priorityLevelConfiguration: level, rules = [] } = spec;
  const at = 'spec.matchingPrecedence';
  if (precedence <= 0) errors.push(invalid(at, precedence, 'must be a positive value'));
  if (precedence > MAX_PRECEDENCE) errors.push(invalid(at, precedence, `must not be greater than ${MAX_PRECEDENCE}`));
  if (precedence === 1 && metadata.name !== 'exempt')
    errors.push(invalid(at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  if (method !== undefined && !METHODS.includes(method.type))
    errors.push(notSupported('spec.distinguisherMethod.type', internalForm('FlowDistinguisherMethod', method), METHODS));
  const here = 'spec.priorityLevelConfiguration.name';
  if (level?.name) follow(errors, here, level.name, dns1123Subdomain);
  else errors.push(required(here, 'must reference a priority level'));
  for (const [index, rule] of rules.entries()) validateRule(errors, `spec.rules[${index}]`, rule);
  return errors;
}

function validateRule(errors: Errors, at: string, { subjects = [], resourceRules = [], nonResourceRules = [] }: FlowRule): void {
  if (subjects.length === 0) errors.push(required(`${at}.subjects`, 'subjects must contain at least one value'));
  for (const [index, subject] of subjects.entries()) validateSubject(errors, `${at}.subjects[${index}]`, subject);
  if (resourceRules.length === 0 && nonResourceRules.length === 0)
    errors.push(required(at, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  for (const [index, rule] of resourceRules.entries()) validateResourceRule(errors, `${at}.resourceRules[${index}]`, rule);
  for (const [index, { verbs = [], nonResourceURLs = [] }] of nonResourceRules.entries()) {
    const here = `${at}.nonResourceRules[${index}]`;
    validateVerbs(errors, `${here}.verbs`, verbs);
    if (nonResourceURLs.length === 0) errors.push(required(`${here}.nonResourceURLs`, 'nonResourceURLs must contain at least one value'));
    else if (nonResourceURLs.includes('*')) aloneOnly(errors, `${here}.nonResourceURLs`, nonResourceURLs, 'non-resource URLs');
    else for (const [place, url] of nonResourceURLs.entries()) validateUrl(errors, `${here}.nonResourceURLs[${place}]`, url);
  }
}

function validateSubject(errors: Errors, at: string, subject: FlowSubject): void {
  const { kind } = subject;
  if (!SUBJECTS.includes(kind)) {
    errors.push(notSupported(`${at}.kind`, kind ?? '', SUBJECTS));
    return;
  }
  for (const other of ['ServiceAccount', 'User', 'Group']) {
    const field = `${other.slice(0, 1).toLowerCase()}${other.slice(1)}` as 'user' | 'group' | 'serviceAccount';
    const value = subject[field];
    if (other !== kind) {
      if (value !== undefined) errors.push(forbidden(`${at}.${field}`, `${field} is forbidden when subject kind is not '${other}'`));
    } else if (value === undefined) errors.push(required(`${at}.${field}`, `${field} is required when subject kind is '${other}'`));
    else if (!value.name) errors.push(required(`${at}.${field}.name`));
    else if (field === 'serviceAccount' && value.name !== '*') follow(errors, `${at}.${field}.name`, value.name, dns1123Subdomain);
  }
  const account = subject.serviceAccount;
  if (kind !== 'ServiceAccount' || account === undefined) return;
  if (account.namespace) follow(errors, `${at}.serviceAccount.namespace`, account.namespace, dns1123Label);
  else errors.push(required(`${at}.serviceAccount.namespace`, 'must specify namespace for service account'));
}

function validateVerbs(errors: Errors, at: string, verbs: readonly string[]): void {
  if (verbs.length === 0) errors.push(required(at, 'verbs must contain at least one value'));
  else if (verbs.includes('*')) aloneOnly(errors, at, verbs, 'verbs');
  else if (verbs.some((verb) => !VERBS.includes(verb))) errors.push(notSupported(at, verbs, VERBS));
}

function aloneOnly(errors: Errors, at: string, list: readonly string[], what: string): void {
  if (list.length > 1) errors.push(invalid(at, list, `if '*' is present, must not specify other ${what}`));
}

function validateResourceRule(errors: Errors, at: string, rule: FlowResourceRule): void {
  const { verbs = [], apiGroups = [], resources = [], namespaces = [], clusterScope } = rule;
  validateVerbs(errors, `${at}.verbs`, verbs);
  if (apiGroups.length === 0) errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
  else if (apiGroups.includes('*')) aloneOnly(errors, `${at}.apiGroups`, apiGroups, 'api groups');
  if (resources.length === 0) errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
  else if (resources.includes('*')) aloneOnly(errors, `${at}.resources`, resources, 'resources');
  if (namespaces.length === 0 && clusterScope !== true)
    errors.push(required(`${at}.namespaces`, 'resource rules that are not cluster scoped must supply at least one namespace'));
  else if (namespaces.includes('*')) aloneOnly(errors, `${at}.namespaces`, namespaces, 'namespaces');
  else
    for (const [index, namespace] of namespaces.entries())
      for (const problem of dns1123Label(namespace)) {
        const rule = `each member of this list must be '*' or a DNS-1123 label; ${problem}`;
        errors.push(invalid(`${at}.namespaces[${index}]`, namespace, rule));
      }
}

function validateUrl(errors: Errors, at: string, path: string): void {
  const stars = path.split('*').length - 1;
  if (path === '/') return;
  if (path === '') errors.push(invalid(at, path, 'must not be empty'));
  else if (!path.startsWith('/')) errors.push(invalid(at, path, 'must start with slash'));
  else if (path.includes(' ')) errors.push(invalid(at, path, 'must not contain white-space'));
  else if (path.includes('//')) errors.push(invalid(at, path, 'must not contain double slash'));
  else if (stars > 1 || (stars === 1 && !path.endsWith('/*'))) errors.push(invalid(at, path, 'wildcard can only do suffix matching'));
}

export function validatePriorityLevel({ metadata, spec }: PriorityLevelConfiguration): readonly FieldError[] {
  const errors: Errors = [];
  const { type, limited, exempt } = spec;
  if ((metadata.name === 'exempt') !== (type === 'Exempt'))
    errors.push(invalid('spec.type', type, "type must be 'Exempt' if and only if name is 'exempt'"));
  if (type === 'Exempt') {
    if (limited !== undefined) errors.push(forbidden('spec.limited', 'must be nil if the type is Exempt'));
    else if (exempt !== undefined) validateShares(errors, 'spec.exempt', exempt);
  } else if (type === 'Limited') {
    if (exempt !== undefined) errors.push(forbidden('spec.exempt', 'must be nil if the type is Limited'));
    if (limited === undefined) errors.push(required('spec.limited', 'must not be empty when type is Limited'));
    else validateLimited(errors, 'spec.limited', limited);
  } else errors.push(notSupported('spec.type', type ?? '', LEVEL_TYPES));
  return errors;
}

interface Shares {
  readonly nominalConcurrencyShares?: number;
  readonly lendablePercent?: number;
}

function validateShares(errors: Errors, at: string, { nominalConcurrencyShares: shares = 0, lendablePercent: lendable }: Shares): void {
  if (shares < 0) errors.push(invalid(`${at}.nominalConcurrencyShares`, shares, 'must be a non-negative integer'));
  if (lendable !== undefined && (lendable < 0 || lendable > 100))
    errors.push(invalid(`${at}.lendablePercent`, lendable, 'must be between 0 and 100, inclusive'));
}

function validateLimited(errors: Errors, at: string, limited: NonNullable<PriorityLevelSpec['limited']>): void {
  const { limitResponse: { type = '', queuing } = {}, borrowingLimitPercent: borrowing } = limited;
  const { lendablePercent: _lendable, ...shares } = limited;
  validateShares(errors, at, shares);
  const here = `${at}.limitResponse`;
  if (type === 'Reject') {
    if (queuing !== undefined) errors.push(forbidden(`${here}.queuing`, 'must be nil if limited.limitResponse.type is not Limited'));
  } else if (type === 'Queue') {
    if (queuing === undefined) errors.push(required(`${here}.queuing`, 'must not be empty if limited.limitResponse.type is Limited'));
    else validateQueuing(errors, `${here}.queuing`, queuing);
  } else errors.push(notSupported(`${here}.type`, type, RESPONSES));
  validateShares(errors, at, limited.lendablePercent === undefined ? {} : { lendablePercent: limited.lendablePercent });
  if (borrowing !== undefined && borrowing < 0)
    errors.push(invalid(`${at}.borrowingLimitPercent`, borrowing, 'if specified, must be a non-negative integer'));
}

function validateQueuing(errors: Errors, at: string, { queues = 0, handSize = 0, queueLengthLimit = 0 }: Queuing): void {
  if (queueLengthLimit <= 0) errors.push(invalid(`${at}.queueLengthLimit`, queueLengthLimit, 'must be positive'));
  if (queues <= 0) errors.push(invalid(`${at}.queues`, queues, 'must be positive'));
  else if (queues > MAX_QUEUES) errors.push(invalid(`${at}.queues`, queues, `must not be greater than ${MAX_QUEUES}`));
  if (handSize <= 0) errors.push(invalid(`${at}.handSize`, handSize, 'must be positive'));
  else if (handSize > queues) errors.push(invalid(`${at}.handSize`, handSize, `should not be greater than queues (${queues})`));
  else if (entropyBits(queues, handSize) > MAX_HASH_BITS) {
    const rule = `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${MAX_HASH_BITS}`;
    errors.push(invalid(`${at}.handSize`, handSize, rule));
  }
}

/** Models shufflesharding.RequiredEntropyBits. */
function entropyBits(deck: number, hand: number): number {
  return Math.ceil(Math.log2(deck) * hand);
}
