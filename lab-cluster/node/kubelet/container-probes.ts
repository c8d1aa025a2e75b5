// The probes of one running container: when they ask, how many answers make a verdict. What a verdict leads to is not decided here.
// Models pkg/kubelet/prober/worker.go.
import type { Container, Probe } from '../../api/pods/container.ts';
import type { Context, Sim, Task, Timer } from '../../sim/sim.ts';
import type { CriContainer, ProbeAction, ProbeResult } from '../runtime/cri.ts';
import type { RuntimeClient } from './runtime-client.ts';

export type ProbeKind = 'startup' | 'readiness' | 'liveness';

export interface ProbeHooks {
  /** A probe failed once; upstream makes an event of each. */
  failed(kind: ProbeKind, output: string, ctx: Context): void;
  /** The verdict of a probe has changed. */
  changed(kind: ProbeKind, success: boolean, ctx: Context): void;
}

interface ProbeState {
  readonly kind: ProbeKind;
  readonly probe: Probe;
  /** The present verdict; startup and readiness begin without one, liveness as a success. */
  verdict: boolean | undefined;
  /** Equal answers in a row. */
  run: number;
  lastAnswer: boolean | undefined;
  timer: Timer | undefined;
}

/** Until a container this old has had its first success, people wait for its probes; later ones go on in the background. */
const WATCHED_US = 300_000_000;

export class ContainerProbes {
  readonly #sim: Sim;
  readonly #runtime: RuntimeClient;
  readonly #container: CriContainer;
  readonly #spec: Container;
  readonly #cause: Context;
  readonly #hooks: ProbeHooks;
  readonly #states: readonly ProbeState[];
  #stopped = false;

  constructor(sim: Sim, runtime: RuntimeClient, container: CriContainer, spec: Container, cause: Context, hooks: ProbeHooks) {
    this.#sim = sim;
    this.#runtime = runtime;
    this.#container = container;
    this.#spec = spec;
    this.#cause = cause;
    this.#hooks = hooks;
    this.#states = [
      stateOf('startup', spec.startupProbe),
      stateOf('readiness', spec.readinessProbe),
      stateOf('liveness', spec.livenessProbe),
    ].filter((state) => state !== undefined);
    for (const state of this.#states) this.#arm(state, this.#firstDelayUs(state.probe));
  }

  get isStarted(): boolean {
    return this.#has('startup') ? this.#verdict('startup') === true : true;
  }

  get isReady(): boolean {
    return this.#has('readiness') ? this.#verdict('readiness') === true : true;
  }

  stop(): void {
    this.#stopped = true;
    for (const state of this.#states) state.timer?.cancel();
  }

  #has(kind: ProbeKind): boolean {
    return this.#states.some((state) => state.kind === kind);
  }

  #verdict(kind: ProbeKind): boolean | undefined {
    return this.#states.find((state) => state.kind === kind)?.verdict;
  }

  #firstDelayUs(probe: Probe): number {
    const dueUs = this.#container.startedAtUs + (probe.initialDelaySeconds ?? 0) * 1_000_000;
    return Math.max(0, dueUs - this.#sim.clock.nowUs);
  }

  #arm(state: ProbeState, delayUs: number): void {
    const ctx = this.#context(state, delayUs);
    state.timer = this.#sim.clock.after(delayUs, ctx.background, () => this.#sim.spawn(this.#probeOnce(state, ctx)));
  }

  #context(state: ProbeState, delayUs: number): Context {
    const ageUs = this.#sim.clock.nowUs + delayUs - this.#container.startedAtUs;
    const awaited = state.kind !== 'liveness' && state.verdict !== true && ageUs < WATCHED_US;
    return awaited ? this.#cause : { span: this.#cause.span, background: true };
  }

  *#probeOnce(state: ProbeState, ctx: Context): Task<void> {
    const { kind, probe } = state;
    // Readiness and liveness wait until the container has started up; startup has said all once it succeeded.
    const waits = kind !== 'startup' && !this.isStarted;
    if (!waits) {
      const answer = yield* this.#ask(probe, ctx);
      if (this.#stopped) return;
      this.#take(state, answer, ctx);
      if (kind === 'startup' && state.verdict === true) return;
    }
    if (!this.#stopped) this.#arm(state, (probe.periodSeconds ?? 10) * 1_000_000);
  }

  *#ask(probe: Probe, ctx: Context): Task<ProbeResult> {
    const action = actionOf(probe, this.#spec);
    const answered = yield* this.#runtime.call(ctx, 'Probe', { containerId: this.#container.id, action });
    return answered.ok ? answered.value : { success: false, output: answered.message };
  }

  #take(state: ProbeState, { success, output }: ProbeResult, ctx: Context): void {
    const { kind, probe } = state;
    state.run = state.lastAnswer === success ? state.run + 1 : 1;
    state.lastAnswer = success;
    if (!success) this.#hooks.failed(kind, output, ctx);
    const needed = success ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
    if (state.run < needed || state.verdict === success) return;
    state.verdict = success;
    // A verdict changes what the pod is: that is no background work any more.
    this.#hooks.changed(kind, success, { span: ctx.span, background: false });
  }
}

function stateOf(kind: ProbeKind, probe: Probe | undefined): ProbeState | undefined {
  if (probe === undefined) return undefined;
  return { kind, probe, verdict: kind === 'liveness' ? true : undefined, run: 0, lastAnswer: undefined, timer: undefined };
}

function actionOf(probe: Probe, container: Container): ProbeAction {
  const portOf = (port: number | string): number =>
    typeof port === 'number' ? port : (container.ports?.find((each) => each.name === port)?.containerPort ?? 0);
  if (probe.exec !== undefined) return { kind: 'exec', command: probe.exec.command ?? [] };
  if (probe.httpGet !== undefined) return { kind: 'http', port: portOf(probe.httpGet.port), path: probe.httpGet.path ?? '/' };
  return { kind: 'tcp', port: portOf(probe.tcpSocket?.port ?? probe.grpc?.port ?? 0) };
}
