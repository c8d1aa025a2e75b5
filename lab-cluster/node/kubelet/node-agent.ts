// Keeps the Node object true: registers it, renews its Lease every 10 s, reports its status every 5 minutes or on change.
// Models pkg/kubelet/kubelet_node_status.go and component-helpers/apimachinery/lease/controller.go.
import { type Lease, leases } from '../../api/kinds/lease.ts';
import { type KubeNode, type NodeStatus, nodes } from '../../api/kinds/node.ts';
import { microTimestamp } from '../../api/time.ts';
import type { Client } from '../../client/client.ts';
import type { EventRecorder } from '../../client/event-recorder.ts';
import type { Context, Micros, Sim, Task } from '../../sim/sim.ts';
import { sleep } from '../../sim/task.ts';
import type { CriImage } from '../runtime/cri.ts';
import { machineIdentity } from './machine-identity.ts';
import { nodeDraft, type NodeFacts, nodeStatus, nodeStatusPatch } from './node-status.ts';
import type { KubeletOptions } from './options.ts';
import type { RuntimeClient } from './runtime-client.ts';

const LEASE_NAMESPACE = 'kube-node-lease';
const LEASE_SECONDS = 40;
const RENEW_MS = 10_000;
const REPORT_US = 300_000_000;
const RETRY_MS = 1_000;

export interface NodeAgentParts {
  readonly sim: Sim;
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly runtime: RuntimeClient;
  readonly options: KubeletOptions;
  /** Why the node is not ready now; empty when it is. */
  problems(): readonly string[];
}

export class NodeAgent {
  readonly #parts: NodeAgentParts;
  #node: KubeNode | undefined;
  #lease: Lease | undefined;
  #images: readonly CriImage[] = [];
  #imagesChanged = false;
  #runtimeVersion = '';
  #reportedUs: Micros = 0;

  constructor(parts: NodeAgentParts) {
    this.#parts = parts;
  }

  /** The images on the node are others: said with the next heartbeat. */
  markImages(): void {
    this.#imagesChanged = true;
  }

  /** Registers the node; afterwards it is known and beats. */
  *run(ctx: Context): Task<void> {
    const { sim, client, runtime, options } = this.#parts;
    yield* this.#learnRuntime(ctx);
    this.#say(ctx, 'Starting', 'Starting kubelet.');
    this.#sayConditions(ctx);
    let isNew = false;
    for (;;) {
      const created = yield* client.create(ctx, nodes, nodeDraft(this.#facts()));
      if (created.ok) {
        this.#node = created.value;
        isNew = true;
        break;
      }
      const known = created.status.reason === 'AlreadyExists' ? yield* client.get(ctx, nodes, undefined, options.nodeName) : created;
      if (known.ok) {
        this.#node = known.value;
        break;
      }
      yield* sleep(sim, RETRY_MS);
    }
    // The first time it is said twice, as kubelets do; of a node that was known and well there is nothing new to say.
    if (isNew || !isUnderNoPressure(this.#node.status)) this.#sayConditions(ctx);
    yield* this.#refreshImages(ctx, runtime);
    yield* this.report(ctx);
    sim.spawn(this.#beat({ span: ctx.span, background: true }));
  }

  /** Says how the node is. */
  *report(ctx: Context): Task<void> {
    const { client, options } = this.#parts;
    const node = this.#node;
    if (node === undefined) return;
    const next = nodeStatus(this.#facts(), node.status.conditions ?? []);
    const wasReady = isReady(node.status);
    const sent = yield* client.patch(
      ctx,
      nodes,
      undefined,
      options.nodeName,
      nodeStatusPatch(next, node.status, this.#imagesChanged),
      'strategic',
      'status',
    );
    if (!sent.ok) return;
    this.#node = sent.value;
    this.#imagesChanged = false;
    this.#reportedUs = this.#parts.sim.clock.nowUs;
    if (isReady(sent.value.status) !== wasReady) {
      const reason = wasReady ? 'NodeNotReady' : 'NodeReady';
      this.#say(ctx, reason, `Node ${options.nodeName} status is now: ${reason}`);
    }
  }

  /** The Node as a watch brought it. */
  note(node: KubeNode, ctx: Context): void {
    const previous = this.#node;
    if (previous === undefined) return;
    const cordoned = node.spec.unschedulable === true;
    if (cordoned !== (previous.spec.unschedulable === true)) {
      const reason = cordoned ? 'NodeNotSchedulable' : 'NodeSchedulable';
      this.#say(ctx, reason, `Node ${node.metadata.name} status is now: ${reason}`);
    }
    if (Number(node.metadata.resourceVersion) > Number(previous.metadata.resourceVersion)) this.#node = node;
  }

  *#beat(ctx: Context): Task<void> {
    const { sim, runtime } = this.#parts;
    for (;;) {
      yield* this.#renewLease(ctx);
      if (this.#imagesChanged) yield* this.#refreshImages(ctx, runtime);
      if (this.#imagesChanged || sim.clock.nowUs - this.#reportedUs >= REPORT_US) yield* this.report(ctx);
      yield* sleep(sim, RENEW_MS + sim.rng.below(400), true);
    }
  }

  *#renewLease(ctx: Context): Task<void> {
    const { sim, client, options } = this.#parts;
    const spec = { holderIdentity: options.nodeName, leaseDurationSeconds: LEASE_SECONDS, renewTime: microTimestamp(sim.clock.nowUs) };
    if (this.#lease === undefined) {
      const got = yield* client.get(ctx, leases, LEASE_NAMESPACE, options.nodeName);
      if (got.ok) this.#lease = got.value;
      else if (got.status.reason === 'NotFound') {
        const created = yield* client.create(ctx, leases, {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: { name: options.nodeName, namespace: LEASE_NAMESPACE, ownerReferences: this.#owner() },
          spec,
        });
        if (created.ok) this.#lease = created.value;
        return;
      }
    }
    if (this.#lease === undefined) return;
    const renewed = yield* client.update(ctx, leases, { ...this.#lease, spec: { ...this.#lease.spec, ...spec } });
    this.#lease = renewed.ok ? renewed.value : undefined;
  }

  #owner(): { apiVersion: string; kind: string; name: string; uid: string }[] {
    const node = this.#node;
    return node === undefined ? [] : [{ apiVersion: 'v1', kind: 'Node', name: node.metadata.name, uid: node.metadata.uid }];
  }

  /** A node without a runtime is not registered: nothing could run on it. */
  *#learnRuntime(ctx: Context): Task<void> {
    const { sim, runtime } = this.#parts;
    for (;;) {
      const status = yield* runtime.call(ctx, 'Status', {});
      if (status.ok) {
        this.#runtimeVersion = status.value.version;
        return;
      }
      yield* sleep(sim, RETRY_MS, true);
    }
  }

  *#refreshImages(ctx: Context, runtime: RuntimeClient): Task<void> {
    const listed = yield* runtime.call(ctx, 'ListImages', {});
    if (!listed.ok) return;
    this.#images = listed.value;
    this.#imagesChanged = true;
  }

  #facts(): NodeFacts {
    const { sim, options } = this.#parts;
    return {
      options,
      address: sim.machine.address,
      identity: machineIdentity(sim.machine),
      runtimeVersion: this.#runtimeVersion,
      images: this.#images,
      problems: this.#parts.problems(),
      nowUs: sim.clock.nowUs,
    };
  }

  #sayConditions(ctx: Context): void {
    for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID']) {
      this.#say(ctx, reason, `Node ${this.#parts.options.nodeName} status is now: ${reason}`);
    }
  }

  /** A kubelet speaks of its node before that is known to anybody, so it takes the name for the uid. */
  #say(ctx: Context, reason: string, message: string): void {
    const name = this.#parts.options.nodeName;
    this.#parts.recorder.event(ctx, { kind: 'Node', metadata: { name, uid: name } }, 'Normal', reason, message);
  }
}

function isUnderNoPressure({ conditions = [] }: NodeStatus): boolean {
  const pressures = conditions.filter(({ type }) => type.endsWith('Pressure'));
  return pressures.length > 0 && pressures.every(({ status }) => status === 'False');
}

function isReady(status: NodeStatus): boolean {
  return status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}
