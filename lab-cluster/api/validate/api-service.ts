// Rules for APIServices. Models kube-aggregator/pkg/apis/apiregistration/validation.
import { decodedLength } from '../base64.ts';
import type { FieldError } from '../field.ts';
import { invalid, required } from '../field-errors.ts';
import type { APIService } from '../kinds/api-service.ts';
import { dns1035Label, dns1123Subdomain, pathSegment } from '../names.ts';
import { type Errors, follow } from './primitives.ts';

const MAX_GROUP_PRIORITY = 20_000;
const MAX_VERSION_PRIORITY = 1000;

export function validateApiService({ metadata, spec }: APIService): readonly FieldError[] {
  const errors: Errors = [];
  const {
    group = '',
    version = '',
    groupPriorityMinimum: ofGroup = 0,
    versionPriority: ofVersion = 0,
    service,
    caBundle,
    insecureSkipTLSVerify,
  } = spec;
  const name = `${version}.${group}`;
  // The core group has an empty name, so that the name of its version ends with a dot.
  if (metadata.name !== name && pathSegment(metadata.name ?? '').length === 0)
    errors.push(invalid('metadata.name', metadata.name ?? '', `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(name)}`));
  // Only the core group has no name.
  if (group === '' && version !== 'v1') errors.push(required('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  if (group !== '') follow(errors, 'spec.group', group, dns1123Subdomain);
  follow(errors, 'spec.version', version, dns1035Label);
  if (ofGroup <= 0 || ofGroup > MAX_GROUP_PRIORITY)
    errors.push(invalid('spec.groupPriorityMinimum', ofGroup, `must be positive and less than ${MAX_GROUP_PRIORITY}`));
  if (ofVersion <= 0 || ofVersion > MAX_VERSION_PRIORITY)
    errors.push(invalid('spec.versionPriority', ofVersion, `must be positive and less than ${MAX_VERSION_PRIORITY}`));
  if (service === undefined) {
    if (caBundle)
      errors.push(invalid('spec.caBundle', `${decodedLength(caBundle) ?? 0} bytes`, 'local APIServices may not have a caBundle'));
    if (insecureSkipTLSVerify === true)
      errors.push(invalid('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify'));
    return errors;
  }
  if (!service.namespace) errors.push(required('spec.service.namespace'));
  if (!service.name) errors.push(required('spec.service.name'));
  const { port = 0 } = service;
  if (port < 1 || port > 65_535)
    errors.push(invalid('spec.service.port', port, 'port is not valid: must be between 1 and 65535, inclusive'));
  if (insecureSkipTLSVerify === true && caBundle)
    errors.push(invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present'));
  return errors;
}

export function validateApiServiceUpdate(next: APIService): readonly FieldError[] {
  return validateApiService(next);
}
