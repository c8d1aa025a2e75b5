// Event as events.k8s.io tells it: regarding and note, where the core group says involvedObject and message. Stored as the latter.
import { eventFromV1, eventToV1 } from '../convert/event.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { ObjectReference } from '../object-reference.ts';
import { validateEventV1, validateEventV1Update } from '../validate/event.ts';
import { type KubeEvent, events } from './event.ts';

export interface EventV1 extends KubeObject {
  readonly apiVersion: 'events.k8s.io/v1';
  readonly kind: 'Event';
  readonly eventTime: string | null;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
  readonly reportingController?: string;
  readonly reportingInstance?: string;
  readonly action?: string;
  readonly reason?: string;
  readonly regarding?: ObjectReference;
  readonly related?: ObjectReference;
  readonly note?: string;
  readonly type?: string;
  readonly deprecatedSource?: { readonly component?: string; readonly host?: string };
  readonly deprecatedFirstTimestamp?: string | null;
  readonly deprecatedLastTimestamp?: string | null;
  readonly deprecatedCount?: number;
}

export const eventsV1: Kind<EventV1> = defineKind<EventV1>({
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  unconditionalUpdate: true,
  createOnUpdate: true,
  subresources: [],
  storedAs: {
    kind: events as unknown as Kind,
    toStored: eventFromV1,
    fromStored: (stored) => eventToV1(stored as KubeEvent),
  },
  validate: (event) => validateEventV1(event as unknown as KubeEvent),
  validateUpdate: (next, previous) => validateEventV1Update(next as unknown as KubeEvent, previous as unknown as KubeEvent),
  columns: events.columns as unknown as Kind<EventV1>['columns'],
  selectableFields: (event) => {
    const stored = events.selectableFields?.(event as unknown as KubeEvent) ?? {};
    const entries = Object.entries(stored).flatMap(([field, value]) => {
      if (field.startsWith('involvedObject.')) return [[field.replace('involvedObject.', 'regarding.'), value]];
      if (field === 'reportingComponent') return [['reportingController', value]];
      return field === 'source' ? [] : [[field, value]];
    });
    return Object.fromEntries(entries) as Record<string, string>;
  },
});
