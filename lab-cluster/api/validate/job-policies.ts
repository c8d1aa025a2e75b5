// When a Job has failed or succeeded before its pods are all done: podFailurePolicy and successPolicy.
// Models pkg/apis/batch/validation/validation.go.
import { duplicate, goList, invalid, invalidTogether, notSupported, required, tooLong, tooMany } from '../field-errors.ts';
import type { JobSpec, PodFailurePolicyRule, SuccessPolicyRule } from '../kinds/job.ts';
import { qualifiedName } from '../names.ts';
import { parseIndexes } from './job-indexes.ts';
import { type Errors, follow, notNegative } from './primitives.ts';

const MAX_FAILURE_RULES = 20;
const MAX_EXIT_CODES = 255;
const MAX_PATTERNS = 20;
const MAX_SUCCESS_RULES = 20;
const MAX_INDEXES_BYTES = 64 * 1024;
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];

export function validatePodFailurePolicy(errors: Errors, at: string, spec: JobSpec): void {
  const rules = spec.podFailurePolicy?.rules ?? [];
  if (rules.length > MAX_FAILURE_RULES) errors.push(tooMany(`${at}.rules`, rules.length, MAX_FAILURE_RULES));
  const { containers, initContainers = [] } = spec.template.spec;
  const names = new Set([...containers, ...initContainers].map(({ name }) => name));
  for (const [index, rule] of rules.entries()) validateFailureRule(errors, `${at}.rules[${index}]`, rule, spec, names);
}

function validateFailureRule(
  errors: Errors,
  at: string,
  rule: PodFailurePolicyRule,
  { backoffLimitPerIndex }: JobSpec,
  names: ReadonlySet<string>,
): void {
  const { action = '', onExitCodes, onPodConditions = [] } = rule;
  if (action === '') errors.push(required(`${at}.action`, `valid values: ${goList(ACTIONS)}`));
  else if (action === 'FailIndex') {
    if (backoffLimitPerIndex === undefined) errors.push(invalid(`${at}.action`, action, 'requires the backoffLimitPerIndex to be set'));
  } else if (!ACTIONS.includes(action)) errors.push(notSupported(`${at}.action`, action, ACTIONS));
  if (onExitCodes !== undefined) validateExitCodes(errors, `${at}.onExitCodes`, onExitCodes, names);
  if (onPodConditions.length > 0) validatePatterns(errors, `${at}.onPodConditions`, onPodConditions);
  if (onExitCodes !== undefined && onPodConditions.length > 0)
    errors.push(invalidTogether(at, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  if (onExitCodes === undefined && onPodConditions.length === 0)
    errors.push(invalidTogether(at, 'specifying one of OnExitCodes and OnPodConditions is required'));
}

function validatePatterns(errors: Errors, at: string, patterns: NonNullable<PodFailurePolicyRule['onPodConditions']>): void {
  if (patterns.length > MAX_PATTERNS) errors.push(tooMany(at, patterns.length, MAX_PATTERNS));
  for (const [index, { type = '', status = '' }] of patterns.entries()) {
    follow(errors, `${at}[${index}].type`, type, qualifiedName);
    if (status === '') errors.push(required(`${at}[${index}].status`, `valid values: ${goList(STATUSES)}`));
    else if (!STATUSES.includes(status)) errors.push(notSupported(`${at}[${index}].status`, status, STATUSES));
  }
}

function validateExitCodes(
  errors: Errors,
  at: string,
  requirement: NonNullable<PodFailurePolicyRule['onExitCodes']>,
  names: ReadonlySet<string>,
): void {
  const { operator = '', containerName, values = [] } = requirement;
  if (operator === '') errors.push(required(`${at}.operator`, `valid values: ${goList(OPERATORS)}`));
  else if (!OPERATORS.includes(operator)) errors.push(notSupported(`${at}.operator`, operator, OPERATORS));
  if (containerName !== undefined && !names.has(containerName)) {
    const rule = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalid(`${at}.containerName`, containerName, rule));
  }
  if (values.length === 0) errors.push(invalid(`${at}.values`, requirement.values ?? null, 'at least one value is required'));
  else if (values.length > MAX_EXIT_CODES) errors.push(tooMany(`${at}.values`, values.length, MAX_EXIT_CODES));
  const seen = new Set<number>();
  for (const [index, value] of values.entries()) {
    if (operator === 'In' && value === 0) errors.push(invalid(`${at}.values[${index}]`, value, 'must not be 0 for the In operator'));
    if (seen.has(value)) errors.push(duplicate(`${at}.values[${index}]`, value));
    seen.add(value);
  }
  if (values.some((value, index) => index > 0 && (values[index - 1] ?? 0) > value))
    errors.push(invalid(`${at}.values`, values, 'must be ordered'));
}

export function validateSuccessPolicy(errors: Errors, at: string, spec: JobSpec): void {
  const rules = spec.successPolicy?.rules ?? [];
  if (rules.length === 0) errors.push(required(`${at}.rules`, 'at least one rules must be specified when the successPolicy is specified'));
  if (rules.length > MAX_SUCCESS_RULES) errors.push(tooMany(`${at}.rules`, rules.length, MAX_SUCCESS_RULES));
  for (const [index, rule] of rules.entries()) validateSuccessRule(errors, `${at}.rules[${index}]`, rule, spec.completions ?? 0);
}

function validateSuccessRule(errors: Errors, at: string, rule: SuccessPolicyRule, completions: number): void {
  const { succeededCount: count, succeededIndexes: indexes } = rule;
  if (count === undefined && indexes === undefined)
    errors.push(required(at, 'at least one of succeededCount or succeededIndexes must be specified'));
  let total = 0;
  if (indexes !== undefined) {
    if (indexes.length > MAX_INDEXES_BYTES) errors.push(tooLong(`${at}.succeededIndexes`, MAX_INDEXES_BYTES));
    const parsed = parseIndexes(indexes, completions);
    if (typeof parsed === 'string') errors.push(invalid(`${at}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${parsed}`));
    else total = parsed.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }
  if (count === undefined) return;
  const here = `${at}.succeededCount`;
  notNegative(errors, here, count);
  if (count > completions)
    errors.push(invalid(here, count, `must be less than or equal to ${completions} (the number of specified completions)`));
  if (indexes !== undefined && count > total) {
    const rule = `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`;
    errors.push(invalid(here, count, rule));
  }
}
