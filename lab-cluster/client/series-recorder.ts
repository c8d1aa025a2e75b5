// Tells the world what happened to an object, as events.k8s.io/v1 Events: what repeats becomes a series of one event.
// Models staging/src/k8s.io/client-go/tools/events: event_recorder.go and event_broadcaster.go.
import { type EventV1, eventsV1 } from '../api/kinds/event-v1.ts';
import { microTimestamp } from '../api/time.ts';
import type { Context, Micros, Sim, Task } from '../sim/sim.ts';
import { sleep } from '../sim/task.ts';
import type { Client } from './client.ts';
import type { EventType } from './event-correlator.ts';
import { type EventSubject, referenceTo } from './event-recorder.ts';
import { eventNames } from './event-name.ts';
import { sharedText } from './shared-text.ts';

export interface SeriesRecorder {
  /** Says that something happened to `object` and what was being done then. Never waits; may drop what comes too often. */
  event(ctx: Context, object: EventSubject, facts: SeriesFacts): void;
}

export interface SeriesFacts {
  readonly type: EventType;
  readonly reason: string;
  /** What was being done: `Binding`. */
  readonly action: string;
  readonly note: string;
}

/** An event that may go on: equal ones are counted, and told of now and then. */
interface Known {
  readonly namespace: string;
  readonly name: string;
  lastUs: Micros;
  /** 0 as long as it happened once. */
  count: number;
  /** The count that was written last. */
  told: number;
}

type Message = { readonly ctx: Context; readonly event: EventV1 } | { readonly ctx: Context; readonly known: Known };

/** Events waiting to be sent; more than these are dropped, as upstream's broadcaster does. */
const queueLimit = 1000;
const sendAttempts = 12;
const retryMs = 10_000;
/** What was not heard of for so long is over. */
const finishUs = 6 * 60 * 1_000_000;
/** A series that goes on is told of every half hour: at each fifth look. */
const looksToTell = 5;
const noteMost = 1024;
/** What is told after a while has no single cause. */
const routine: Context = { span: 0, background: true };

/** `controller` is who reports: `default-scheduler`. */
export function createSeriesRecorder(sim: Sim, client: Client, controller: string): SeriesRecorder {
  return new Recorder(sim, client, controller);
}

class Recorder implements SeriesRecorder {
  readonly #sim: Sim;
  readonly #client: Client;
  readonly #controller: string;
  readonly #instance: string;
  readonly #known = new Map<string, Known>();
  readonly #outgoing: Message[] = [];
  readonly #nameOf: (object: string) => string;
  #sending = false;
  #sweeping = false;
  #looks = 0;

  constructor(sim: Sim, client: Client, controller: string) {
    this.#sim = sim;
    this.#client = client;
    this.#controller = controller;
    this.#instance = `${controller}-${sim.machine.name}`;
    this.#nameOf = eventNames(sim);
  }

  event(ctx: Context, object: EventSubject, facts: SeriesFacts): void {
    if (this.#outgoing.length >= queueLimit) return;
    const { nowUs } = this.#sim.clock;
    const { uid = object.metadata.name, resourceVersion = '' } = object.metadata;
    // The version belongs to it: what is said of an object that has changed meanwhile is another event.
    const key = `${uid}|${resourceVersion}|${facts.type}|${facts.reason}|${facts.action}`;
    const known = this.#known.get(key);
    if (known === undefined) {
      const event = this.#eventOf(object, facts);
      const { name, namespace = 'default' } = event.metadata;
      this.#known.set(key, { namespace, name, lastUs: nowUs, count: 0, told: 0 });
      this.#sweepLater();
      return this.#send({ ctx, event });
    }
    known.lastUs = nowUs;
    known.count = known.count === 0 ? 2 : known.count + 1;
    if (known.count === 2) this.#send({ ctx, known });
  }

  #eventOf(object: EventSubject, { type, reason, action, note }: SeriesFacts): EventV1 {
    const { name, namespace = 'default' } = object.metadata;
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: this.#nameOf(name), namespace } as EventV1['metadata'],
      eventTime: microTimestamp(this.#sim.clock.nowUs),
      reportingController: this.#controller,
      reportingInstance: this.#instance,
      action,
      reason,
      regarding: referenceTo(object),
      note: sharedText(note.length > noteMost ? note.slice(0, noteMost) : note),
      type,
    };
  }

  #send(message: Message): void {
    this.#outgoing.push(message);
    if (this.#sending) return;
    this.#sending = true;
    this.#sim.spawn(this.#sendAll());
  }

  *#sendAll(): Task<void> {
    for (let next = this.#outgoing.shift(); next !== undefined; next = this.#outgoing.shift()) {
      for (let attempt = 0; attempt < sendAttempts && !(yield* this.#isDelivered(next)); attempt++) {
        yield* sleep(this.#sim, retryMs, next.ctx.background);
      }
    }
    this.#sending = false;
  }

  /** False when nobody answered; a refusal is final. */
  *#isDelivered(message: Message): Task<boolean> {
    if ('event' in message) {
      const created = yield* this.#client.create(message.ctx, eventsV1, message.event);
      return created.ok || created.status.code !== 0;
    }
    const { namespace, name, count, lastUs } = message.known;
    message.known.told = count;
    const series = { count, lastObservedTime: microTimestamp(lastUs) };
    const patched = yield* this.#client.patch(message.ctx, eventsV1, namespace, name, { series }, 'strategic');
    return patched.ok || patched.status.code !== 0;
  }

  /** As long as anything is remembered, it is looked through every six minutes. */
  #sweepLater(): void {
    if (this.#sweeping) return;
    this.#sweeping = true;
    this.#sim.clock.after(finishUs, true, () => {
      this.#sweeping = false;
      this.#looks += 1;
      const oldestUs = this.#sim.clock.nowUs - finishUs;
      for (const [key, known] of this.#known) {
        const isOver = known.lastUs < oldestUs;
        if (isOver) this.#known.delete(key);
        if (known.count > known.told && (isOver || this.#looks % looksToTell === 0)) this.#send({ ctx: routine, known });
      }
      if (this.#known.size > 0) this.#sweepLater();
    });
  }
}
