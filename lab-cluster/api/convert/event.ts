// Events between the core group and events.k8s.io: the same facts under other names. Models pkg/apis/events/v1/conversion.go.
import type { EventV1 } from '../kinds/event-v1.ts';
import type { KubeEvent } from '../kinds/event.ts';

type Fields = Record<string, unknown>;

/** Names in events.k8s.io of what the core group calls otherwise. */
const NAMES: readonly (readonly [core: string, newer: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
];

/** In the order in which Go prints them. */
const NEWER_ORDER = [
  'eventTime',
  'series',
  'reportingController',
  'reportingInstance',
  'action',
  'reason',
  'regarding',
  'related',
  'note',
  'type',
  'deprecatedSource',
  'deprecatedFirstTimestamp',
  'deprecatedLastTimestamp',
  'deprecatedCount',
];

const CORE_ORDER = [
  'involvedObject',
  'reason',
  'message',
  'source',
  'firstTimestamp',
  'lastTimestamp',
  'count',
  'type',
  'eventTime',
  'series',
  'action',
  'related',
  'reportingComponent',
  'reportingInstance',
];

/** Texts that only the core group prints when they are empty. */
const SILENT_WHEN_EMPTY = ['reportingController', 'reportingInstance'];

export function eventToV1(event: KubeEvent): EventV1 {
  const fields: Fields = { ...event };
  for (const [core, newer] of NAMES) fields[newer] = fields[core];
  const shown: Fields = { metadata: event.metadata };
  for (const field of NEWER_ORDER) {
    const value = fields[field];
    if (value !== undefined && !(value === '' && SILENT_WHEN_EMPTY.includes(field))) shown[field] = value;
  }
  return { apiVersion: 'events.k8s.io/v1', kind: 'Event', ...shown } as unknown as EventV1;
}

export function eventFromV1(event: EventV1): KubeEvent {
  const fields: Fields = { ...event };
  for (const [core, newer] of NAMES) fields[core] = fields[newer];
  const kept: Fields = { metadata: event.metadata };
  for (const field of CORE_ORDER) if (fields[field] !== undefined) kept[field] = fields[field];
  return { apiVersion: 'v1', kind: 'Event', ...kept } as unknown as KubeEvent;
}
