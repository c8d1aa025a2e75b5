// What an API server asks a kubelet about the log of a container, and what comes back: plain values, as over HTTPS.
// Models the path containerLogs of pkg/kubelet/server.

export interface LogQuery {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  readonly sinceSeconds?: number;
  /** As an instant of virtual time. */
  readonly sinceUs?: number;
}

export interface KubeletLogRequest {
  readonly path: 'containerLogs';
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly query: LogQuery;
}

/** The beginning of the answer. Of a log that is followed, more texts come as frames until the container ends. */
export interface KubeletLogAnswer {
  readonly code: number;
  readonly text: string;
}

/** Where the kubelet of a node listens. */
export function kubeletAddress(nodeName: string): string {
  return `kubelet/${nodeName}`;
}

export const KUBELET_PORT = 10_250;
