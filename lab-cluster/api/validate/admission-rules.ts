// Rules for the parts that webhooks and policies share: which requests they are about.
// Models pkg/apis/admissionregistration/validation.
import type { MatchCondition, MatchResources, Rule } from '../admission-rules.ts';
import { duplicate, invalid, notSupported, required, tooMany } from '../field-errors.ts';
import { pathSegment, qualifiedName } from '../names.ts';
import { type Errors, follow, validateSelector } from './primitives.ts';

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];
export const FAILURE_POLICIES = ['Fail', 'Ignore'];
export const MATCH_POLICIES = ['Equivalent', 'Exact'];
const MAX_CONDITIONS = 64;

export function validateRule(errors: Errors, at: string, rule: Rule): void {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  onlyOne(errors, `${at}.operations`, operations, 'operations');
  for (const [index, operation] of operations.entries()) {
    if (!OPERATIONS.includes(operation)) errors.push(notSupported(`${at}.operations[${index}]`, operation, OPERATIONS));
  }
  onlyOne(errors, `${at}.apiGroups`, apiGroups, 'API groups');
  onlyOne(errors, `${at}.apiVersions`, apiVersions, 'API versions');
  for (const [index, version] of apiVersions.entries()) if (version === '') errors.push(required(`${at}.apiVersions[${index}]`));
  validateResources(errors, `${at}.resources`, resources);
  if (scope !== undefined && !SCOPES.includes(scope)) errors.push(notSupported(`${at}.scope`, scope, SCOPES));
}

function onlyOne(errors: Errors, at: string, values: readonly string[], what: string): void {
  if (values.length === 0) errors.push(required(at));
  else if (values.length > 1 && values.includes('*')) errors.push(invalid(at, values, `if '*' is present, must not specify other ${what}`));
}

function validateResources(errors: Errors, at: string, resources: readonly string[]): void {
  if (resources.length === 0) errors.push(required(at));
  const everySub = new Set<string>();
  const everyResource = new Set<string>();
  for (const [index, text] of resources.entries()) {
    const here = `${at}[${index}]`;
    if (text === '') {
      errors.push(required(here));
      continue;
    }
    const slash = text.indexOf('/');
    if (slash < 0) continue;
    const resource = text.slice(0, slash);
    const sub = text.slice(slash + 1);
    if (everySub.has(resource)) errors.push(invalid(here, text, `if '${resource}/*' is present, must not specify ${text}`));
    if (everyResource.has(sub)) errors.push(invalid(here, text, `if '*/${sub}' is present, must not specify ${text}`));
    if (sub === '*') everySub.add(resource);
    if (resource === '*') everyResource.add(sub);
  }
  if (resources.length > 1 && resources.includes('*/*')) {
    errors.push(invalid(at, resources, "if '*/*' is present, must not specify other resources"));
  }
  if (resources.includes('*') && resources.some((text) => text !== '*' && text !== '' && !text.includes('/'))) {
    errors.push(invalid(at, resources, "if '*' is present, must not specify other resources without subresources"));
  }
}

export function validateMatchResources(errors: Errors, at: string, match: MatchResources): void {
  validateSelector(errors, `${at}.namespaceSelector`, match.namespaceSelector);
  validateSelector(errors, `${at}.objectSelector`, match.objectSelector);
  for (const field of ['resourceRules', 'excludeResourceRules'] as const) {
    for (const [index, rule] of (match[field] ?? []).entries()) validateNamedRule(errors, `${at}.${field}[${index}]`, rule);
  }
  if (match.matchPolicy !== undefined && !MATCH_POLICIES.includes(match.matchPolicy)) {
    errors.push(notSupported(`${at}.matchPolicy`, match.matchPolicy, MATCH_POLICIES));
  }
}

function validateNamedRule(errors: Errors, at: string, rule: Rule): void {
  const seen = new Set<string>();
  for (const [index, name] of (rule.resourceNames ?? []).entries()) {
    follow(errors, `${at}.resourceNames[${index}]`, name, pathSegment);
    if (seen.has(name)) errors.push(duplicate(`${at}.resourceNames[${index}]`, name));
    seen.add(name);
  }
  validateRule(errors, at, rule);
}

/** `check` says what is wrong with an expression, or nothing. */
export function validateMatchConditions(
  errors: Errors,
  at: string,
  conditions: readonly MatchCondition[],
  check: (expression: string) => string | undefined,
): void {
  if (conditions.length > MAX_CONDITIONS) errors.push(tooMany(at, conditions.length, MAX_CONDITIONS));
  const seen = new Set<string>();
  for (const [index, { name = '', expression = '' }] of conditions.entries()) {
    const here = `${at}[${index}]`;
    if (expression.trim() === '') errors.push(required(`${here}.expression`));
    else {
      const why = check(expression);
      if (why !== undefined) errors.push(invalid(`${here}.expression`, expression, why));
    }
    if (name === '') errors.push(required(`${here}.name`));
    else follow(errors, `${here}.name`, name, qualifiedName);
    if (name !== '' && seen.has(name)) errors.push(duplicate(`${here}.name`, name));
    seen.add(name);
  }
}
