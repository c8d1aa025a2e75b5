// Keeps a chatty component from flooding the cluster: counts repeats, combines similar events, limits each object's share.
// Models staging/src/k8s.io/client-go/tools/record/events_cache.go. It sends nothing itself.
import type { ObjectReference } from '../api/object-reference.ts';
import type { Sim } from '../sim/sim.ts';
import { createRateLimiter } from './rate-limiter.ts';
import type { RateLimiter } from './rate-limiter.ts';

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

interface Aggregate {
  readonly messages: Set<string>;
  lastUs: number;
}

interface Logged {
  readonly name: string;
  readonly first: string;
  readonly message: string;
  readonly count: number;
}

const similarWithinUs = 10 * 60 * 1_000_000;
const similarMost = 10;
const share = { qps: 1 / 300, burst: 25 };
const cacheLimit = 4096;

export function createEventCorrelator(sim: Sim): EventCorrelator {
  const aggregates = new Map<string, Aggregate>();
  const logged = new Map<string, Logged>();
  const shares = new Map<string, RateLimiter>();

  /** Too many different messages for one reason become one event that says so. */
  function aggregate(facts: EventFacts): { readonly facts: EventFacts; readonly key: string } {
    const group = `${objectKey(facts)}|${facts.type}|${facts.reason}`;
    const now = sim.clock.nowUs;
    let entry = touch(aggregates, group);
    if (entry === undefined || now - entry.lastUs > similarWithinUs) entry = { messages: new Set(), lastUs: now };
    entry.messages.add(facts.message);
    entry.lastUs = now;
    remember(aggregates, group, entry);
    if (entry.messages.size < similarMost) return { facts, key: `${group}|${facts.involvedObject.fieldPath ?? ''}|${facts.message}` };
    for (const oldest of entry.messages) {
      entry.messages.delete(oldest);
      break;
    }
    return { facts: { ...facts, message: `(combined from similar events): ${facts.message}` }, key: group };
  }

  return {
    observe(original, at, name) {
      const { facts, key } = aggregate(original);
      const known = touch(logged, key);
      const entry: Logged = {
        name: known?.name ?? name,
        first: known?.first ?? at,
        message: facts.message,
        count: (known?.count ?? 0) + 1,
      };
      remember(logged, key, entry);
      const owner = objectKey(facts);
      const limiter = touch(shares, owner) ?? createRateLimiter(sim, share);
      remember(shares, owner, limiter);
      if (!limiter.tryTake()) return undefined;
      return {
        facts,
        name: entry.name,
        count: entry.count,
        first: entry.first,
        last: at,
        messageChanged: known?.message !== facts.message,
      };
    },
  };
}

function objectKey({ involvedObject }: EventFacts): string {
  const { apiVersion, kind, namespace, name, uid } = involvedObject;
  return `${apiVersion}|${kind}|${namespace ?? ''}|${name}|${uid}`;
}

/** Reads an entry and makes it the newest. */
function touch<T>(cache: Map<string, T>, key: string): T | undefined {
  const value = cache.get(key);
  if (value !== undefined) cache.delete(key);
  return value;
}

function remember<T>(cache: Map<string, T>, key: string, value: T): void {
  cache.set(key, value);
  if (cache.size <= cacheLimit) return;
  for (const oldest of cache.keys()) {
    cache.delete(oldest);
    return;
  }
}
