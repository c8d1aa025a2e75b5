// The future as a binary heap: events in order of instant, and of arrival within one instant.
import type { Micros, Timer } from './sim.ts';

/** Whoever an event belongs to; events of a dead owner never happen. */
export interface Owner {
  readonly alive: boolean;
}

/** An event is its own timer: whoever set it may take it back. */
export class SimEvent implements Timer {
  readonly atUs: Micros;
  readonly sequence: number;
  readonly owner: Owner | undefined;
  readonly background: boolean;
  act: (() => void) | undefined;
  readonly #queue: EventQueue;

  constructor(queue: EventQueue, atUs: Micros, sequence: number, owner: Owner | undefined, background: boolean, act: () => void) {
    this.#queue = queue;
    this.atUs = atUs;
    this.sequence = sequence;
    this.owner = owner;
    this.background = background;
    this.act = act;
  }

  cancel(): void {
    this.#queue.cancel(this);
  }
}

/** Cancelled events stay in the heap, without their action, until they surface or until half the heap is such. */
export class EventQueue {
  #heap: SimEvent[] = [];
  #sequence = 0;
  #cancelled = 0;
  #foreground = 0;

  /** Events that keep the lab from being idle. */
  get foreground(): number {
    return this.#foreground;
  }

  get size(): number {
    return this.#heap.length - this.#cancelled;
  }

  push(atUs: Micros, owner: Owner | undefined, background: boolean, act: () => void): Timer {
    const event = new SimEvent(this, atUs, this.#sequence++, owner, background, act);
    if (!background) this.#foreground++;
    this.#heap.push(event);
    this.#up(this.#heap.length - 1);
    return event;
  }

  /** The next event that will happen, without taking it. */
  peek(): SimEvent | undefined {
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined || top.act !== undefined) return top;
      this.#removeTop();
      this.#cancelled--;
    }
  }

  pop(): SimEvent | undefined {
    const top = this.peek();
    if (top === undefined) return undefined;
    this.#removeTop();
    if (!top.background) this.#foreground--;
    return top;
  }

  /** Drops everything that belongs to `owner`. */
  dropOwner(owner: Owner): void {
    for (const event of this.#heap) if (event.owner === owner) this.cancel(event);
  }

  /** An event that has happened or was cancelled before stays as it is. */
  cancel(event: SimEvent): void {
    if (event.act === undefined) return;
    event.act = undefined;
    this.#cancelled++;
    if (!event.background) this.#foreground--;
    if (this.#cancelled > 1024 && this.#cancelled * 2 > this.#heap.length) this.#compact();
  }

  #compact(): void {
    this.#heap = this.#heap.filter((event) => event.act !== undefined);
    this.#cancelled = 0;
    for (let i = (this.#heap.length >> 1) - 1; i >= 0; i--) this.#down(i);
  }

  #removeTop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#down(0);
  }

  #up(from: number): void {
    const heap = this.#heap;
    const event = heap[from] as SimEvent;
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as SimEvent;
      if (!isBefore(event, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = event;
  }

  #down(from: number): void {
    const heap = this.#heap;
    const event = heap[from] as SimEvent;
    let i = from;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && isBefore(heap[right] as SimEvent, heap[child] as SimEvent)) child = right;
      if (!isBefore(heap[child] as SimEvent, event)) break;
      heap[i] = heap[child] as SimEvent;
      i = child;
    }
    heap[i] = event;
  }
}

function isBefore(a: SimEvent, b: SimEvent): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.sequence < b.sequence);
}
