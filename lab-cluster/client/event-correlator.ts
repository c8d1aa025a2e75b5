// Keeps a chatty component from flooding the cluster: counts repeats, combines similar events, limits each object's share.
// Models staging/src/k8s.io/client-go/tools/record/events_cache.go. It sends nothing itself.
import type { ObjectReference } from '../api/object-reference.ts';
import type { Micros, Sim } from '../sim/sim.ts';

/** `Normal` is business as usual, `Warning` is for someone to look at. */
export type EventType = 'Normal' | 'Warning';

/** What an event says, before it has a name and a count. */
export interface EventFacts {
  readonly involvedObject: ObjectReference;
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
}

/** What to write: an event not seen before (`count` 1), or one more of an event that has a name already. */
export interface Observation {
  readonly facts: EventFacts;
  readonly name: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
  readonly messageChanged: boolean;
}

export interface EventCorrelator {
  /** Undefined when the object has used up its share. `name` serves if the event turns out to be new. */
  observe(facts: EventFacts, at: string, name: string): Observation | undefined;
}

/**
 * All that is remembered of one object. Every pod has two of these for as long as it lives, so they are chains of small
 * records that hold texts which are shared anyway, found by walking: few objects have more than five.
 */
interface Remembered {
  tokens: number;
  takenUs: Micros;
  reasons: Reason | undefined;
}

/** Events of one type and reason; too many different messages become one event that says so. */
interface Reason {
  readonly type: EventType;
  readonly reason: string;
  /** The different messages of late, oldest first. */
  messages: readonly string[];
  lastUs: Micros;
  lines: Line | undefined;
  older: Reason | undefined;
}

/** One event in the cluster. */
interface Line {
  /** The part of the object that is meant, or COMBINED. */
  readonly fieldPath: string;
  message: string;
  readonly name: string;
  readonly first: string;
  count: number;
  older: Line | undefined;
}

const similarWithinUs = 10 * 60 * 1_000_000;
const similarMost = 10;
const share = { perUs: 1 / 300_000_000, burst: 25 };
/** Objects remembered, and reasons of an object and lines of a reason; who is not heard of for longest is forgotten. */
const objectLimit = 4096;
const chainLimit = 64;
const COMBINED = '(combined from similar events): ';

export function createEventCorrelator(sim: Sim): EventCorrelator {
  const objects = new Map<string, Remembered>();

  function remember(reference: ObjectReference, nowUs: Micros): Remembered {
    const key = objectKey(reference);
    const known = objects.get(key);
    if (known !== undefined) objects.delete(key);
    const object = known ?? { tokens: share.burst, takenUs: nowUs, reasons: undefined };
    objects.set(key, object);
    if (objects.size > objectLimit) {
      for (const oldest of objects.keys()) {
        objects.delete(oldest);
        break;
      }
    }
    return object;
  }

  return {
    observe(facts, at, name) {
      const nowUs = sim.clock.nowUs;
      const object = remember(facts.involvedObject, nowUs);
      const reason = reasonOf(object, facts, nowUs);
      const combined = isOneOfMany(reason, facts.message, nowUs);
      const message = combined ? COMBINED + facts.message : facts.message;
      const line = lineOf(reason, combined ? COMBINED : (facts.involvedObject.fieldPath ?? ''), message, at, name);
      const messageChanged = line.message !== message;
      line.message = message;
      line.count += 1;
      if (!takeShare(object, nowUs)) return undefined;
      return {
        facts: combined ? { ...facts, message } : facts,
        name: line.name,
        count: line.count,
        first: line.first,
        last: at,
        messageChanged,
      };
    },
  };
}

/** The uid tells objects apart, where there is one; it is shared with the object, where a longer text would be one of its own. */
function objectKey({ apiVersion, kind, namespace, name, uid }: ObjectReference): string {
  return uid === undefined || uid === '' ? `${apiVersion}|${kind}|${namespace ?? ''}|${name}` : uid;
}

function reasonOf(object: Remembered, { type, reason }: EventFacts, nowUs: Micros): Reason {
  let length = 1;
  for (let entry = object.reasons; entry !== undefined; entry = entry.older) {
    if (entry.type === type && entry.reason === reason) return entry;
    if (++length >= chainLimit) entry.older = undefined;
  }
  object.reasons = { type, reason, messages: [], lastUs: nowUs, lines: undefined, older: object.reasons };
  return object.reasons;
}

function isOneOfMany(reason: Reason, message: string, nowUs: Micros): boolean {
  const { messages } = reason;
  if (nowUs - reason.lastUs > similarWithinUs) reason.messages = [message];
  else if (!messages.includes(message)) reason.messages = messages.concat(message);
  reason.lastUs = nowUs;
  if (reason.messages.length < similarMost) return false;
  reason.messages = reason.messages.slice(1);
  return true;
}

function lineOf(reason: Reason, fieldPath: string, message: string, at: string, name: string): Line {
  let length = 1;
  for (let line = reason.lines; line !== undefined; line = line.older) {
    if (line.fieldPath === fieldPath && (fieldPath === COMBINED || line.message === message)) return line;
    if (++length >= chainLimit) line.older = undefined;
  }
  reason.lines = { fieldPath, message, name, first: at, count: 0, older: reason.lines };
  return reason.lines;
}

/** A bucket of tokens an object, refilled slowly. */
function takeShare(object: Remembered, nowUs: Micros): boolean {
  object.tokens = Math.min(share.burst, object.tokens + (nowUs - object.takenUs) * share.perUs);
  object.takenUs = nowUs;
  if (object.tokens < 1) return false;
  object.tokens -= 1;
  return true;
}
