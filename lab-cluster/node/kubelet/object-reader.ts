// Reads the ConfigMaps and Secrets that pods mount or take variables from, and remembers each for a minute.
// Models pkg/kubelet/util/manager/cache_based_manager.go. Simplified: asked when a pod starts, not watched.
import { type ConfigMap, configMaps } from '../../api/kinds/config-map.ts';
import { type Secret, secrets } from '../../api/kinds/secret.ts';
import type { Client } from '../../client/client.ts';
import type { Context, Micros, Sim, Task } from '../../sim/sim.ts';
import { Promised } from '../../sim/task.ts';

export type ReadKind = 'configmap' | 'secret';

/** Keys of the object's data, or why it could not be had. */
export type ReadResult = { readonly ok: true; readonly keys: ReadonlySet<string> } | { readonly ok: false; readonly message: string };

const KEEP_US = 60_000_000;

interface Remembered {
  readonly result: Promised<ReadResult>;
  untilUs: Micros;
}

export class ObjectReader {
  readonly #sim: Sim;
  readonly #client: Client;
  readonly #remembered = new Map<string, Remembered>();

  constructor(sim: Sim, client: Client) {
    this.#sim = sim;
    this.#client = client;
  }

  *read(ctx: Context, kind: ReadKind, namespace: string, name: string): Task<ReadResult> {
    const key = `${kind}/${namespace}/${name}`;
    const known = this.#remembered.get(key);
    if (known !== undefined && known.untilUs > this.#sim.clock.nowUs) return yield* known.result.wait();
    const entry: Remembered = { result: new Promised(), untilUs: Number.MAX_SAFE_INTEGER };
    this.#remembered.set(key, entry);
    const result = yield* this.#ask(ctx, kind, namespace, name);
    // What could not be had is asked for again at once.
    if (result.ok) entry.untilUs = this.#sim.clock.nowUs + KEEP_US;
    else this.#remembered.delete(key);
    entry.result.settle(result);
    return result;
  }

  *#ask(ctx: Context, kind: ReadKind, namespace: string, name: string): Task<ReadResult> {
    const got =
      kind === 'configmap'
        ? yield* this.#client.get(ctx, configMaps, namespace, name)
        : yield* this.#client.get(ctx, secrets, namespace, name);
    if (got.ok) return { ok: true, keys: keysOf(got.value) };
    const missing = got.status.reason === 'NotFound';
    return { ok: false, message: missing ? `${kind} "${name}" not found` : `failed to sync ${kind} cache: ${got.status.message ?? ''}` };
  }
}

function keysOf(object: ConfigMap | Secret): ReadonlySet<string> {
  return new Set([...Object.keys(object.data ?? {}), ...('binaryData' in object ? Object.keys(object.binaryData ?? {}) : [])]);
}
