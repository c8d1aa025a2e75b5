// One informer per resource and selector for a whole process, however many controllers ask for it.
// Models staging/src/k8s.io/client-go/informers/factory.go.
import type { Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/object.ts';
import type { Sim, Task } from '../sim/sim.ts';
import type { Client } from './client.ts';
import { createInformer } from './informer.ts';
import type { InformerOptions, StartableInformer } from './informer.ts';
import type { Informer } from './informer-types.ts';

export interface InformerFactory {
  /** The process's informer for this resource; asking for it makes it, `startAll` starts it. */
  informer<T extends KubeObject>(kind: Kind<T>, options?: InformerOptions): Informer<T>;
  /** Starts what has been asked for; may be called again after asking for more. */
  startAll(): void;
  waitForSync(): Task<void>;
}

const everything: InformerOptions = {};

export function createInformerFactory(sim: Sim, client: Client): InformerFactory {
  const informers = new Map<string, StartableInformer>();
  /** The unselective ones again, because handlers look them up for every event. */
  const plain = new Map<unknown, StartableInformer>();
  return {
    informer<T extends KubeObject>(kind: Kind<T>, options: InformerOptions = everything): Informer<T> {
      const usual = plain.get(kind);
      if (usual !== undefined && options === everything) return usual as unknown as Informer<T>;
      const { namespace = '', labelSelector = '', fieldSelector = '' } = options;
      const key = [kind.resource, namespace, labelSelector, fieldSelector].join('|');
      const known = informers.get(key);
      if (known !== undefined) return known as unknown as Informer<T>;
      const made = createInformer(sim, client, kind, options);
      informers.set(key, made as unknown as StartableInformer);
      if (options === everything) plain.set(kind, made as unknown as StartableInformer);
      return made;
    },
    startAll() {
      for (const informer of informers.values()) informer.start();
    },
    *waitForSync() {
      for (const informer of informers.values()) yield* informer.waitForSync();
    },
  };
}
