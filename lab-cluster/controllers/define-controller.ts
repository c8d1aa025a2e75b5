// What a controller is: the kinds it watches, and one function that brings one object closer to what was asked.
// To add one: write `my-controller.ts` with a `defineController({…})` and add a line to registry.ts. A pass gets a key
// (`namespace/name`) and returns what it saw, decided and wrote, for the trace. Small models: node-ipam.ts (patches),
// root-ca.ts (creates and updates); cluster-loops.test.ts shows whole-cluster tests.
import type { Kind } from '../api/kind.ts';
import { keyOf } from '../api/object.ts';
import type { KubeObject } from '../api/object.ts';
import type { Authority } from '../api/x509/authority.ts';
import type { Client } from '../client/client.ts';
import type { EventRecorder } from '../client/event-recorder.ts';
import type { Informer, InformerHandlers } from '../client/informer-types.ts';
import type { Outcome } from '../client/reconcile-loop.ts';
import type { WorkQueue } from '../client/work-queue.ts';
import type { Context, Sim, Task } from '../sim/sim.ts';

/** Everything a controller may use. Reads come from informers, writes go through the client. */
export interface Tools<Memory = undefined> {
  readonly sim: Sim;
  readonly client: Client;
  readonly recorder: EventRecorder;
  /** Keys put here are handed to `reconcile`. */
  readonly queue: WorkQueue;
  /** PEM of the authority by which clients in the cluster know the API server. Simplified: inside the lab nobody speaks TLS. */
  rootCertificate(): string;
  /** Who signs certificates that were asked for and approved; made when it is first needed. */
  authority(): Authority;
  /** What `memory` made. */
  readonly memory: Memory;
  /** The process's local copy of one kind; only kinds in `watches` or asked for in `memory` are kept. */
  informer<T extends KubeObject>(kind: Kind<T>): Informer<T>;
}

export interface ControllerSpec<Memory> {
  /** Trace lane and service account: `replicaset-controller`. */
  readonly name: string;
  /** Service account, when it is not called like the controller. */
  readonly serviceAccount?: string;
  /** Acts as kube-controller-manager itself: what makes tokens cannot wait for one of its own. */
  readonly asManager?: boolean;
  /** Who its events say they are from, when that is not `name`. */
  readonly eventSource?: string;
  /** The first one is what keys stand for; make them with `watch`, `watchFor` or `watchWith`. */
  readonly watches: readonly Watch<Memory>[];
  /** Keys reconciled at the same time; 5 unless told. */
  readonly workers?: number;
  /** What it remembers between passes. A restart loses it, so it may only ever save work. Add indexes here. */
  memory?(tools: Tools): Memory;
  /** What it is for, told three ways: plainly, as a busy port, as an office. Those of Kubernetes' own are in view/roles.ts. */
  readonly role?: { readonly plain: string; readonly port: string; readonly office: string };
  /** Called once when all informers are synced: for timers. */
  started?(tools: Tools<Memory>): void;
  /** What a key stands for in the trace, when it is not a key of the first kind. */
  nameOf?(key: string, tools: Tools<Memory>): string;
  /** One level-based pass: read, compare, write the difference. Nothing may be assumed about what changed. */
  reconcile(tools: Tools<Memory>, ctx: Context, key: string): Task<Outcome>;
}

/** A controller whose memory is its own affair. */
export interface Controller extends ControllerSpec<unknown> {}

/** Registers nothing by itself: add the result to `registry.ts`, one line. */
export function defineController<Memory = undefined>(spec: ControllerSpec<Memory>): Controller {
  return spec as unknown as Controller;
}

/** Something that puts keys into the queue when the cluster changes. */
export interface Watch<Memory> {
  readonly kind: Kind;
  attach(tools: Tools<Memory>): void;
}

/** Every change of an object of `kind` asks for a pass over that object. */
export function watch<T extends KubeObject>(kind: Kind<T>): Watch<unknown> {
  return watchFor(kind, (object) => [keyOf(object)]);
}

/** Every change of an object of `kind` asks for a pass over the keys it concerns, those of the version before included. */
export function watchFor<T extends KubeObject, Memory>(
  kind: Kind<T>,
  keys: (object: T, tools: Tools<Memory>) => readonly string[],
): Watch<Memory> {
  return watchWith(kind, (tools: Tools<Memory>): InformerHandlers<T> => {
    const enqueue = (object: T, ctx: Context): void => {
      for (const key of keys(object, tools)) tools.queue.add(key, ctx);
    };
    return {
      add: enqueue,
      update(object, previous, ctx) {
        enqueue(previous, ctx);
        enqueue(object, ctx);
      },
      delete: enqueue,
    };
  });
}

/** Full control: handlers of your own. */
export function watchWith<T extends KubeObject, Memory>(
  kind: Kind<T>,
  handlers: (tools: Tools<Memory>) => InformerHandlers<T>,
): Watch<Memory> {
  return { kind: kind as unknown as Kind, attach: (tools) => tools.informer(kind).handle(handlers(tools)) };
}
