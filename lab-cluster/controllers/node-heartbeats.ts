// When each node last gave a sign of life: by renewing its Lease or by posting a new status.
// Models the nodeHealth map of pkg/controller/nodelifecycle/node_lifecycle_controller.go.
import type { KubeNode } from '../api/kinds/node.ts';
import type { Lease } from '../api/kinds/lease.ts';
import type { Context, Micros, Sim, Timer } from '../sim/sim.ts';
import { conditionOf } from './conditions.ts';

export interface Heartbeats {
  onLease(lease: Lease, previous: Lease | undefined, ctx: Context): void;
  onNode(node: KubeNode, previous: KubeNode | undefined, ctx: Context): void;
  forget(node: string): void;
  /** When the node was last heard of; undefined for a node never heard of. */
  lastUs(node: string): Micros | undefined;
}

interface Heart {
  lastUs: Micros;
  deadline: Timer;
}

/** Namespace of the Leases that kubelets renew. */
const leaseNamespace = 'kube-node-lease';

export interface HeartbeatOptions {
  /** How long a node may be silent. */
  readonly graceUs: Micros;
  /** When the next sign of life is late: waiting turns foreground then. */
  readonly overdueUs: Micros;
  /** Why nothing more is heard of a node: for the trace alone, as nobody can tell by the silence itself. */
  silencedBy(node: string): Context | undefined;
  missed(node: string, ctx: Context): void;
}

/** Calls `missed` when a node has been silent for `graceUs`. What did not come is caused by what kept it from coming. */
export function createHeartbeats(sim: Sim, { graceUs, overdueUs, silencedBy, missed }: HeartbeatOptions): Heartbeats {
  const hearts = new Map<string, Heart>();

  function beat(node: string, ctx: Context): void {
    const heart = hearts.get(node);
    heart?.deadline.cancel();
    const now = sim.clock.nowUs;
    const entry: Heart = heart ?? { lastUs: now, deadline: { cancel: () => {} } };
    entry.lastUs = now;
    // Two timers one after the other: as long as heartbeats are on time, waiting for the next one is not work.
    entry.deadline = sim.clock.after(overdueUs, true, () => {
      entry.deadline = sim.clock.after(graceUs - overdueUs, false, () => {
        missed(node, { span: (silencedBy(node) ?? ctx).span, background: false });
      });
    });
    hearts.set(node, entry);
  }

  return {
    onLease(lease, previous, ctx) {
      if (lease.metadata.namespace !== leaseNamespace) return;
      if (previous === undefined || lease.spec.renewTime !== previous.spec.renewTime) beat(lease.metadata.name, ctx);
    },
    onNode(node, previous, ctx) {
      const posted = (one: KubeNode | undefined): string | undefined => {
        const ready = one === undefined ? undefined : conditionOf(one.status.conditions, 'Ready');
        return (ready as { readonly lastHeartbeatTime?: string } | undefined)?.lastHeartbeatTime;
      };
      if (previous === undefined || posted(node) !== posted(previous)) beat(node.metadata.name, ctx);
    },
    forget(node) {
      hearts.get(node)?.deadline.cancel();
      hearts.delete(node);
    },
    lastUs: (node) => hearts.get(node)?.lastUs,
  };
}
