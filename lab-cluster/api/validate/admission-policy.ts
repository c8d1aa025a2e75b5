// Rules for policies: what they are about is said, and every expression compiles.
// Models pkg/apis/admissionregistration/validation ValidateValidatingAdmissionPolicy.
import { type CelScope, checkExpression, conditionScope, isCelIdentifier } from '../cel/environment.ts';
import { policyScope } from '../cel/policy-scope.ts';
import { BOOL, type CelType, NULL, STRING } from '../cel/types.ts';
import type { FieldError } from '../field.ts';
import { duplicate, invalid, notSupported, required } from '../field-errors.ts';
import type { PolicySpec, ValidatingAdmissionPolicy, Validation } from '../kinds/validating-admission-policy.ts';
import { dns1035Label, dns1123Subdomain, qualifiedName } from '../names.ts';
import { FAILURE_POLICIES, validateMatchConditions, validateMatchResources } from './admission-rules.ts';
import { validateConditions } from './conditions.ts';
import { type Errors, follow } from './primitives.ts';

const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];
const MAX_ANNOTATIONS = 20;

export function validatePolicy({ metadata, spec }: ValidatingAdmissionPolicy): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { failurePolicy, paramKind, matchConstraints, validations = [], auditAnnotations = [] } = spec;
  if (failurePolicy === undefined) errors.push(required('spec.failurePolicy'));
  else if (!FAILURE_POLICIES.includes(failurePolicy)) errors.push(notSupported('spec.failurePolicy', failurePolicy, FAILURE_POLICIES));
  if (paramKind !== undefined) validateParamKind(errors, 'spec.paramKind', paramKind);
  if (matchConstraints === undefined) errors.push(required('spec.matchConstraints'));
  else {
    validateMatchResources(errors, 'spec.matchConstraints', matchConstraints);
    if ((matchConstraints.resourceRules ?? []).length === 0) errors.push(required('spec.matchConstraints.resourceRules'));
  }
  validateMatchConditions(errors, 'spec.matchConditions', spec.matchConditions ?? [], (text) =>
    checkExpression(text, [BOOL], conditionScope(paramKind !== undefined)),
  );
  for (const [index, variable] of (spec.variables ?? []).entries()) {
    validateVariable(errors, `spec.variables[${index}]`, variable, policyScope(spec, { before: index }));
  }
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const rule = 'validations or auditAnnotations must contain at least one item';
    errors.push(required('spec.validations', rule), required('spec.auditAnnotations', rule));
    return errors;
  }
  const scope = policyScope(spec);
  for (const [index, validation] of validations.entries()) validateValidation(errors, `spec.validations[${index}]`, validation, scope);
  validateAnnotations(errors, 'spec.auditAnnotations', metadata.name ?? '', auditAnnotations, scope);
  return errors;
}

/** Simplified: that a reference is a JSONPath is not looked at. */
export function validatePolicyStatus({ status }: ValidatingAdmissionPolicy): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, { fieldRef, warning }] of (status?.typeChecking?.expressionWarnings ?? []).entries()) {
    const at = `status.typeChecking.expressionWarnings[${index}]`;
    if (!warning) errors.push(required(`${at}.warning`));
    if (!fieldRef) errors.push(required(`${at}.fieldRef`));
  }
  validateConditions(errors, 'status.conditions', status?.conditions ?? []);
  return errors;
}

function validateParamKind(errors: Errors, at: string, { apiVersion = '', kind = '' }: NonNullable<PolicySpec['paramKind']>): void {
  if (apiVersion === '') errors.push(required(`${at}.apiVersion`));
  else if (apiVersion.split('/').length > 2) {
    errors.push(invalid(`${at}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  } else {
    const [first = '', second] = apiVersion.split('/');
    const [group, version] = second === undefined ? ['', first] : [first, second];
    const groupProblems = group === '' ? [] : dns1123Subdomain(group);
    if (groupProblems.length > 0) errors.push(invalid(`${at}.apiVersion`, group, groupProblems.join(',')));
    const versionProblems = version === '' ? ['version must be specified'] : dns1035Label(version);
    if (versionProblems.length > 0)
      errors.push(invalid(`${at}.apiVersion`, version === '' ? apiVersion : version, versionProblems.join(',')));
  }
  if (kind === '') errors.push(required(`${at}.kind`));
  else {
    const problems = dns1035Label(kind.toLowerCase());
    if (problems.length > 0) {
      errors.push(invalid(`${at}.kind`, kind, `may have mixed case, but should otherwise match: ${problems.join(',')}`));
    }
  }
}

function validateVariable(
  errors: Errors,
  at: string,
  { name = '', expression = '' }: { readonly name?: string; readonly expression?: string },
  scope: CelScope,
): void {
  if (name.trim() === '') errors.push(required(`${at}.name`, 'name is not specified'));
  else if (!isCelIdentifier(name)) errors.push(invalid(`${at}.name`, name, 'name is not a valid CEL identifier'));
  validateExpression(errors, `${at}.expression`, expression, [], scope);
}

function validateExpression(errors: Errors, at: string, expression: string, types: readonly CelType[], scope: CelScope): void {
  if (expression.trim() === '') {
    errors.push(required(at, 'expression is not specified'));
    return;
  }
  const why = checkExpression(expression, types, scope);
  if (why !== undefined) errors.push(invalid(at, expression, why));
}

function validateValidation(
  errors: Errors,
  at: string,
  { expression = '', message = '', messageExpression = '', reason }: Validation,
  scope: CelScope,
): void {
  validateExpression(errors, `${at}.expression`, expression, [BOOL], scope);
  if (messageExpression !== '') {
    if (messageExpression.trim() === '') {
      errors.push(invalid(`${at}.messageExpression`, messageExpression, 'must be non-empty if specified'));
    } else validateExpression(errors, `${at}.messageExpression`, messageExpression, [STRING], { ...scope, authorizer: false });
  }
  if (message !== '' && message.trim() === '') errors.push(invalid(`${at}.message`, message, 'message must be non-empty if specified'));
  else if (message.trim().includes('\n')) errors.push(invalid(`${at}.message`, message, 'message must not contain line breaks'));
  else if (expression.trim().includes('\n') && message.trim() === '') {
    errors.push(required(`${at}.message`, 'message must be specified if expression contains line breaks'));
  }
  if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(`${at}.reason`, reason, REASONS));
}

function validateAnnotations(
  errors: Errors,
  at: string,
  policy: string,
  annotations: NonNullable<PolicySpec['auditAnnotations']>,
  scope: CelScope,
): void {
  if (annotations.length > MAX_ANNOTATIONS) {
    errors.push(invalid(at, annotations, `must not have more than ${MAX_ANNOTATIONS} auditAnnotations`));
  }
  const seen = new Set<string>();
  for (const [index, { key = '', valueExpression = '' }] of annotations.entries()) {
    const here = `${at}[${index}]`;
    follow(errors, `${here}.key`, policy === '' ? key : `${policy}/${key}`, qualifiedName);
    if (valueExpression.trim() === '') errors.push(required(`${here}.valueExpression`, 'valueExpression is not specified'));
    else validateExpression(errors, `${here}.valueExpression`, valueExpression, [STRING, NULL], scope);
    if (seen.has(key)) errors.push(duplicate(`${here}.key`, key));
    seen.add(key);
  }
}
