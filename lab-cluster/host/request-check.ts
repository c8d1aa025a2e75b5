// What is wrong with a request from outside, in a sentence: types end where a message begins, and what goes in stays in the log.
import type { LabMethod, LabMethods } from './protocol.ts';

const LONGEST_RUN_MS = 86_400_000;
const MOST_WORKERS = 5000;

interface Test {
  /** What the value has to be, as the end of a sentence. */
  readonly words: string;
  readonly holds: (value: unknown) => boolean;
}

type Shape<Params> = { readonly [K in keyof NonNullable<Params>]-?: Test };

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown, least: number, most: number): boolean => typeof value === 'number' && value >= least && value <= most;
const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean =>
  isMap(value) && Object.values(value).every((each) => isText(each) || (Array.isArray(each) && each.every(isText)));

const text: Test = { words: 'text', holds: (value) => typeof value === 'string' };
const flag: Test = { words: 'true or false', holds: (value) => typeof value === 'boolean' };
const mark: Test = { words: 'true', holds: (value) => value === true };
const texts: Test = { words: 'a map of texts', holds: isTexts };
const number: Test = { words: 'a number', holds: (value) => typeof value === 'number' && Number.isFinite(value) };
const whole: Test = { words: 'a whole number', holds: Number.isSafeInteger };
const calendarDay: Test = { words: 'milliseconds since 1970', holds: (value) => isNumber(value, 0, 4_102_444_800_000) };
const amount: Test = { words: 'a number of 0 or more', holds: (value) => isNumber(value, 0, Number.POSITIVE_INFINITY) };
const anything: Test = { words: 'anything', holds: () => true };
const duration: Test = { words: 'between 0 and 86,400,000', holds: (value) => isNumber(value, 0, LONGEST_RUN_MS) };
const speed: Test = { words: 'between 0.01 and 1000 or max', holds: (value) => value === 'max' || isNumber(value, 0.01, 1000) };
const workers: Test = {
  words: `a whole number from 1 to ${MOST_WORKERS}`,
  holds: (value) => Number.isSafeInteger(value) && isNumber(value, 1, MOST_WORKERS),
};
const port: Test = {
  words: 'a port from 1 to 65535',
  holds: (value) => Number.isSafeInteger(value) && isNumber(value, 1, 65_535),
};
const verb: Test = {
  words: 'GET, POST, PUT, PATCH or DELETE',
  holds: (value) => typeof value === 'string' && /^(?:GET|POST|PUT|PATCH|DELETE)$/.test(value),
};
const identity: Test = {
  words: 'a name with groups',
  holds: (value) =>
    isMap(value) && text.holds(value['name']) && Array.isArray(value['groups']) && value['groups'].every((group) => text.holds(group)),
};
const cursor: Test = {
  words: 'live, or past with an instant',
  holds: (value) => isMap(value) && (value['at'] === 'live' || (value['at'] === 'past' && number.holds(value['timeUs']))),
};
const optional = (test: Test): Test => ({ words: test.words, holds: (value) => value === undefined || test.holds(value) });

const shapes: { readonly [M in LabMethod]: Shape<LabMethods[M]['params']> } = {
  start: {
    seed: optional(whole),
    calendarMs: optional(calendarDay),
    workers: optional(workers),
    speed: optional(speed),
    paused: optional(flag),
  },
  api: {
    method: verb,
    path: text,
    query: optional(texts),
    headers: optional(texts),
    body: anything,
    user: optional(identity),
    hasStrangeCertificate: optional(mark),
    isTooLarge: optional(mark),
  },
  watch: { path: text },
  unwatch: { watch: whole },
  pause: {},
  resume: {},
  step: {},
  speed: { speed },
  skip: { ms: duration },
  runToIdle: { limitMs: duration },
  rewind: { timeUs: number },
  serve: {
    port: optional({ words: 'a port from 0 to 65535', holds: (value) => Number.isSafeInteger(value) && isNumber(value, 0, 65_535) }),
    dir: text,
    holder: optional(text),
  },
  unserve: {},
  kill: { process: text },
  restart: { process: text },
  follow: { on: flag, cursor: optional(cursor), maxPerSecond: optional(number) },
  picture: { cursor },
  episodes: { limit: amount },
  episode: { root: whole, limit: optional(amount) },
  spans: { fromUs: number, toUs: amount, limit: amount, background: flag },
  explain: { span: optional(whole), object: optional(text), timeUs: optional(number) },
  packet: { service: text, port: optional(port), fromPod: optional(text) },
  activity: {
    binUs: { words: 'at least 1000', holds: (value) => isNumber(value, 1000, Number.MAX_SAFE_INTEGER) },
    binCount: { words: 'a whole number from 1 to 10,000', holds: (value) => Number.isSafeInteger(value) && isNumber(value, 1, 10_000) },
  },
  timeline: { since: optional(amount) },
};

/** Methods that take nothing, and the one that need not. */
const mayBeNull = (method: string): boolean => method === 'timeline' || Object.keys(shapes[method as LabMethod]).length === 0;

/** The sentence, or undefined when the request can be handled. */
export function requestProblem(request: unknown): string | undefined {
  if (!isMap(request)) return 'a request is an object with id, method and params';
  const { id, method, params } = request;
  if (!Number.isSafeInteger(id)) return 'id must be a whole number';
  if (typeof method !== 'string' || !Object.hasOwn(shapes, method)) return `unknown method ${shown(method)}`;
  const shape: Readonly<Record<string, Test>> = shapes[method as LabMethod];
  if (!isMap(params) && !((params === null || params === undefined) && mayBeNull(method)))
    return `${method}: params must be an object, not ${shown(params)}`;
  for (const [field, { words, holds }] of Object.entries(shape)) {
    const value = (params ?? {})[field];
    if (!holds(value)) return `${method}: ${field} must be ${words}, not ${shown(value)}`;
  }
  return undefined;
}

/** A value in a few characters. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return String(value);
}
