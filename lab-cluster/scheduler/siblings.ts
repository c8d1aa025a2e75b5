// Which pods belong with a pod: those its services select and those of its ReplicaSet. Default spreading goes by it.
// Models pkg/scheduler/framework/plugins/helper/spread.go DefaultSelector.
import { type ReplicaSet, replicaSets } from '../api/kinds/replica-set.ts';
import { type Service, services } from '../api/kinds/service.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { LabelSelector } from '../api/label-selector.ts';
import { controllerOf } from '../api/object.ts';
import { matchesLabels } from '../api/selector.ts';
import type { Client } from '../client/client.ts';
import { createInformer } from '../client/informer.ts';
import type { Sim, Task } from '../sim/sim.ts';

export class Siblings {
  readonly #services;
  readonly #replicaSets;
  /** Selectors that were worked out since the last change, by owner and labels' identity. */
  readonly #remembered = new Map<string, LabelSelector | undefined>();

  constructor(sim: Sim, client: Client) {
    this.#services = createInformer<Service>(sim, client, services);
    this.#replicaSets = createInformer<ReplicaSet>(sim, client, replicaSets);
    this.#services.addIndex('namespace', (service) => [service.metadata.namespace ?? '']);
    const forget = (): void => this.#remembered.clear();
    this.#services.handle({ add: forget, update: forget, delete: forget });
    // A ReplicaSet's selector never changes.
    this.#replicaSets.handle({ add: forget, delete: forget });
    this.#services.start();
    this.#replicaSets.start();
  }

  *waitForSync(): Task<void> {
    yield* this.#services.waitForSync();
    yield* this.#replicaSets.waitForSync();
  }

  /** Undefined when the pod belongs with no others. */
  selectorFor(pod: Pod): LabelSelector | undefined {
    const owner = controllerOf(pod);
    const { namespace = '' } = pod.metadata;
    if (owner === undefined) return this.#workOut(pod, namespace, undefined);
    // Pods of one owner have the same template: one answer does for all of them.
    if (this.#remembered.has(owner.uid)) return this.#remembered.get(owner.uid);
    const selector = this.#workOut(pod, namespace, owner.kind === 'ReplicaSet' ? `${namespace}/${owner.name}` : undefined);
    this.#remembered.set(owner.uid, selector);
    return selector;
  }

  #workOut(pod: Pod, namespace: string, replicaSetKey: string | undefined): LabelSelector | undefined {
    let matchLabels: Record<string, string> | undefined;
    for (const service of this.#services.byIndex('namespace', namespace)) {
      if (matchesLabels(service.spec.selector, pod.metadata.labels)) matchLabels = { ...matchLabels, ...service.spec.selector };
    }
    const own = replicaSetKey === undefined ? undefined : this.#replicaSets.get(replicaSetKey)?.spec.selector;
    if (own === undefined) return matchLabels === undefined ? undefined : { matchLabels };
    const expressions = own.matchExpressions === undefined ? {} : { matchExpressions: own.matchExpressions };
    return { matchLabels: { ...matchLabels, ...own.matchLabels }, ...expressions };
  }
}
