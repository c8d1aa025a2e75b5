// Rules for Events. Models pkg/apis/core/validation/events.go: lenient for the core group, strict for events.k8s.io.
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { invalid, required } from '../field-errors.ts';
import type { KubeEvent } from '../kinds/event.ts';
import { dns1123Subdomain, qualifiedName } from '../names.ts';
import { utf8Length } from '../utf8.ts';
import { validateObjectMeta } from './object-meta.ts';
import { type Errors, follow, immutable } from './primitives.ts';

const REASON_MAX = 128;
const NOTE_MAX = 1024;
const MISPLACED = 'does not match event.namespace';
const UNSET = 'needs to be unset';

/** What every event must obey, whoever writes it. Models legacyValidateEvent. */
export function validateEvent(event: KubeEvent): readonly FieldError[] {
  const errors: Errors = [];
  const namespace = event.metadata.namespace ?? '';
  const about = event.involvedObject.namespace ?? '';
  const isOld = isUnset(event.eventTime);
  // Events about cluster-wide objects live in `default`; newer ones may also live in `kube-system`.
  const homes = isOld ? ['', 'default'] : ['default', 'kube-system'];
  const misplaced = about === '' ? !homes.includes(namespace) : isOld && namespace !== about;
  if (misplaced) errors.push(invalid('involvedObject.namespace', about, MISPLACED));
  if (!isOld) validateNewFields(errors, event);
  follow(errors, 'namespace', namespace, dns1123Subdomain);
  return errors;
}

function isUnset(time: string | null | undefined): boolean {
  return time === null || time === undefined || time === '';
}

function validateNewFields(errors: Errors, event: KubeEvent): void {
  const { reportingComponent: controller = '', reportingInstance = '', action = '', reason = '', message = '' } = event;
  if (controller === '') errors.push(required('reportingController'));
  follow(errors, 'reportingController', controller, qualifiedName);
  for (const [field, value] of Object.entries({ reportingInstance, action, reason })) {
    if (value === '') errors.push(required(field));
    atMost(errors, field, value, REASON_MAX);
  }
  atMost(errors, 'message', message, NOTE_MAX);
}

function atMost(errors: Errors, field: string, value: string, limit: number): void {
  if (utf8Length(value) > limit) errors.push(invalid(field, '', `can have at most ${limit} characters`));
}

/** What writers through events.k8s.io must obey as well. Models the strict half of ValidateEventCreate. */
export function validateEventV1(event: KubeEvent): readonly FieldError[] {
  const errors: Errors = [...validateObjectMeta({ namespaced: true }, event.metadata)];
  validateSeries(errors, event);
  if (isUnset(event.eventTime)) errors.push(required('eventTime'));
  if (event.type !== 'Normal' && event.type !== 'Warning') errors.push(invalid('type', '', `has invalid value: ${event.type ?? ''}`));
  if (!isUnset(event.firstTimestamp)) errors.push(invalid('firstTimestamp', '', UNSET));
  if (!isUnset(event.lastTimestamp)) errors.push(invalid('lastTimestamp', '', UNSET));
  if ((event.count ?? 0) !== 0) errors.push(invalid('count', '', UNSET));
  if (event.source?.component || event.source?.host) errors.push(invalid('source', '', UNSET));
  return errors;
}

function validateSeries(errors: Errors, { series }: KubeEvent): void {
  if (series === undefined) return;
  if ((series.count ?? 0) < 2) errors.push(invalid('series.count', '', 'should be at least 2'));
  if (isUnset(series.lastObservedTime)) errors.push(required('series.lastObservedTime'));
}

/** Once written through events.k8s.io only the series of an event goes on. Models the strict half of ValidateEventUpdate. */
export function validateEventV1Update(next: KubeEvent, previous: KubeEvent): readonly FieldError[] {
  const errors: Errors = [];
  if (!deepEqual(next.series, previous.series)) validateSeries(errors, next);
  // Reason is looked at twice upstream.
  const fields = ['involvedObject', 'reason', 'message', 'source', 'firstTimestamp', 'lastTimestamp', 'count', 'reason'] as const;
  for (const field of fields) immutable(errors, field, next[field], previous[field]);
  for (const field of ['type', 'eventTime', 'action', 'related'] as const) immutable(errors, field, next[field], previous[field]);
  immutable(errors, 'reportingController', next.reportingComponent ?? '', previous.reportingComponent ?? '');
  immutable(errors, 'reportingInstance', next.reportingInstance ?? '', previous.reportingInstance ?? '');
  return errors;
}
