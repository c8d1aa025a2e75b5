// Event: a sentence about something that happened to an object, kept for an hour.
import { ageOf } from '../columns/age.ts';
import { type Kind, defineKind } from '../kind.ts';
import { column, nameColumn, wideColumn } from '../columns/columns.ts';
import type { KubeObject } from '../object.ts';
import type { ObjectReference } from '../object-reference.ts';
import { validateEvent } from '../validate/event.ts';

export interface KubeEvent extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Event';
  readonly involvedObject: ObjectReference;
  readonly reason?: string;
  readonly message?: string;
  readonly source?: { readonly component?: string; readonly host?: string };
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly count?: number;
  readonly type?: string;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
  readonly action?: string;
  readonly related?: ObjectReference;
  readonly reportingComponent?: string;
  readonly reportingInstance?: string;
}

export const events: Kind<KubeEvent> = defineKind<KubeEvent>({
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  ttlSeconds: 3600,
  createOnUpdate: true,
  defaultPropagation: 'Unsupported',
  nameRule: 'path-segment',
  checksMetadata: false,
  subresources: [],
  setDefaults: (event) => {
    const draft = event as { -readonly [Key in keyof KubeEvent]: KubeEvent[Key] };
    draft.involvedObject ??= {};
    draft.source ??= {};
    draft.firstTimestamp ??= null;
    draft.lastTimestamp ??= null;
    draft.eventTime ??= null;
    draft.reportingComponent ??= '';
    draft.reportingInstance ??= '';
  },
  validate: validateEvent,
  columns: [
    column('Last Seen', 'When it happened last.', (event, nowUs) => ageOf(lastSeen(event), nowUs)),
    column('Type', 'Normal, or Warning.', (event) => event.type ?? ''),
    column('Reason', 'One word for what happened.', (event) => event.reason ?? ''),
    column('Object', 'What it happened to.', (event) => objectName(event.involvedObject)),
    wideColumn('Subobject', 'The part of the object that is meant.', (event) => event.involvedObject.fieldPath ?? ''),
    wideColumn('Source', 'Who reported it.', printedSource),
    column('Message', 'What happened, in a sentence.', (event) => (event.message ?? '').trim()),
    wideColumn('First Seen', 'When it happened first.', (event, nowUs) =>
      ageOf(event.firstTimestamp ?? event.eventTime ?? undefined, nowUs),
    ),
    wideColumn('Count', 'How often it happened.', (event) => (event.series === undefined ? event.count || 1 : (event.series.count ?? 0))),
    { ...nameColumn, priority: 1 },
  ],
  selectableFields: (event) => ({
    'involvedObject.kind': event.involvedObject.kind ?? '',
    'involvedObject.namespace': event.involvedObject.namespace ?? '',
    'involvedObject.name': event.involvedObject.name ?? '',
    'involvedObject.uid': event.involvedObject.uid ?? '',
    'involvedObject.apiVersion': event.involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': event.involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': event.involvedObject.fieldPath ?? '',
    reason: event.reason ?? '',
    reportingComponent: event.reportingComponent ?? '',
    source: event.source?.component || event.reportingComponent || '',
    type: event.type ?? '',
  }),
});

function lastSeen(event: KubeEvent): string | undefined {
  if (event.series !== undefined) return event.series.lastObservedTime;
  return event.lastTimestamp ?? event.firstTimestamp ?? event.eventTime ?? undefined;
}

function objectName({ kind, name }: ObjectReference): string {
  const word = (kind ?? '').toLowerCase();
  return name === undefined || name === '' ? word : `${word}/${name}`;
}

/** Models printers/internalversion formatEventSource. */
function printedSource(event: KubeEvent): string {
  const component = event.source?.component || event.reportingComponent || '';
  const host = event.source?.host || event.reportingInstance || '';
  return host === '' ? component : `${component}, ${host}`;
}
