// A ring of spans kept in columns: a few numbers and references a step, growing up to a limit, then dropping the oldest.
import type { Micros, SpanEnd, SpanId, SpanKind } from './sim.ts';

/** One step as it is read back. `endUs` is -1 while it is still going on. */
export interface SpanRecord {
  readonly id: SpanId;
  readonly cause: SpanId;
  readonly kind: SpanKind;
  readonly component: string;
  readonly host: string;
  readonly verb: string;
  readonly object: string;
  readonly startUs: Micros;
  readonly endUs: Micros;
  readonly end: SpanEnd;
}

/** Who acts, and where: one for all steps of a process or of a named part of it. */
export interface Lane {
  readonly component: string;
  readonly host: string;
}

const FIRST_CAPACITY = 4096;
const NOTHING: SpanEnd = Object.freeze({});

export class SpanRing {
  readonly #limit: number;
  #capacity = FIRST_CAPACITY;
  #start = new Float64Array(FIRST_CAPACITY);
  #end = new Float64Array(FIRST_CAPACITY);
  #cause = new Float64Array(FIRST_CAPACITY);
  #kind = new Uint8Array(FIRST_CAPACITY);
  readonly #lane: Lane[] = [];
  readonly #verb: string[] = [];
  readonly #object: string[] = [];
  readonly #details: (SpanEnd | undefined)[] = [];
  /** What most steps end with, and nothing else; 0 for none. */
  #code = new Int32Array(FIRST_CAPACITY);
  #revision = new Float64Array(FIRST_CAPACITY);
  /** Number the next span gets. */
  next = 0;

  constructor(limit: number) {
    this.#limit = Math.max(limit, FIRST_CAPACITY);
  }

  get oldest(): number {
    return Math.max(0, this.next - this.#capacity);
  }

  append(nowUs: Micros, lane: Lane, kind: number, cause: SpanId, verb: string, object: string): number {
    if (this.next === this.#capacity && this.#capacity < this.#limit) this.#grow();
    const number = this.next++;
    const i = number % this.#capacity;
    this.#start[i] = nowUs;
    this.#end[i] = -1;
    this.#cause[i] = cause;
    this.#kind[i] = kind;
    this.#lane[i] = lane;
    this.#verb[i] = verb;
    this.#object[i] = object;
    this.#details[i] = undefined;
    return number;
  }

  /** False when it had ended before; a span the ring has dropped ends silently. */
  finish(number: number, nowUs: Micros, fields: SpanEnd): boolean {
    if (number < this.oldest) return true;
    const i = number % this.#capacity;
    if (this.#end[i] !== -1) return false;
    this.#end[i] = nowUs;
    this.#code[i] = fields.code ?? 0;
    this.#revision[i] = fields.revision ?? 0;
    if (saysMore(fields)) this.#details[i] = fields;
    return true;
  }

  read(number: number, id: SpanId, kinds: readonly SpanKind[]): SpanRecord | undefined {
    if (number < this.oldest || number >= this.next) return undefined;
    const i = number % this.#capacity;
    const { component, host } = this.#lane[i] as Lane;
    return {
      id,
      cause: this.#cause[i] as number,
      kind: kinds[this.#kind[i] as number] as SpanKind,
      component,
      host,
      verb: this.#verb[i] as string,
      object: this.#object[i] as string,
      startUs: this.#start[i] as number,
      endUs: this.#end[i] as number,
      end: this.#details[i] ?? this.#figures(i),
    };
  }

  #figures(i: number): SpanEnd {
    const code = this.#code[i] as number;
    const revision = this.#revision[i] as number;
    return code === 0 && revision === 0 ? NOTHING : { code, revision };
  }

  /** The oldest kept span that began at or after `fromUs` (spans begin in order of time). */
  firstFrom(fromUs: Micros): number {
    let low = this.oldest;
    let high = this.next;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#start[middle % this.#capacity] as number) < fromUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Only ever called while nothing has wrapped, so rows keep their places. */
  #grow(): void {
    this.#capacity = Math.min(this.#capacity * 2, this.#limit);
    const wider = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(this.#capacity);
      next.set(column);
      return next;
    };
    this.#start = wider(this.#start);
    this.#end = wider(this.#end);
    this.#cause = wider(this.#cause);
    this.#revision = wider(this.#revision);
    const codes = new Int32Array(this.#capacity);
    codes.set(this.#code);
    this.#code = codes;
    const kinds = new Uint8Array(this.#capacity);
    kinds.set(this.#kind);
    this.#kind = kinds;
  }
}

function saysMore({ saw, decided, wrote, detail }: SpanEnd): boolean {
  return saw !== undefined || decided !== undefined || wrote !== undefined || detail !== undefined;
}
