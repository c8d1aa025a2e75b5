// Tells the world what happened to an object, as core/v1 Events, without making the teller wait.
// Models staging/src/k8s.io/client-go/tools/record.
import { events } from '../api/kinds/event.ts';
import type { KubeEvent } from '../api/kinds/event.ts';
import type { Draft } from '../api/object.ts';
import type { ObjectReference } from '../api/object-reference.ts';
import { timestamp } from '../api/time.ts';
import type { Context, Sim, Task } from '../sim/sim.ts';
import { sleep } from '../sim/task.ts';
import type { Client } from './client.ts';
import { sharedText } from './shared-text.ts';
import { createEventCorrelator } from './event-correlator.ts';
import { eventNames } from './event-name.ts';
import type { EventFacts, EventType, Observation } from './event-correlator.ts';

/** What an event is about: an object, or as much of a reference to one as its teller gives. */
export interface EventSubject {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string; readonly resourceVersion?: string };
}

export interface EventRecorder {
  /** Says that something happened to `object`. Never waits; may drop what comes too often. */
  event(ctx: Context, object: EventSubject, type: EventType, reason: string, message: string, options?: EventOptions): void;
}

export interface EventOptions {
  /** The part of the object that is meant: `spec.containers{web}`. */
  readonly fieldPath?: string;
}

export interface EventSource {
  /** `replicaset-controller`, `kubelet`. */
  readonly component: string;
  /** The node, for components that belong to one. */
  readonly host?: string;
}

interface Outgoing {
  readonly facts: EventFacts;
  readonly ctx: Context;
  readonly at: string;
  readonly name: string;
}

/** Events waiting to be sent; more than these are dropped, as upstream's broadcaster does. */
const queueLimit = 1000;
const sendAttempts = 12;
const retryMs = 10_000;

export function createEventRecorder(sim: Sim, client: Client, source: EventSource): EventRecorder {
  const correlator = createEventCorrelator(sim);
  const outgoing: Outgoing[] = [];
  const nameOf = eventNames(sim);
  let sending = false;

  function* sendAll(): Task<void> {
    for (let next = outgoing.shift(); next !== undefined; next = outgoing.shift()) {
      const observation = correlator.observe(next.facts, next.at, next.name);
      if (observation !== undefined) yield* deliver(observation, next.ctx);
    }
    sending = false;
  }

  function* deliver(observation: Observation, ctx: Context): Task<void> {
    for (let attempt = 0; attempt < sendAttempts; attempt++) {
      const outcome = yield* send(observation, ctx);
      if (outcome !== 'again') return;
      yield* sleep(sim, retryMs, ctx.background);
    }
  }

  function* send(observation: Observation, ctx: Context): Task<'sent' | 'refused' | 'again'> {
    const { facts, count, first, last, name } = observation;
    const { namespace } = eventPlace(facts);
    if (count > 1) {
      const change = { count, lastTimestamp: last, ...(observation.messageChanged ? { message: facts.message } : {}) };
      const patched = yield* client.patch(ctx, events, namespace, name, change, 'strategic');
      if (patched.ok) return 'sent';
      if (patched.status.code === 0) return 'again';
      if (patched.status.reason !== 'NotFound') return 'refused';
    }
    const created = yield* client.create(ctx, events, eventOf(facts, source, { name, namespace, count, first, last }));
    if (created.ok) return 'sent';
    return created.status.code === 0 ? 'again' : 'refused';
  }

  return {
    event(ctx, object, type, reason, message, options = {}) {
      if (outgoing.length >= queueLimit) return;
      const name = nameOf(object.metadata.name);
      const facts: EventFacts = { involvedObject: referenceTo(object, options), type, reason, message: sharedText(message) };
      outgoing.push({ facts, ctx, at: timestamp(sim.clock.nowUs), name });
      if (sending) return;
      sending = true;
      sim.spawn(sendAll());
    },
  };
}

/** Events about cluster-wide objects live in `default`. */
function eventPlace(facts: EventFacts): { readonly namespace: string } {
  return { namespace: facts.involvedObject.namespace ?? 'default' };
}

/** The reference to an object, without what is not known of it. */
export function referenceTo(object: EventSubject, options: EventOptions = {}): ObjectReference {
  const { namespace, name, uid, resourceVersion } = object.metadata;
  const { apiVersion, kind } = object;
  const fieldPath = options.fieldPath === undefined ? undefined : sharedText(options.fieldPath);
  // Nearly all are of these two layouts, and objects written out whole are smaller than those put together.
  if (namespace !== undefined && resourceVersion !== undefined && uid !== undefined && apiVersion !== undefined) {
    return fieldPath === undefined
      ? { kind, namespace, name, uid, apiVersion, resourceVersion }
      : { kind, namespace, name, uid, apiVersion, resourceVersion, fieldPath };
  }
  return {
    kind: object.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(uid === undefined ? {} : { uid }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}

interface EventStamp {
  readonly name: string;
  readonly namespace: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
}

function eventOf(facts: EventFacts, source: EventSource, stamp: EventStamp): Draft<KubeEvent> {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: stamp.name, namespace: stamp.namespace },
    involvedObject: facts.involvedObject,
    reason: facts.reason,
    message: facts.message,
    source: source.host === undefined ? { component: source.component } : { component: source.component, host: source.host },
    firstTimestamp: stamp.first,
    lastTimestamp: stamp.last,
    count: stamp.count,
    type: facts.type,
    eventTime: null,
    reportingComponent: source.component,
    reportingInstance: source.host ?? '',
  };
}
