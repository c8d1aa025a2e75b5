// Brings a container's image onto the node: pull policy, one pull at a time, back-off after failures, and the events of it.
// Models pkg/kubelet/images/image_manager.go.
import type { Container } from '../../api/pods/container.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { EventRecorder } from '../../client/event-recorder.ts';
import type { Context, Sim, Task } from '../../sim/sim.ts';
import type { CriImage } from '../runtime/cri.ts';
import { BackOff } from './back-off.ts';
import type { WaitingReason } from './container-status.ts';
import { goDuration } from './go-duration.ts';
import type { RuntimeClient } from './runtime-client.ts';

const FIRST_BACK_OFF_MS = 10_000;
const MOST_BACK_OFF_MS = 300_000;

export type ImageResult =
  | { readonly ok: true; readonly image: CriImage; readonly pulled: boolean }
  | ({ readonly ok: false } & WaitingReason);

export interface ImageWish {
  readonly pod: Pod;
  readonly container: Container;
  /** `spec.containers{web}`: what the events are about. */
  readonly fieldPath: string;
}

export class ImagePuller {
  readonly #sim: Sim;
  readonly #runtime: RuntimeClient;
  readonly #recorder: EventRecorder;
  readonly #onPulled: () => void;
  readonly #backOff = new BackOff(FIRST_BACK_OFF_MS, MOST_BACK_OFF_MS);
  readonly #lastErrors = new Map<string, string>();
  readonly #line: ((value: unknown) => void)[] = [];
  #pulling = false;

  /** `onPulled`: the images on the node have changed. */
  constructor(sim: Sim, runtime: RuntimeClient, recorder: EventRecorder, onPulled: () => void) {
    this.#sim = sim;
    this.#runtime = runtime;
    this.#recorder = recorder;
    this.#onPulled = onPulled;
  }

  *ensure(ctx: Context, wish: ImageWish): Task<ImageResult> {
    const name = wish.container.image ?? '';
    const policy = wish.container.imagePullPolicy ?? 'IfNotPresent';
    const asked = yield* this.#runtime.call(ctx, 'ImageStatus', { image: name });
    if (!asked.ok) return { ok: false, reason: 'ImageInspectError', message: `Failed to inspect image "${name}": ${asked.message}` };
    const present = asked.value;
    if (present !== undefined && policy !== 'Always') {
      this.#say(ctx, wish, 'Normal', 'Pulled', `Container image "${name}" already present on machine`);
      return { ok: true, image: present, pulled: false };
    }
    if (policy === 'Never') {
      const message = `Container image "${name}" is not present with pull policy of Never`;
      this.#say(ctx, wish, 'Warning', 'ErrImageNeverPull', message);
      return { ok: false, reason: 'ErrImageNeverPull', message };
    }
    const key = `${wish.pod.metadata.uid}_${name}`;
    if (this.#backOff.isWaiting(key, this.#sim.clock.nowUs)) {
      const text = `Back-off pulling image "${name}"`;
      this.#say(ctx, wish, 'Normal', 'BackOff', text);
      return { ok: false, reason: 'ImagePullBackOff', message: `${text}: ErrImagePull: ${this.#lastErrors.get(key) ?? ''}` };
    }
    this.#say(ctx, wish, 'Normal', 'Pulling', `Pulling image "${name}"`);
    return yield* this.#pull(ctx, wish, name, key);
  }

  *#pull(ctx: Context, wish: ImageWish, name: string, key: string): Task<ImageResult> {
    const askedUs = this.#sim.clock.nowUs;
    yield* this.#takeTurn();
    const beganUs = this.#sim.clock.nowUs;
    const pulled = yield* this.#runtime.call(ctx, 'PullImage', { image: name });
    this.#endTurn();
    const nowUs = this.#sim.clock.nowUs;
    if (!pulled.ok) {
      this.#backOff.next(key, nowUs, nowUs);
      this.#lastErrors.set(key, pulled.message);
      this.#say(ctx, wish, 'Warning', 'Failed', `Failed to pull image "${name}": ${pulled.message}`);
      const reason = pulled.code === 'InvalidArgument' ? 'InvalidImageName' : 'ErrImagePull';
      return { ok: false, reason, message: pulled.message };
    }
    this.#backOff.forget(key);
    this.#lastErrors.delete(key);
    const took = goDuration((nowUs - beganUs) / 1000);
    const waited = goDuration((nowUs - askedUs) / 1000);
    const size = `Image size: ${pulled.value.sizeBytes} bytes.`;
    this.#say(ctx, wish, 'Normal', 'Pulled', `Successfully pulled image "${name}" in ${took} (${waited} including waiting). ${size}`);
    this.#onPulled();
    return { ok: true, image: pulled.value, pulled: true };
  }

  /** Pulls go one after another, in the order they were asked for. */
  *#takeTurn(): Task<void> {
    if (this.#pulling) yield (resume) => this.#line.push(resume);
    this.#pulling = true;
  }

  #endTurn(): void {
    const next = this.#line.shift();
    if (next === undefined) this.#pulling = false;
    else next(undefined);
  }

  #say(ctx: Context, { pod, fieldPath }: ImageWish, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#recorder.event(ctx, pod, type, reason, message, { fieldPath });
  }
}
