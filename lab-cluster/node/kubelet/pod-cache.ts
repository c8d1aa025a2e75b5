// What the runtime last said of each pod: its sandboxes and containers. Filled by events and by answers, never guessed.
// Models pkg/kubelet/container/cache.go.
import { deepEqual } from '../../api/equal.ts';
import type { CriContainer, CriSandbox } from '../runtime/cri.ts';

/** A pod as the runtime knows it; replaced whole, so a reader's copy never changes. */
export interface RuntimePod {
  readonly sandboxes: readonly CriSandbox[];
  /** All instances of all containers, oldest first. */
  readonly containers: readonly CriContainer[];
}

const nothing: RuntimePod = { sandboxes: [], containers: [] };
const ranks = { created: 0, running: 1, exited: 2 } as const;

export class PodCache {
  readonly #pods = new Map<string, RuntimePod>();

  get(podUid: string): RuntimePod {
    return this.#pods.get(podUid) ?? nothing;
  }

  uids(): Iterable<string> {
    return this.#pods.keys();
  }

  /** Everything of before, for a relist that is about to be asked for. */
  snapshot(): ReadonlyMap<string, RuntimePod> {
    return new Map(this.#pods);
  }

  /** Takes over what the runtime lists; what it no longer lists goes. Returns the pods that are not as they were. */
  merge(before: ReadonlyMap<string, RuntimePod>, sandboxes: readonly CriSandbox[], containers: readonly CriContainer[]): readonly string[] {
    const listed = new Set([...sandboxes, ...containers].map((each) => each.id));
    for (const pod of before.values()) {
      for (const container of pod.containers) if (!listed.has(container.id)) this.removeContainer(container);
      for (const sandbox of pod.sandboxes) if (!listed.has(sandbox.id)) this.removeSandbox(sandbox);
    }
    for (const sandbox of sandboxes) this.putSandbox(sandbox);
    for (const container of containers) this.putContainer(container);
    const uids = new Set([...before.keys(), ...this.#pods.keys()]);
    return [...uids].filter((uid) => !deepEqual(before.get(uid), this.#pods.get(uid)));
  }

  putSandbox(sandbox: CriSandbox): void {
    const { podUid } = sandbox.config;
    const pod = this.get(podUid);
    const known = pod.sandboxes.find((each) => each.id === sandbox.id);
    // An answer and an event may overtake each other: a stopped sandbox does not come back.
    if (known?.state === 'notready') return;
    const others = pod.sandboxes.filter((each) => each.id !== sandbox.id);
    this.#pods.set(podUid, { ...pod, sandboxes: others.concat(sandbox) });
  }

  putContainer(container: CriContainer): void {
    const pod = this.get(container.podUid);
    const at = pod.containers.findIndex((each) => each.id === container.id);
    const known = pod.containers[at];
    if (known !== undefined && ranks[known.state] >= ranks[container.state]) return;
    const containers = at < 0 ? pod.containers.concat(container) : pod.containers.with(at, container);
    this.#pods.set(container.podUid, { ...pod, containers });
  }

  removeContainer(container: CriContainer): void {
    const pod = this.get(container.podUid);
    this.#pods.set(container.podUid, { ...pod, containers: pod.containers.filter((each) => each.id !== container.id) });
  }

  removeSandbox(sandbox: CriSandbox): void {
    const { podUid } = sandbox.config;
    const pod = this.get(podUid);
    const sandboxes = pod.sandboxes.filter((each) => each.id !== sandbox.id);
    const containers = pod.containers.filter((each) => each.sandboxId !== sandbox.id);
    if (sandboxes.length === 0 && containers.length === 0) this.#pods.delete(podUid);
    else this.#pods.set(podUid, { sandboxes, containers });
  }
}

/** The newest sandbox, if it is usable. */
export function readySandbox(pod: RuntimePod): CriSandbox | undefined {
  const newest = newestSandbox(pod);
  return newest?.state === 'ready' ? newest : undefined;
}

export function newestSandbox(pod: RuntimePod): CriSandbox | undefined {
  let newest: CriSandbox | undefined;
  for (const sandbox of pod.sandboxes) if (newest === undefined || sandbox.config.attempt > newest.config.attempt) newest = sandbox;
  return newest;
}

/** The newest instance of a container. */
export function newestContainer(pod: RuntimePod, name: string): CriContainer | undefined {
  let newest: CriContainer | undefined;
  for (const container of pod.containers) {
    if (container.name === name && (newest === undefined || container.attempt > newest.attempt)) newest = container;
  }
  return newest;
}

/** The newest ended instance that is older than `attempt`. */
export function previousContainer(pod: RuntimePod, name: string, attempt: number): CriContainer | undefined {
  let newest: CriContainer | undefined;
  for (const container of pod.containers) {
    if (container.name !== name || container.attempt >= attempt || container.state !== 'exited') continue;
    if (newest === undefined || container.attempt > newest.attempt) newest = container;
  }
  return newest;
}
