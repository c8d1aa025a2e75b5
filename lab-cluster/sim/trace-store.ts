// The trace: every step as a row in a columnar ring, and a rolling hash over all that ever happened.
import { invariant } from './invariant.ts';
import type { Context, Micros, SpanEnd, SpanId, SpanKind, SpanStart } from './sim.ts';
import { type Lane, SpanRing, type SpanRecord } from './span-ring.ts';

const KINDS: readonly SpanKind[] = [
  'input',
  'request',
  'serve',
  'commit',
  'watch',
  'reconcile',
  'decide',
  'sync',
  'runtime',
  'packet',
  'life',
];

const KIND_NUMBERS = Object.fromEntries(KINDS.map((kind, number) => [kind, number])) as Readonly<Record<SpanKind, number>>;

/** A text with its hash: the same few come again and again, and then share one. */
interface KnownText {
  readonly text: string;
  readonly hash: number;
}

const TEXT_LIMIT = 4096;

/**
 * Background steps (heartbeats) live in a small ring of their own, so that hours of quiet do not push out what a person
 * did: even span numbers are foreground, odd ones background.
 */
export class TraceStore {
  readonly #foreground: SpanRing;
  readonly #background: SpanRing;
  readonly #texts = new Map<string, KnownText>();
  #low = 0x811c9dc5 | 0;
  #high = 0x01234567 | 0;

  constructor(foregroundLimit: number, backgroundLimit: number) {
    this.#foreground = new SpanRing(foregroundLimit);
    this.#background = new SpanRing(backgroundLimit);
  }

  /** The rolling hash, 16 hex digits. Equal histories have equal hashes. */
  get hash(): string {
    const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
    return hex(this.#high) + hex(this.#low);
  }

  /** How many steps were ever begun. */
  get count(): number {
    return this.#foreground.next + this.#background.next;
  }

  start(nowUs: Micros, lane: Lane, kind: SpanKind, cause: Context, fields: SpanStart): Context {
    const { background } = cause;
    const ring = background ? this.#background : this.#foreground;
    const object = this.#known(fields.object ?? '');
    const number = ring.append(nowUs, lane, KIND_NUMBERS[kind], cause.span, fields.verb, object.text);
    this.#mix(nowUs);
    this.#mix(this.#known(lane.component).hash ^ this.#known(fields.verb).hash);
    this.#mix(object.hash ^ cause.span);
    return { span: number * 2 + (background ? 1 : 0) + 2, background };
  }

  end(nowUs: Micros, span: Context, fields: SpanEnd): void {
    const ring = span.background ? this.#background : this.#foreground;
    const ended = ring.finish((span.span - 2) >>> 1, nowUs, fields);
    invariant(ended, () => `span ${span.span} ended twice`);
    this.#mix(span.span);
    this.#mix(nowUs);
    this.#mix(((fields.code ?? 0) << 20) ^ (fields.revision ?? 0));
  }

  /** One step, or undefined when the ring has dropped it. */
  get(span: SpanId): SpanRecord | undefined {
    if (span < 2) return undefined;
    const ring = span % 2 === 1 ? this.#background : this.#foreground;
    return ring.read((span - 2) >>> 1, span, KINDS);
  }

  /** Steps that began in [fromUs, toUs], oldest first. */
  *between(fromUs: Micros, toUs: Micros, background: boolean): Iterable<SpanRecord> {
    const ring = background ? this.#background : this.#foreground;
    for (let number = ring.firstFrom(fromUs); number < ring.next; number++) {
      const record = ring.read(number, number * 2 + (background ? 1 : 0) + 2, KINDS);
      if (record === undefined) continue;
      if (record.startUs > toUs) return;
      yield record;
    }
  }

  /** Foreground steps, newest first. */
  *newestFirst(): Iterable<SpanRecord> {
    for (let number = this.#foreground.next - 1; number >= this.#foreground.oldest; number--) {
      const record = this.#foreground.read(number, number * 2 + 2, KINDS);
      if (record !== undefined) yield record;
    }
  }

  /** Number of the oldest foreground span still kept. */
  get oldest(): SpanId {
    return this.#foreground.oldest * 2 + 2;
  }

  /** Number the next foreground span will get: everything below it has begun. */
  get nextForeground(): SpanId {
    return this.#foreground.next * 2 + 2;
  }

  #known(text: string): KnownText {
    let known = this.#texts.get(text);
    if (known === undefined) {
      if (this.#texts.size >= TEXT_LIMIT) this.#texts.clear();
      known = { text, hash: hashText(text) };
      this.#texts.set(text, known);
    }
    return known;
  }

  #mix(value: number): void {
    const low = value | 0;
    const high = Math.floor(value / 0x1_0000_0000) | 0;
    this.#low = Math.imul(this.#low ^ low, 0x01000193) ^ (this.#high >>> 7);
    this.#high = Math.imul(this.#high ^ high ^ (this.#low >>> 3), 0x85ebca6b);
  }
}

function hashText(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
