// What a picture of the cluster consists of: rows computed from stored objects, process liveness and the trace.
// Plain data that crosses the worker boundary; it knows nothing of how it is drawn.
import type { Micros, SpanId } from '../sim/sim.ts';
import type { SpanRecord } from '../sim/span-ring.ts';

/** A process on a machine, as the left column and the node strips show it. */
export interface ComponentRow {
  /** Process name: `etcd-0`, `kube-apiserver`, `kube-scheduler`, `kube-controller-manager`, `cloud-controller-manager`, `coredns`, `kubelet/node-1`, `containerd/node-1`, `kube-proxy/node-1`. */
  readonly name: string;
  readonly host: string;
  readonly up: boolean;
  readonly restarts: number;
  /** Plurals this client keeps open watches for, in the order it opened them. */
  readonly watches: readonly string[];
  /** Controllers inside a manager, by lane name (`deployment-controller`), with what each watches. */
  readonly controllers: readonly { readonly name: string; readonly watches: readonly string[] }[];
}

export interface EtcdMemberRow {
  readonly name: string;
  readonly role: 'leader' | 'follower' | 'candidate' | 'down';
  readonly term: number;
  /** Revision applied by this member. */
  readonly index: number;
  /** Revisions of the newest log entries, oldest first; `replicated` false is drawn hollow. */
  readonly log: readonly { readonly revision: number; readonly replicated: boolean }[];
}

export interface NodeRow {
  readonly uid: string;
  readonly name: string;
  readonly ready: 'True' | 'False' | 'Unknown';
  /** Word for the header: Ready, NotReady, "Ready, cordoned". */
  readonly state: string;
  readonly cpuMilli: { readonly requested: number; readonly allocatable: number };
  readonly memoryBytes: { readonly requested: number; readonly allocatable: number };
  readonly pods: { readonly count: number; readonly allocatable: number };
  readonly address: string;
  readonly podCidr: string;
}

export interface ContainerDot {
  readonly name: string;
  readonly state: 'ready' | 'running' | 'waiting' | 'crashing' | 'ended';
}

export interface PodRow {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Empty while unscheduled. */
  readonly node: string;
  /** What `kubectl get pods` prints under STATUS. */
  readonly status: string;
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly containers: readonly ContainerDot[];
  readonly restarts: number;
  readonly ip: string;
  /** Topmost owner as `plural/namespace/name`, or empty. */
  readonly workload: string;
  /** One line that explains a state that is not ordinary, for example the scheduler's verdict; else empty. */
  readonly reason: string;
}

/** A control loop: how far a workload is from what was asked. */
export interface LoopRow {
  readonly key: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly desired: number;
  readonly actual: number;
  readonly reason: string;
}

export interface ServiceRow {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly clusterIp: string;
  readonly externalIp: string;
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly targetPort: string;
    readonly nodePort?: number;
    readonly protocol: string;
  }[];
  readonly readyEndpoints: number;
}

/** The whole state at one cursor. */
export interface ClusterPicture {
  readonly revision: number;
  readonly timeUs: Micros;
  readonly components: readonly ComponentRow[];
  readonly etcd: readonly EtcdMemberRow[];
  readonly namespaces: readonly string[];
  readonly nodes: readonly NodeRow[];
  readonly pods: readonly PodRow[];
  readonly loops: readonly LoopRow[];
  readonly services: readonly ServiceRow[];
}

/** A picture as changes since the one sent before; rows are replaced whole, by uid or key. */
export interface PictureDelta {
  readonly revision: number;
  readonly timeUs: Micros;
  /** True when this carries everything (first message, or after a jump of the cursor): forget what was there. */
  readonly reset: boolean;
  readonly components?: readonly ComponentRow[];
  readonly etcd?: readonly EtcdMemberRow[];
  readonly namespaces?: readonly string[];
  readonly nodes?: readonly NodeRow[];
  readonly pods?: readonly PodRow[];
  readonly podsGone?: readonly string[];
  readonly nodesGone?: readonly string[];
  readonly loops?: readonly LoopRow[];
  readonly services?: readonly ServiceRow[];
}

/** One step of the trace: the record as it was kept, with what it said of itself spelled out. */
export interface SpanRow extends Omit<SpanRecord, 'end'> {
  readonly revision: number;
  readonly code: number;
  readonly background: boolean;
  readonly saw: string;
  readonly decided: string;
  readonly wrote: string;
}

/** Steps of one component, counted in bins of virtual time, oldest first. */
export interface ActivityRow {
  readonly component: string;
  readonly bins: readonly number[];
}

/** Everything one outside input set off: the unit a person follows. */
export interface Episode {
  readonly root: SpanId;
  /** What was done, for example `apply deployments/default/web`. */
  readonly title: string;
  readonly startUs: Micros;
  readonly spans: readonly SpanRow[];
  /** True when the trace ring has dropped part of it. */
  readonly truncated: boolean;
}

/** One verdict of one plugin on one node. */
export interface PluginVerdict {
  readonly plugin: string;
  readonly phase: 'Filter' | 'Score';
  /** Filter: passed or the reason it did not; Score: the normalised score times weight. */
  readonly passed?: boolean;
  readonly reason?: string;
  readonly score?: number;
}

/** A scheduling decision, node × plugin. */
export interface SchedulerTable {
  readonly pod: string;
  readonly chosen: string;
  readonly message: string;
  readonly nodes: readonly {
    readonly node: string;
    readonly verdicts: readonly PluginVerdict[];
    readonly total: number;
    readonly feasible: boolean;
  }[];
}

/** Rows of one KUBE-SVC chain, in the order they are tried. */
export interface ChainTable {
  readonly service: string;
  readonly chain: string;
  readonly rows: readonly {
    readonly endpoint: string;
    readonly probability: number;
    readonly drawn?: number;
    readonly share: number;
    /** Share of the whole before the sync this table is about; absent for a new endpoint, and where nothing changed. */
    readonly shareBefore?: number;
    readonly chosen: boolean;
  }[];
}

/** One hop of a packet. */
export interface PacketHop {
  /** client, load balancer, node name, pod name. */
  readonly place: string;
  readonly node: string;
  /** Short title: chain, device or process. */
  readonly title: string;
  /** One sentence: what happened here. */
  readonly text: string;
  /** iptables rule that matched, in iptables-save form, or empty. */
  readonly rule: string;
  readonly source: string;
  readonly destination: string;
  /** Who assigned the address this hop depends on (API server, CNI, cloud, …). */
  readonly assignedBy: string;
  readonly direction: 'out' | 'back';
}

export interface PacketWalk {
  readonly span: SpanId;
  readonly title: string;
  readonly outcome: 'answered' | 'refused' | 'dropped' | 'unroutable';
  /** One sentence about the outcome. */
  readonly verdict: string;
  readonly hops: readonly PacketHop[];
  readonly chain?: ChainTable;
  readonly namedBy: readonly { readonly address: string; readonly what: string; readonly by: string }[];
}

export interface DiffLine {
  readonly mark: ' ' | '+' | '-';
  readonly text: string;
}

/** What the inspector shows for a span or an object. Empty parts are left out. */
export interface Explanation {
  readonly title: string;
  readonly subtitle: string;
  readonly saw: string;
  readonly decided: string;
  readonly wrote: string;
  readonly scheduler?: SchedulerTable;
  readonly chain?: ChainTable;
  /** Reason chain: why is it so, nearest first. */
  readonly reasons: readonly { readonly text: string; readonly span: SpanId }[];
  /** Steps inside the API server for a `serve` span, in order. */
  readonly pipeline: readonly { readonly step: string; readonly text: string }[];
  readonly diff: readonly DiffLine[];
  readonly command: string;
  /** Component whose role is told (`kube-scheduler`). */
  readonly role: string;
  /**
   * That role told three ways (view/roles.ts): in plain words, as a shipping port, as an office. The cluster view shows
   * it as it comes, since it may not import values from the lab. Absent for a role that has no text.
   */
  readonly tellings?: { readonly plain: string; readonly port: string; readonly office: string };
}
