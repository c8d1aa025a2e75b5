// Rules for Events. Models pkg/apis/core/validation/events.go, legacy part.
import type { FieldError } from '../field.ts';
import { invalid, required } from '../field-errors.ts';
import type { KubeEvent } from '../kinds/event.ts';
import { qualifiedName } from '../names.ts';
import { type Errors, follow } from './primitives.ts';

const REASON_MAX = 128;
const NOTE_MAX = 1024;

export function validateEvent(event: KubeEvent): readonly FieldError[] {
  const errors: Errors = [];
  const namespace = event.metadata.namespace ?? '';
  const about = event.involvedObject.namespace ?? '';
  // Events about cluster-wide objects live in `default`.
  if (about === '' ? namespace !== '' && namespace !== 'default' : namespace !== about) {
    errors.push(invalid('involvedObject.namespace', about, 'does not match event.namespace'));
  }
  if (event.eventTime === null || event.eventTime === undefined) return errors;
  const controller = event.reportingComponent ?? '';
  if (controller === '') errors.push(required('reportingComponent'));
  follow(errors, 'reportingComponent', controller, qualifiedName);
  const instance = event.reportingInstance ?? '';
  if (instance === '') errors.push(required('reportingInstance'));
  else if (instance.length > REASON_MAX) errors.push(invalid('reportingInstance', '', `can have at most ${REASON_MAX} characters`));
  const action = event.action ?? '';
  if (action === '') errors.push(required('action'));
  else if (action.length > REASON_MAX) errors.push(invalid('action', '', `can have at most ${REASON_MAX} characters`));
  const reason = event.reason ?? '';
  if (reason === '') errors.push(required('reason'));
  else if (reason.length > REASON_MAX) errors.push(invalid('reason', '', `can have at most ${REASON_MAX} characters`));
  if ((event.message ?? '').length > NOTE_MAX) errors.push(invalid('message', '', `can have at most ${NOTE_MAX} characters`));
  return errors;
}
