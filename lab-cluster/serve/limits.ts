// What the HTTPS server allows its callers, in one place.
export const LIMITS = {
  /** Models MaxRequestBodyBytes of apiserver/pkg/server/config.go. */
  bodyBytes: 3 * 1024 * 1024,
  headerBytes: 64 * 1024,
  /** Beyond this the connection that has been idle for longest makes room. */
  connections: 2_000,
  watches: 2_000,
  /** Requests under way that are no watches, as --max-requests-inflight and its mutating sister together. */
  requests: 600,
  streamsPerConnection: 1_000,
  handshakeMs: 10_000,
  headersMs: 10_000,
  /** Until a request is in, body and all. */
  uploadMs: 30_000,
  /** Connections with nothing under way. */
  idleMs: 120_000,
  /** After which those of HTTP/2 are asked whether they are there at all. */
  probeMs: 5_000,
  /** How often connections are looked at. */
  sweepMs: 5_000,
  /** Bodies and answers that make no progress. */
  stallMs: 30_000,
} as const;
