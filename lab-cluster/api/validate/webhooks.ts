// Rules for webhook configurations. Models pkg/apis/admissionregistration/validation validateValidatingWebhook and its cousin.
import { checkExpression, conditionScope } from '../cel/environment.ts';
import { BOOL } from '../cel/types.ts';
import type { FieldError } from '../field.ts';
import { duplicate, invalid, notSupported, required } from '../field-errors.ts';
import type { Webhook } from '../kinds/webhook-configurations.ts';
import { dns1035Label, dns1123Subdomain } from '../names.ts';
import { FAILURE_POLICIES, MATCH_POLICIES, validateMatchConditions, validateRule } from './admission-rules.ts';
import { type Errors, follow, validateSelector } from './primitives.ts';

const SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const REVIEW_VERSIONS = ['v1', 'v1beta1'];
const REINVOCATION_POLICIES = ['IfNeeded', 'Never'];
const MAX_TIMEOUT_SECONDS = 30;

export function validateWebhooks(webhooks: readonly Webhook[]): readonly FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, webhook] of webhooks.entries()) {
    const at = `webhooks[${index}]`;
    validateWebhook(errors, at, webhook);
    validateReviewVersions(errors, `${at}.admissionReviewVersions`, webhook.admissionReviewVersions ?? []);
    const { name = '' } = webhook;
    if (name !== '' && names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
  }
  return errors;
}

function validateWebhook(errors: Errors, at: string, webhook: Webhook): void {
  const { failurePolicy, matchPolicy, sideEffects, timeoutSeconds, reinvocationPolicy } = webhook;
  validateFullName(errors, `${at}.name`, webhook.name ?? '');
  for (const [index, rule] of (webhook.rules ?? []).entries()) validateRule(errors, `${at}.rules[${index}]`, rule);
  oneOf(errors, `${at}.failurePolicy`, failurePolicy, FAILURE_POLICIES);
  oneOf(errors, `${at}.matchPolicy`, matchPolicy, MATCH_POLICIES);
  if (sideEffects === undefined) errors.push(required(`${at}.sideEffects`, `must specify one of ${SIDE_EFFECTS.join(', ')}`));
  oneOf(errors, `${at}.sideEffects`, sideEffects, SIDE_EFFECTS);
  if (timeoutSeconds !== undefined && (timeoutSeconds > MAX_TIMEOUT_SECONDS || timeoutSeconds < 1)) {
    errors.push(invalid(`${at}.timeoutSeconds`, timeoutSeconds, 'the timeout value must be between 1 and 30 seconds'));
  }
  validateSelector(errors, `${at}.namespaceSelector`, webhook.namespaceSelector);
  validateSelector(errors, `${at}.objectSelector`, webhook.objectSelector);
  oneOf(errors, `${at}.reinvocationPolicy`, reinvocationPolicy, REINVOCATION_POLICIES);
  validateClient(errors, `${at}.clientConfig`, webhook.clientConfig ?? {});
  validateMatchConditions(errors, `${at}.matchConditions`, webhook.matchConditions ?? [], (text) =>
    checkExpression(text, [BOOL], conditionScope(false)),
  );
}

function oneOf(errors: Errors, at: string, value: string | undefined, supported: readonly string[]): void {
  if (value !== undefined && !supported.includes(value)) errors.push(notSupported(at, value, supported));
}

function validateFullName(errors: Errors, at: string, name: string): void {
  if (name === '') {
    errors.push(required(at));
    return;
  }
  const problems = dns1123Subdomain(name);
  if (problems.length > 0) errors.push(invalid(at, name, problems.join(',')));
  else if (name.split('.').length < 3) errors.push(invalid(at, name, 'should be a domain with at least three segments separated by dots'));
}

function validateClient(errors: Errors, at: string, { url, service }: NonNullable<Webhook['clientConfig']>): void {
  if ((url === undefined) === (service === undefined)) {
    errors.push(required(at, 'exactly one of url or service is required'));
  } else if (url !== undefined) validateUrl(errors, `${at}.url`, url);
  else {
    const { name = '', namespace = '', path, port = 0 } = service ?? {};
    if (name === '') errors.push(required(`${at}.service.name`, 'service name is required'));
    if (namespace === '') errors.push(required(`${at}.service.namespace`, 'service namespace is required'));
    if (port < 1 || port > 65_535)
      errors.push(invalid(`${at}.service.port`, port, 'port is not valid: must be between 1 and 65535, inclusive'));
    if (path !== undefined && path !== '' && !path.startsWith('/'))
      errors.push(invalid(`${at}.service.path`, path, "must start with a '/'"));
  }
}

const URL_SHAPE = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/(?:([^@/?#]*)@)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/;

/** Models apiserver/pkg/util/webhook ValidateWebhookURL. */
function validateUrl(errors: Errors, at: string, url: string): void {
  const form = '; desired format: https://host[/path]';
  const match = URL_SHAPE.exec(url);
  const [, scheme = '', user, host = '', , query = '', fragment = ''] = match ?? [];
  if (scheme !== 'https') errors.push(invalid(at, scheme, `'https' is the only allowed URL scheme${form}`));
  if (host === '') errors.push(invalid(at, host, `host must be specified${form}`));
  if (user !== undefined) errors.push(invalid(at, user, `user information is not permitted in the URL${form}`));
  if (fragment !== '') errors.push(invalid(at, fragment.slice(1), `fragments are not permitted in the URL${form}`));
  if (query !== '') errors.push(invalid(at, query.slice(1), `query parameters are not permitted in the URL${form}`));
}

function validateReviewVersions(errors: Errors, at: string, versions: readonly string[]): void {
  if (versions.length === 0) {
    errors.push(required(at, `must specify one of ${REVIEW_VERSIONS.join(', ')}`));
    return;
  }
  const seen = new Set<string>();
  for (const [index, version] of versions.entries()) {
    if (seen.has(version)) errors.push(invalid(`${at}[${index}]`, version, 'duplicate version'));
    else follow(errors, `${at}[${index}]`, version, dns1035Label);
    seen.add(version);
  }
  if (!versions.some((version) => REVIEW_VERSIONS.includes(version))) {
    errors.push(invalid(at, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`));
  }
}
