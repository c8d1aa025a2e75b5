// Rules for CertificateSigningRequests. Models pkg/apis/certificates/validation/validation.go.
import { latinOfBase64 } from '../base64.ts';
import type { FieldError } from '../field.ts';
import { duplicate, forbidden, goQuote, invalid, notSupported, required, tooLong } from '../field-errors.ts';
import type { CertificateRequestCondition, CertificateSigningRequest } from '../kinds/certificate-signing-request.ts';
import { KEY_USAGES } from '../key-usages.ts';
import { dns1123Label, dns1123Subdomain } from '../names.ts';
import { parseRequest } from '../x509/certificate-request.ts';
import { elementsOf } from '../x509/der.ts';
import { pemBlocks } from '../x509/pem.ts';
import type { Errors } from './primitives.ts';

const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';
const DECISIONS = ['Approved', 'Denied'] as const;
const MIN_SECONDS = 600;
const MAX_DOMAIN = 253;
const MAX_SIGNER_NAME = MAX_DOMAIN + 1 + MAX_DOMAIN + 63 + 1;

export function validateCertificateRequest(request: CertificateSigningRequest): readonly FieldError[] {
  const errors = specErrors(request, false);
  addConditionErrors(errors, request.status.conditions ?? []);
  addCertificateErrors(errors, request.status.certificate);
  return errors;
}

export function validateCertificateRequestUpdate(
  next: CertificateSigningRequest,
  previous: CertificateSigningRequest,
): readonly FieldError[] {
  return updateErrors(next, previous, {});
}

export function validateCertificateStatusUpdate(
  next: CertificateSigningRequest,
  previous: CertificateSigningRequest,
): readonly FieldError[] {
  return updateErrors(next, previous, { certificate: true });
}

export function validateApprovalUpdate(next: CertificateSigningRequest, previous: CertificateSigningRequest): readonly FieldError[] {
  return updateErrors(next, previous, { decision: true });
}

interface Allowed {
  readonly certificate?: boolean;
  readonly decision?: boolean;
}

function updateErrors(next: CertificateSigningRequest, previous: CertificateSigningRequest, allowed: Allowed): readonly FieldError[] {
  const errors = specErrors(next, previous.spec.signerName === LEGACY_SIGNER);
  const counts = (request: CertificateSigningRequest, type: string): number =>
    (request.status.conditions ?? []).filter((condition) => condition.type === type).length;
  addConditionErrors(errors, next.status.conditions ?? []);
  const before = previous.status.certificate ?? '';
  const after = next.status.certificate ?? '';
  if (after !== before) addCertificateErrors(errors, after);
  for (const type of [...DECISIONS, 'Failed'])
    if (counts(next, type) < counts(previous, type))
      errors.push(forbidden('status.conditions', `updates may not remove a condition of type ${goQuote(type)}`));
  if (allowed.decision !== true)
    for (const type of DECISIONS)
      if (counts(next, type) > counts(previous, type))
        errors.push(forbidden('status.conditions', `updates may not add a condition of type ${goQuote(type)}`));
  if (after !== before) {
    if (allowed.certificate !== true) errors.push(forbidden('status.certificate', 'updates may not set certificate content'));
    else if (before !== '') errors.push(forbidden('status.certificate', 'updates may not modify existing certificate content'));
  }
  return errors;
}

function specErrors({ spec }: CertificateSigningRequest, isLegacy: boolean): Errors {
  const errors: Errors = [];
  const parsed = parseRequest(latinOfBase64(spec.request));
  const problem = parsed.ok ? parsed.value.signatureProblem : parsed.why;
  if (problem !== undefined) errors.push(invalid('spec.request', spec.request ?? '', problem));
  const usages = spec.usages ?? [];
  if (usages.length === 0) errors.push(required('spec.usages', 'usages must be provided'));
  for (const [index, usage] of usages.entries())
    if (!KEY_USAGES.includes(usage)) errors.push(notSupported(`spec.usages[${index}]`, usage, KEY_USAGES));
  for (const [index, usage] of usages.entries()) if (usages.indexOf(usage) < index) errors.push(duplicate(`spec.usages[${index}]`, usage));
  const { signerName = '', expirationSeconds } = spec;
  if (signerName === LEGACY_SIGNER && !isLegacy)
    errors.push(invalid('spec.signerName', signerName, 'the legacy signerName is not allowed via this API version'));
  else addSignerErrors(errors, signerName);
  if (expirationSeconds !== undefined && expirationSeconds < MIN_SECONDS) {
    const why = 'may not specify a duration less than 600 seconds (10 minutes)';
    errors.push(invalid('spec.expirationSeconds', expirationSeconds, why));
  }
  return errors;
}

function addSignerErrors(errors: Errors, name: string): void {
  const at = 'spec.signerName';
  if (name === '') return void errors.push(required(at, 'signerName must be provided'));
  const segments = name.split('/');
  const [domain = '', path = ''] = segments;
  if (segments.length !== 2) {
    const why = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return void errors.push(invalid(at, name, why));
  }
  if (domain.length > MAX_DOMAIN) errors.push(tooLong(at, MAX_DOMAIN));
  const labels = domain.split('.');
  addLabelErrors(errors, domain, labels, dns1123Label);
  if (labels.length < 2) errors.push(invalid(at, domain, 'should be a domain with at least two segments separated by dots'));
  addLabelErrors(errors, path, path.split('.'), dns1123Subdomain);
  if (name.length > MAX_SIGNER_NAME) errors.push(tooLong(at, MAX_SIGNER_NAME));
}

/** Only the first that is wrong is told. */
function addLabelErrors(errors: Errors, value: string, labels: readonly string[], rule: (label: string) => readonly string[]): void {
  for (const label of labels) {
    const problems = rule(label);
    for (const problem of problems) errors.push(invalid('spec.signerName', value, `validating label ${goQuote(label)}: ${problem}`));
    if (problems.length > 0) return;
  }
}

function addConditionErrors(errors: Errors, conditions: readonly CertificateRequestCondition[]): void {
  const seen = new Set<string>();
  for (const [index, { type = '', status = '' }] of conditions.entries()) {
    const at = `status.conditions[${index}]`;
    if (type === '') errors.push(required(`${at}.type`));
    // A decision is there or not; it is never told that it is not.
    const allowed = type === 'Approved' || type === 'Denied' || type === 'Failed' ? ['True'] : ['False', 'True', 'Unknown'];
    if (status === '') errors.push(required(`${at}.status`));
    else if (!allowed.includes(status)) errors.push(notSupported(`${at}.status`, status, allowed));
    const other = type === 'Approved' ? 'Denied' : type === 'Denied' ? 'Approved' : undefined;
    if (other !== undefined && seen.has(other))
      errors.push(invalid(`${at}.type`, type, 'Approved and Denied conditions are mutually exclusive'));
    if (seen.has(type)) errors.push(duplicate(`${at}.type`, type));
    seen.add(type);
  }
}

function addCertificateErrors(errors: Errors, certificate: string | undefined): void {
  const why = (certificate ?? '') === '' ? undefined : certificateProblem(latinOfBase64(certificate));
  if (why !== undefined) errors.push(invalid('status.certificate', '<certificate data>', why));
}

function certificateProblem(pem: string): string | undefined {
  const blocks = pemBlocks(pem);
  for (const { type, hasHeaders, bytes } of blocks) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${goQuote(type)}`;
    if (hasHeaders) return 'no PEM block headers are permitted';
    if (bytes.length === 0) return 'found CERTIFICATE PEM block containing 0 certificates';
    if (elementsOf(bytes) === undefined) return 'x509: malformed certificate';
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined;
}
