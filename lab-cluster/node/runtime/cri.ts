// The container runtime interface: what a kubelet may ask of containerd and what it hears back. Plain values, no pods' API.
// Models staging/src/k8s.io/cri-api/pkg/apis/runtime/v1/api.proto.
import type { Micros } from '../../sim/sim.ts';

export interface SandboxConfig {
  readonly podUid: string;
  readonly podName: string;
  readonly namespace: string;
  /** How many sandboxes this pod had before. */
  readonly attempt: number;
  readonly hostNetwork: boolean;
}

export interface ContainerConfig {
  readonly name: string;
  /** Restarts before this one. */
  readonly attempt: number;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  /** Ports the pod's author declared; a program of unknown make listens on them. */
  readonly ports: readonly number[];
  /** A terminal keeps interactive programs alive. */
  readonly tty: boolean;
}

export interface CriSandbox {
  readonly id: string;
  readonly config: SandboxConfig;
  readonly ip: string;
  readonly state: 'ready' | 'notready';
  readonly createdAtUs: Micros;
}

export interface CriContainer {
  readonly id: string;
  readonly sandboxId: string;
  readonly podUid: string;
  readonly name: string;
  readonly attempt: number;
  /** Full name with its tag: `docker.io/library/nginx:1.27`. */
  readonly image: string;
  /** The reference as the pod's author wrote it. */
  readonly userSpecifiedImage: string;
  readonly imageRef: string;
  readonly state: 'created' | 'running' | 'exited';
  readonly createdAtUs: Micros;
  readonly startedAtUs: Micros;
  readonly finishedAtUs: Micros;
  readonly exitCode: number;
  /** Completed, Error, StartError; empty while it has not ended. */
  readonly reason: string;
  readonly message: string;
}

export interface CriImage {
  /** `docker.io/library/nginx:1.27` */
  readonly name: string;
  /** `docker.io/library/nginx@sha256:…` */
  readonly ref: string;
  readonly sizeBytes: number;
}

/** What a probe tries on a container. */
export type ProbeAction =
  | { readonly kind: 'exec'; readonly command: readonly string[] }
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'http'; readonly port: number; readonly path: string };

export interface ProbeResult {
  readonly success: boolean;
  /** What the prober saw, in a kubelet's words. */
  readonly output: string;
}

/** Every operation with what it is asked and what it answers. */
export interface CriOperations {
  readonly Status: { readonly request: object; readonly answer: { readonly version: string } };
  readonly RunPodSandbox: { readonly request: { readonly config: SandboxConfig }; readonly answer: CriSandbox };
  readonly StopPodSandbox: { readonly request: { readonly sandboxId: string }; readonly answer: undefined };
  readonly RemovePodSandbox: { readonly request: { readonly sandboxId: string }; readonly answer: undefined };
  readonly ListPodSandboxes: { readonly request: object; readonly answer: readonly CriSandbox[] };
  readonly ListContainers: { readonly request: object; readonly answer: readonly CriContainer[] };
  readonly ListImages: { readonly request: object; readonly answer: readonly CriImage[] };
  readonly ImageStatus: { readonly request: { readonly image: string }; readonly answer: CriImage | undefined };
  readonly PullImage: { readonly request: { readonly image: string }; readonly answer: CriImage };
  readonly CreateContainer: {
    readonly request: { readonly sandboxId: string; readonly config: ContainerConfig };
    readonly answer: CriContainer;
  };
  readonly StartContainer: { readonly request: { readonly containerId: string }; readonly answer: CriContainer };
  readonly StopContainer: { readonly request: { readonly containerId: string; readonly timeoutMs: number }; readonly answer: undefined };
  readonly RemoveContainer: { readonly request: { readonly containerId: string }; readonly answer: undefined };
  /**
   * Simplified: upstream's kubelet dials a pod's address itself for HTTP and TCP probes and uses ExecSync for commands;
   * here one question covers the three, because the runtime knows what its processes do.
   */
  readonly Probe: { readonly request: { readonly containerId: string; readonly action: ProbeAction }; readonly answer: ProbeResult };
}

export type CriOperation = keyof CriOperations;

/** One request; `GetContainerEvents` opens a stream of CriEvent instead of being answered. */
export type CriRequest =
  | { readonly [Op in CriOperation]: { readonly op: Op } & CriOperations[Op]['request'] }[CriOperation]
  | { readonly op: 'GetContainerEvents' };

/** A refusal, as gRPC codes name it. */
export interface CriError {
  readonly code: 'NotFound' | 'Unknown' | 'InvalidArgument' | 'AlreadyExists' | 'Unavailable';
  readonly message: string;
}

export type CriReply<Answer> = { readonly ok: true; readonly value: Answer } | { readonly ok: false; readonly error: CriError };

/** Something happened to a pod's sandbox or container; carries how it stands now. */
export type CriEvent =
  | { readonly type: 'sandbox'; readonly sandbox: CriSandbox; readonly removed: boolean }
  | { readonly type: 'container'; readonly container: CriContainer; readonly removed: boolean };
