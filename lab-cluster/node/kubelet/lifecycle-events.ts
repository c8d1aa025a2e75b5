// Tells pod workers that the runtime changed something of theirs, once a second, as a kubelet's relist does.
// Models pkg/kubelet/pleg/generic.go.
import type { Context, Micros, Sim } from '../../sim/sim.ts';

const RELIST_US = 1_000_000;

/**
 * Simplified: the relist happens only in seconds in which the runtime said that something changed; what a relist finds
 * comes from the runtime's event stream.
 */
export class LifecycleEvents {
  readonly #sim: Sim;
  readonly #tell: (podUid: string, ctx: Context) => void;
  readonly #phaseUs: Micros;
  #changed = new Map<string, Context>();
  #foregroundSet = false;
  #backgroundSet = false;

  constructor(sim: Sim, tell: (podUid: string, ctx: Context) => void) {
    this.#sim = sim;
    this.#tell = tell;
    this.#phaseUs = sim.rng.below(RELIST_US);
  }

  /** At the next relist the pod's worker is told. */
  mark(podUid: string, ctx: Context): void {
    const known = this.#changed.get(podUid);
    if (known === undefined || known.background || !ctx.background) this.#changed.set(podUid, ctx);
    if (ctx.background ? this.#backgroundSet || this.#foregroundSet : this.#foregroundSet) return;
    if (ctx.background) this.#backgroundSet = true;
    else this.#foregroundSet = true;
    const sinceUs = (this.#sim.clock.nowUs + this.#phaseUs) % RELIST_US;
    this.#sim.clock.after(RELIST_US - sinceUs, ctx.background, () => this.#relist());
  }

  #relist(): void {
    this.#foregroundSet = false;
    this.#backgroundSet = false;
    const changed = this.#changed;
    if (changed.size === 0) return;
    this.#changed = new Map();
    for (const [podUid, ctx] of changed) this.#tell(podUid, ctx);
  }
}
