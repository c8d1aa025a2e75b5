// The only door of the lab: what the outside may know of a simulated cluster.
export { createCluster } from './cluster.ts';
export type { BootStep, Cluster, ClusterOptions, Input, LoggedInput, Output, StoredChange } from './lab/cluster-types.ts';
export { bootWatch } from './lab/boot-watch.ts';
export { replay } from './lab/replay.ts';
export { findKind } from './api/registry.ts';
export { checkManifest, type ManifestProblem, problemOfCause } from './api/manifest.ts';
export { describeField, type FieldDescription } from './api/describe.ts';
export { type FieldFacts, fieldsAt } from './api/schema-lookup.ts';
export type { KubeObject, ObjectMeta, Condition, Draft } from './api/object.ts';
export type { ApiRequest, ApiResponse, ObjectList, UserInfo, WatchEvent } from './api/request.ts';
export type { AuditEvent } from './apiserver/audit.ts';
export type { Result, Status, StatusCause } from './api/status.ts';
export { type HeaderValues, responseHeaders } from './api/response-headers.ts';
export { bareItemText, wireText } from './api/wire-text.ts';
export type { Micros, NetFault, SpanId, SpanKind } from './sim/sim.ts';
export { createPictureDiffer } from './view/delta.ts';
export { storyLines } from './view/story.ts';
export type * from './view/picture-types.ts';
