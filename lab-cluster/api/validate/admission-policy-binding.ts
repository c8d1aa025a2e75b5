// Rules for policy bindings. Models pkg/apis/admissionregistration/validation ValidateValidatingAdmissionPolicyBinding.
import type { FieldError } from '../field.ts';
import { duplicate, forbidden, invalid, notSupported, required } from '../field-errors.ts';
import type { ParamRef, ValidatingAdmissionPolicyBinding } from '../kinds/validating-admission-policy-binding.ts';
import { dns1123Subdomain, pathSegment } from '../names.ts';
import { validateMatchResources } from './admission-rules.ts';
import { type Errors, follow, validateSelector } from './primitives.ts';

const ACTIONS = ['Audit', 'Deny', 'Warn'];
const NOT_FOUND_ACTIONS = ['Allow', 'Deny'];
const EXCLUSIVE = 'name and selector are mutually exclusive';

export function validateBinding({ spec }: ValidatingAdmissionPolicyBinding): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { policyName = '', paramRef, matchResources, validationActions = [] } = spec;
  if (policyName === '') errors.push(required('spec.policyName'));
  else follow(errors, 'spec.policyName', policyName, dns1123Subdomain);
  if (paramRef !== undefined) validateParamRef(errors, 'spec.paramRef', paramRef);
  // The field is misspelt upstream.
  if (matchResources !== undefined) validateMatchResources(errors, 'spec.matchResouces', matchResources);
  validateActions(errors, 'spec.validationActions', validationActions);
  return errors;
}

function validateParamRef(errors: Errors, at: string, { name = '', selector, parameterNotFoundAction = '' }: ParamRef): void {
  if (name !== '') {
    follow(errors, `${at}.name`, name, pathSegment);
    if (selector !== undefined) errors.push(forbidden(`${at}.name`, EXCLUSIVE));
  }
  if (selector !== undefined) {
    validateSelector(errors, `${at}.selector`, selector);
    if (name !== '') errors.push(forbidden(`${at}.selector`, EXCLUSIVE));
  }
  if (name === '' && selector === undefined) errors.push(required(at, 'one of name or selector must be specified'));
  if (parameterNotFoundAction === '') errors.push(required(`${at}.parameterNotFoundAction`));
  else if (!NOT_FOUND_ACTIONS.includes(parameterNotFoundAction)) {
    errors.push(notSupported(`${at}.parameterNotFoundAction`, parameterNotFoundAction, ['Deny', 'Allow']));
  }
}

function validateActions(errors: Errors, at: string, actions: readonly string[]): void {
  if (actions.length === 0) errors.push(required(at, 'at least one validation action is required'));
  const seen = new Set<string>();
  for (const [index, action] of actions.entries()) {
    if (!ACTIONS.includes(action)) errors.push(notSupported(`${at}[${index}]`, action, ACTIONS));
    if (seen.has(action)) errors.push(duplicate(`${at}[${index}]`, action));
    seen.add(action);
  }
  if (seen.has('Deny') && seen.has('Warn')) {
    const rule =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    errors.push(invalid(at, actions, rule));
  }
}
