// Which processes of the lab are up: asked for when that may have changed, as no Kubernetes object tells it.
import type { ComponentRow } from '../../lab-cluster/index.ts';
import { Emitter } from '../lab/emitter.ts';
import type { Lab } from '../lab/lab.ts';

/** While something is down it may come back by itself. */
const lookAgainMs = 1000;

export class Components {
  readonly #lab: Lab;
  readonly #changes = new Emitter<void>();
  #rows: readonly ComponentRow[] = [];
  #timer: NodeJS.Timeout | undefined;
  #wanted = false;

  constructor(lab: Lab) {
    this.#lab = lab;
    lab.onNewCluster(() => this.#look());
    lab.onProcesses(() => this.#look());
    lab.onState((state) => {
      if (state === null) this.#set([]);
    });
  }

  readonly onChange = this.#changes.event;

  get rows(): readonly ComponentRow[] {
    return this.#rows;
  }

  /** Nothing is asked while nobody looks. */
  want(wanted: boolean): void {
    this.#wanted = wanted;
    if (wanted) this.#look();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    clearTimeout(this.#timer);
    if (!this.#wanted || !this.#lab.isRunning) return;
    this.#lab
      .call('picture', { cursor: { at: 'live' } })
      .then((picture) => {
        this.#set(picture.components);
        const isDown = picture.components.some((component) => !component.up);
        if (isDown && this.#lab.state?.paused === false) this.#timer = setTimeout(() => this.#look(), lookAgainMs);
      })
      // The cluster went away while asking; its end is told by its state.
      .catch(() => undefined);
  }

  #set(rows: readonly ComponentRow[]): void {
    if (JSON.stringify(rows) === JSON.stringify(this.#rows)) return;
    this.#rows = rows;
    this.#changes.fire();
  }
}
